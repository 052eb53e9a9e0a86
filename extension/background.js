// Hears the browser from the first moment, and hands on what matters once the core is awake.
// Decides nothing. Every listener is added before anything is awaited, or events are lost.
import init, { start, hear } from "./gatewatch.js";
import { bar } from "./bar.js";
import { collect } from "./collect.js";
import { go } from "./go.js";
import { FETCHED, fetched, look, lookAround, remember, seen, stands } from "./look.js";
import { panel } from "./panel.js";
import { CHATS, DOCUMENTS, NOTHING } from "./watched.js";

let core; // a promise of the core, from the first event that needs it
let open; // whether an outage is open: asked of the store once, then kept true by the core

const hooks = {
  panel, bar, go, collect, stands,
  // No filter by address exists for this event, so it is heard only while a document is looked for.
  watchTabs: (on) => chrome.tabs.onUpdated[on ? "addListener" : "removeListener"](tabUpdated),
  setOpen: (now) => (open = now),
};
const tabUpdated = (tab, { status, url }) => (status || url) && tell("tab", tab);

// All that the core begins with is asked for at once; what cannot be read is begun without.
function wake() {
  const language = chrome.i18n.getMessage("lang");
  const texts = fetch(`_locales/${language.replace("-", "_")}/messages.json`).then((file) => file.json());
  const rest = [chrome.storage.session.get("snapshot"), texts].map((read) => read.catch(() => ({})));
  return Promise.all([init({ module_or_path: "gatewatch_bg.wasm" }), ...rest])
    .then(([, { snapshot }, messages]) => start(hooks, snapshot, language, messages));
}
const tell = (kind, ...heard) => (core ??= wake()).then(() => hear(kind, heard));

// A healthy response matters only while something fails: it ends here, before any wasm.
async function ifOpen(kind, ...heard) {
  open ??= (await chrome.storage.session.get("open")).open ?? false;
  if (open) tell(kind, ...heard);
}

const said = (it) => void (it.statusCode >= 500 ? tell : ifOpen)("response", it);
const answered = (it) => (remember(it), said(it));
const around = () => void lookAround(answered);
const failure = (it) => void (NOTHING.test(it.error) ? ifOpen : tell)("error", it);
chrome.webRequest.onHeadersReceived.addListener(answered, DOCUMENTS, ["responseHeaders"]);
chrome.webRequest.onHeadersReceived.addListener((it) => void fetched(it, answered), FETCHED, ["responseHeaders"]);
chrome.webRequest.onHeadersReceived.addListener((it) => said(it), CHATS, ["responseHeaders"]);
chrome.webRequest.onErrorOccurred.addListener((it) => failure(it), DOCUMENTS);
chrome.webRequest.onErrorOccurred.addListener((it) => failure(it), CHATS);
chrome.tabs.onReplaced?.addListener((by, tab) => void ifOpen("replaced", by, tab)); // rare
chrome.alarms.onAlarm.addListener(() => tell("alarm"));
chrome.runtime.onInstalled.addListener(around);
chrome.runtime.onStartup.addListener(around);
chrome.runtime.onMessage.addListener((message, sender, reply) => {
  if (message.kind === "again" && sender.tab) look(sender.tab, answered); // out of the page cache
  if (message.kind === "popup" && message.opened) around();
  tell("message", message, sender, seen.get(message.tab)).then(reply, () => reply());
  return true; // the reply comes later
});
