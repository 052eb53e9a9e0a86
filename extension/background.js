// Hears the browser from the first moment, and hands on what matters once the core is awake.
// Decides nothing. Every listener is added before anything is awaited, or events are lost.
import init, { start, hear } from "./gatewatch.js";
import { go, panel } from "./panel.js";

const HOSTS = ["https://chatgpt.com/*", "https://chat.openai.com/*"];
const DOCUMENTS = { urls: HOSTS, types: ["main_frame"] };

let core; // a promise of the core, from the first event that needs it
let open; // whether an outage is open: undefined until known, then kept true by the core

const hooks = {
  panel,
  go,
  // No filter by address exists for this event, so it is heard only while a document is looked for.
  watchTabs: (on) => chrome.tabs.onUpdated[on ? "addListener" : "removeListener"](tabUpdated),
  setOpen: (now) => (open = now),
};

const tell = (kind, ...heard) => {
  core ??= init({ module_or_path: chrome.runtime.getURL("gatewatch_bg.wasm") })
    .then(() => start(hooks));
  return core.then(() => hear(kind, heard));
};

// A healthy response matters only while something fails: it ends here, before any wasm.
const ifOpen = async (kind, details) => {
  open ??= (await chrome.storage.session.get("open")).open ?? false;
  if (open) tell(kind, details);
};

const tabUpdated = (tab, change) => {
  if (change.status || change.url) tell("tab", tab);
};

chrome.webRequest.onHeadersReceived.addListener((details) => {
  if (details.statusCode >= 500) tell("response", details);
  else ifOpen("response", details);
}, DOCUMENTS, ["responseHeaders"]);

chrome.webRequest.onErrorOccurred.addListener((details) => ifOpen("error", details), DOCUMENTS);

chrome.alarms.onAlarm.addListener(() => tell("alarm"));

// Tabs may have failed before anybody listened: each is asked once, and a healthy one is left.
const answered = () => {
  const { responseStatus, responseStart } = performance.getEntriesByType("navigation")[0];
  return { url: location.href, statusCode: responseStatus, age: performance.now() - responseStart };
};
const lookAround = async () => {
  for (const { id, discarded } of await chrome.tabs.query({ url: HOSTS })) {
    if (discarded) continue;
    const asked = chrome.scripting.executeScript({ target: { tabId: id }, func: answered });
    const [{ result }] = await asked.catch(() => [{}]); // the browser's own pages refuse
    if (result?.statusCode < 500 || !result) continue;
    tell("response", { ...result, tabId: id, timeStamp: Date.now() - result.age });
  }
};
chrome.runtime.onInstalled.addListener(lookAround);
chrome.runtime.onStartup.addListener(lookAround);

chrome.runtime.onMessage.addListener((message, sender, reply) => {
  tell("message", message, sender).then(reply, () => reply());
  return true; // the reply comes later
});
