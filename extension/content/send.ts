// Sends a message from a page to the background, where there still is one.
import type { ToBackground } from "../shared/protocol.ts";

/** Whether the extension is still the one that put this into the page: not updated, not removed. */
export function isExtensionThere(): boolean {
  return globalThis.chrome?.runtime?.id !== undefined;
}

/** What the background answers. Where it is gone `onGone` is called, so that nothing of ours stays. */
export async function send(message: ToBackground, onGone: () => void): Promise<unknown> {
  try {
    return await chrome.runtime.sendMessage(message);
  } catch {
    // A background that was just ending has heard nothing: the next message wakes it anew.
    if (!isExtensionThere()) onGone();
    return undefined;
  }
}
