// Keeps the address of a waiting page in the store while it stands, so that it can be given back
// when the browser closed the page with the extension; never a private window's.

export const GONE = "waits ";
const { local } = chrome.storage;
const key = GONE + crypto.randomUUID();

// Firefox tells a page of its end before it takes the extension away, so that nothing would be left
// to give back: nothing is written there.
const serves = () => location.protocol === "chrome-extension:" && !chrome.extension.inIncognitoContext;

export function stands(address) {
  if (serves()) local.set({ [key]: address }).catch(() => {});
}

export function leaves() {
  local.remove(key).catch(() => {});
}
