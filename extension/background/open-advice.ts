// Shows what else helps a tab: the popup about that tab, or where the browser opens none for us, the
// popup's page in a tab beside it. Its address names the tab.
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
  // Chromium shows no page of ours in a private window.
  await attempt("popup in a window", () => chrome.tabs.create({ url }), null);
}

// Firefox asks for a click on a page of its own, and older browsers have no such way.
async function openPopup(tabId: number, windowId: number, popup: string): Promise<boolean> {
  await chrome.action.setPopup({ tabId, popup });
  try {
    await chrome.action.openPopup({ windowId });
    return true;
  } finally {
    await chrome.action.setPopup({ tabId, popup: "popup.html" });
  }
}
