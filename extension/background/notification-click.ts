// Goes to the tab of a notification. The interface exists only while its permission is given, so
// the listener is added at once if it was given before, and otherwise as soon as it is.
import { originOf } from "../shared/sites.ts";
import { attempt } from "../shared/with-time-limit.ts";

// The core names each notification by its tab and its site: "back 12 chatgpt.com".
async function goToTab(name: string): Promise<void> {
  void attempt("notifications.clear", () => chrome.notifications.clear(name), false);
  const [, id, host] = name.split(" ");
  const go = (): Promise<chrome.tabs.Tab | undefined> =>
    chrome.tabs.update(Number(id), { active: true });
  const tab = await attempt("tabs.update", go, null);
  // The user may have closed it since.
  const shown = tab === null ? await chrome.tabs.create({ url: `${originOf(host ?? "")}/` }) : tab;
  if (shown) await chrome.windows.update(shown.windowId, { focused: true });
}

function onClick(name: string): void {
  void attempt("notification", () => goToTab(name), undefined);
}

function listen(): void {
  chrome.notifications?.onClicked.addListener(onClick);
}
chrome.permissions.onAdded.addListener(listen);
listen();
