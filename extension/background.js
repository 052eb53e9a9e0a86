// Hears the browser from the first moment, and hands on what matters once the core is awake.
// Decides nothing. Every listener is added before anything is awaited, or events are lost.
import init, { start, hear } from "./gatewatch.js";
import { collect } from "./collect.js";
import { go } from "./go.js";
import { FETCHED, fetched, look, lookAround, stands } from "./look.js";
import { panel } from "./panel.js";

const HOSTS = ["https://chatgpt.com/*", "https://chat.openai.com/*"];
const DOCUMENTS = { urls: HOSTS, types: ["main_frame"] };

let core; // a promise of the core, from the first event that needs it
const seen = new Map(); // each tab's last response, while this background lives
let open; // whether an outage is open: asked of the store once, then kept true by the core

const hooks = {
  panel,
  go,
  collect,
  stands,
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
async function ifOpen(kind, details) {
  open ??= (await chrome.storage.session.get("open")).open ?? false;
  if (open) tell(kind, details);
}

function answered(details) {
  seen.delete(details.tabId);
  seen.set(details.tabId, details);
  if (seen.size > 200) seen.delete(seen.keys().next().value); // the one that is longest unchanged
  (details.statusCode >= 500 ? tell : ifOpen)("response", details);
}
const around = () => void lookAround(seen, answered);

chrome.webRequest.onHeadersReceived.addListener(answered, DOCUMENTS, ["responseHeaders"]);
chrome.webRequest.onHeadersReceived.addListener(
  (details) => void fetched(details, answered), FETCHED, ["responseHeaders"]);
chrome.webRequest.onErrorOccurred.addListener((details) => void ifOpen("error", details), DOCUMENTS);
chrome.alarms.onAlarm.addListener(() => tell("alarm"));
chrome.runtime.onInstalled.addListener(around);
chrome.runtime.onStartup.addListener(around);
chrome.runtime.onMessage.addListener((message, sender, reply) => {
  if (message.kind === "again" && sender.tab) look(sender.tab, answered); // out of the page cache
  if (message.kind === "popup" && message.opened) around();
  tell("message", message, sender, seen.get(message.tab)).then(reply, () => reply());
  return true; // the reply comes later
});
