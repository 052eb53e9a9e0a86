// What reloaders and loggers do in a background, written for the bench: hears every request of
// every site, from its beginning to its end.
const all = { urls: ["<all_urls>"] };
const heard = new Map();
const count = ({ requestId, url }) => void heard.set(requestId, url);
chrome.webRequest.onBeforeRequest.addListener(count, all);
chrome.webRequest.onBeforeSendHeaders.addListener(count, all, ["requestHeaders"]);
chrome.webRequest.onHeadersReceived.addListener(count, all, ["responseHeaders"]);
chrome.webRequest.onCompleted.addListener(({ requestId }) => void heard.delete(requestId), all);
chrome.webRequest.onErrorOccurred.addListener(({ requestId }) => void heard.delete(requestId), all);
