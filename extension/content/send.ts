// Sends a message from a page to the background, if there still is one.
import type { ToBackground } from "../shared/protocol.ts";

/** Whether the extension is still the one that put this into the page: not updated, not removed. */
export function isExtensionThere(): boolean {
  return globalThis.chrome?.runtime?.id !== undefined;
}

/**
 * Returns the background's answer. If the extension is gone, `onGone` is called, so that nothing of
 * ours stays.
 */
export async function send(message: ToBackground, onGone: () => void): Promise<unknown> {
  try {
    return await chrome.runtime.sendMessage(message);
  } catch {
    // A background that was just ending did not get it: the next message starts it anew.
    if (!isExtensionThere()) onGone();
    return undefined;
  }
}
