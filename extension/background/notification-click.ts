// Goes to the tab that a notification told of. The interface is there only while its permission is, so
// that the listener is added at once where it was given before, and else as soon as it is.
import { attempt } from "../shared/with-time-limit.ts";

// The core names each notification by its tab: "back 12".
async function goToTab(name: string): Promise<void> {
  void attempt("notifications.clear", () => chrome.notifications.clear(name), false);
  const tab = await chrome.tabs.update(Number(name.split(" ")[1]), { active: true });
  if (tab) await chrome.windows.update(tab.windowId, { focused: true });
}

function onClick(name: string): void {
  void attempt("notification", () => goToTab(name), undefined);
}

function listen(): void {
  chrome.notifications?.onClicked.addListener(onClick);
}
chrome.permissions.onAdded.addListener(listen);
listen();
