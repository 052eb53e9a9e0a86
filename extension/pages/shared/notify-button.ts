// Has *Notify me* on the card of a page of ours ask for the permission in the very click, as browsers
// demand, and keep the choice.
import { changeSetting } from "../../shared/settings-store.ts";
import { attempt } from "../../shared/with-time-limit.ts";

/** Hears the presses on the card in `mount`; the background hears nothing of them. */
export function hearNotifyButton(mount: HTMLElement): void {
  const hear = (event: MouseEvent): void => {
    const [target] = event.composedPath();
    const button = target instanceof Element ? target.closest("button[data-button=notify]") : null;
    if (!button || !event.isTrusted) return;
    event.stopPropagation();
    void choose();
  };
  mount.addEventListener("click", hear, true);
}

async function choose(): Promise<void> {
  const request = (): Promise<boolean> =>
    chrome.permissions.request({ permissions: ["notifications"] });
  if (await attempt("permissions.request", request, false)) await changeSetting("notify", true);
}
