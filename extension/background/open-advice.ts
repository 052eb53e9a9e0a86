// Shows what else may help a tab: the popup about that tab, or if the browser does not let us open
// it, the popup's page in a tab beside it. Its address names the tab.
import { attempt } from "../shared/with-time-limit.ts";
import { asksInPopup } from "./notification-permission.ts";

export async function openAdvice(tabId: number): Promise<void> {
  const tab = await attempt("tabs.get", () => chrome.tabs.get(tabId), null);
  if (!tab) return; // closed meanwhile
  const query = asksInPopup(tabId) ? "?notify" : "";
  const url = `popup.html${query}#${tabId}`;
  const { active, windowId, index } = tab;
  const isOpen = active && (await attempt("popup", () => openPopup(tabId, windowId, url), false));
  if (isOpen) return;
  const beside = { url, windowId, index: index + 1, openerTabId: tabId };
  if (await attempt("popup in a tab", () => chrome.tabs.create(beside), null)) return;
  // In a private window Chromium shows none of our pages.
  await attempt("popup in a window", () => chrome.tabs.create({ url }), null);
}

// Firefox requires a click on one of its own pages, and older browsers lack the interface.
async function openPopup(tabId: number, windowId: number, popup: string): Promise<boolean> {
  await chrome.action.setPopup({ tabId, popup });
  try {
    await chrome.action.openPopup({ windowId });
    return true;
  } finally {
    await chrome.action.setPopup({ tabId, popup: "popup.html" });
  }
}
