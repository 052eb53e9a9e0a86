// Keeps the address of a waiting page in the store while it stands, so that it can be given back
// when the browser closed the page with the extension; never a private window's.

export const GONE = "waits ";
const { local } = chrome.storage;
const key = GONE + crypto.randomUUID();

export function stands(address) {
  if (!chrome.extension.inIncognitoContext) local.set({ [key]: address }).catch(() => {});
}

export function leaves() {
  local.remove(key).catch(() => {});
}
