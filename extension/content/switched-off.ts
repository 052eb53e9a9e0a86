// Listens for Gatewatch being switched off for a page's site, or losing access to it: then what is
// shown goes.
import type { ToTab } from "../shared/protocol.ts";
import { isExtensionThere } from "./send.ts";

/** Until `signal` is aborted. The playground has no extension that could be switched off. */
export function onSwitchedOff(signal: AbortSignal, remove: () => void): void {
  if (!isExtensionThere()) return;
  const hear = ({ kind }: ToTab): void => {
    if (kind === "switchedOff") remove();
  };
  chrome.runtime.onMessage.addListener(hear);
  signal.addEventListener("abort", () => {
    if (isExtensionThere()) chrome.runtime.onMessage.removeListener(hear);
  });
}
