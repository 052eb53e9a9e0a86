// Shows what else helps a tab: the popup about that tab, or where the browser opens none for us, the
// popup's page in a tab beside it. Its address names the tab.

export async function showAdvice(tabId) {
  const tab = await chrome.tabs.get(tabId).catch(() => null);
  if (!tab) return; // closed meanwhile
  const popup = `popup.html#${tabId}`;
  const { active, windowId, index } = tab;
  const beside = { url: popup, windowId, index: index + 1, openerTabId: tabId };
  await (active ? open(tabId, windowId, popup) : Promise.reject())
    .catch(() => chrome.tabs.create(beside))
    .catch(() => chrome.tabs.create({ url: popup })); // Chromium: no page of ours in a private window
}

// Firefox asks for a click on a page of its own, and older browsers have no such way.
async function open(tabId, windowId, popup) {
  await chrome.action.setPopup({ tabId, popup });
  try {
    await chrome.action.openPopup({ windowId });
  } finally {
    await chrome.action.setPopup({ tabId, popup: "popup.html" });
  }
}
