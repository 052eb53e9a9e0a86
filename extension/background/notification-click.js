// Goes to the tab that a notification told of. Its listener can be there only while the permission is.

// The core names each by its tab: "back 12".
async function go(name) {
  chrome.notifications.clear(name);
  const { windowId } = await chrome.tabs.update(Number(name.split(" ")[1]), { active: true });
  await chrome.windows.update(windowId, { focused: true });
}

// Added at once where leave was given before, and else as soon as it is.
const hear = () => chrome.notifications?.onClicked.addListener(go);
chrome.permissions.onAdded.addListener(hear);
hear();
