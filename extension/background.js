// Hears the browser from the first moment, and hands on what matters once the core is awake.
// Decides nothing. Every listener is added before anything is awaited, or events are lost.
import init, { start, hear } from "./gatewatch.js";
import { go } from "./go.js";
import { panel } from "./panel.js";

const HOSTS = ["https://chatgpt.com/*", "https://chat.openai.com/*"];
const DOCUMENTS = { urls: HOSTS, types: ["main_frame"] };

let core; // a promise of the core, from the first event that needs it
let open; // whether an outage is open: asked of the store once, then kept true by the core

const hooks = {
  panel,
  go,
  // No filter by address exists for this event, so it is heard only while a document is looked for.
  watchTabs: (on) => chrome.tabs.onUpdated[on ? "addListener" : "removeListener"](tabUpdated),
  setOpen: (now) => (open = now),
};
const tabUpdated = (tab, { status, url }) => (status || url) && tell("tab", tab);

function tell(kind, ...heard) {
  core ??= init({ module_or_path: chrome.runtime.getURL("gatewatch_bg.wasm") })
    .then(() => start(hooks));
  return core.then(() => hear(kind, heard));
}

// A healthy response matters only while something fails: it ends here, before any wasm.
async function ifOpen(kind, ...heard) {
  open ??= (await chrome.storage.session.get("open")).open ?? false;
  if (open) tell(kind, ...heard);
}

// Tabs may have failed before anybody listened: each is asked once, and a healthy one is left.
function answered() {
  const { responseStatus, responseStart } = performance.getEntriesByType("navigation")[0];
  return { url: location.href, statusCode: responseStatus, age: performance.now() - responseStart };
}
async function lookAround() {
  for (const { id, discarded } of await chrome.tabs.query({ url: HOSTS })) {
    const asked = discarded || chrome.scripting.executeScript({ target: { tabId: id }, func: answered });
    const found = (await Promise.resolve(asked).catch(() => [])) // the browser's own pages refuse
    const result = found[0]?.result;
    if (result?.statusCode >= 500) tell("response", { ...result, tabId: id, timeStamp: Date.now() - result.age });
  }
}

chrome.webRequest.onHeadersReceived.addListener(
  (details) => void (details.statusCode >= 500 ? tell : ifOpen)("response", details),
  DOCUMENTS, ["responseHeaders"]);
chrome.webRequest.onErrorOccurred.addListener((details) => void ifOpen("error", details), DOCUMENTS);
chrome.tabs.onReplaced?.addListener((by, tab) => void ifOpen("replaced", by, tab)); // rare
chrome.alarms.onAlarm.addListener(() => tell("alarm"));
chrome.runtime.onInstalled.addListener(lookAround);
chrome.runtime.onStartup.addListener(lookAround);
chrome.runtime.onMessage.addListener((message, sender, reply) => {
  tell("message", message, sender).then(reply, () => reply());
  return true; // the reply comes later
});
