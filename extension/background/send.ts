// Sends messages from the background to the extension's pages and to its scripts in tabs.
import type { ToPage, ToTab } from "../shared/protocol.ts";
import { attempt } from "../shared/with-time-limit.ts";

/** What a page answers, null where none listens. */
export function sendToPages(message: ToPage): Promise<unknown> {
  return attempt(`send ${message.kind}`, () => chrome.runtime.sendMessage(message), null);
}

/** What the script in a tab answers, null where none listens. */
export async function sendToTab(tab: number, message: ToTab): Promise<unknown> {
  try {
    return await chrome.tabs.sendMessage(tab, message);
  } catch {
    return null; // in most tabs nothing of ours stands, and that is as it should be
  }
}
