// Sends messages from the background to the extension's pages and to its scripts in tabs.
import type { ToPage, ToTab } from "../shared/protocol.ts";
import { attempt } from "../shared/with-time-limit.ts";

/** A page's answer, null if none listens. */
export function sendToPages(message: ToPage): Promise<unknown> {
  return attempt(`send ${message.kind}`, () => chrome.runtime.sendMessage(message), null);
}

/** The answer of the script in a tab, null if none listens. */
export async function sendToTab(tab: number, message: ToTab): Promise<unknown> {
  try {
    return await chrome.tabs.sendMessage(tab, message);
  } catch {
    return null; // most tabs have no script of ours, and that is fine
  }
}
