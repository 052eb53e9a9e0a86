// Hears the browser from the first moment, and hands on what matters once the core is awake.
// Decides nothing. Every listener is added before anything is awaited, or events are lost.
import { bar } from "../content/bar.js";
import { isOff, onChosen, wakes, words } from "../shared/settings-store.js";
import { CLEAN, clean, plan } from "./scheduled-cleanup.js";
import { collect } from "../content/page-facts.js";
import { go } from "../content/reload-document.js";
import { FETCHED, fetched, look, lookAround, remember, seen, stands, watchTabs } from "./tab-inspector.js";
import { panel } from "../content/card.js";
import { probeFromPage } from "../content/probe-from-page.ts";
import * as prompts from "./prompt-store.js";
import { isAgain, isHeard, isOwn } from "../shared/senders.js";
import { sweep } from "../content/clear-site-storage.js";
import "./notification-click.js";
import { UPDATE, begins, updateIfTime } from "./lifecycle.js";
import { wake } from "./core-loader.js";
import { CHATS, DOCUMENTS, NOTHING } from "./request-filters.js";
import { readStore } from "../shared/with-time-limit.js";

let core, open; // promise of the core, from the first event that needs it; whether an outage is open

const hooks = { panel, bar, go, collect, probeFromPage, stands, sweep, ...prompts.hooks,
  watchTabs: (on) => watchTabs(on, tabUpdated),
  setOpen: (now) => (open = now) };
const tabUpdated = (tab, { status, url }) => (status || url) && tell("tab", tab);
// A core that cannot be woken is woken anew by the next event.
const ask = (kind, ...heard) => (core ??= wake(hooks).catch(notAwake)).then((hear) => hear(kind, heard));
function notAwake(error) {
  core = undefined;
  throw error;
}
prompts.link(ask);
// Off is off: then nothing that the browser tells gets as far as the wasm.
const tell = async (kind, it, ...more) => ((await isOff(it?.url)) ? undefined : ask(kind, it, ...more));

// An alarm of our own. One that rings after all was switched off was the last of its name.
async function rang({ name }) {
  if (name === UPDATE) return updateIfTime();
  if (await isOff()) return void chrome.alarms.clear(name);
  if (name === CLEAN) return clean(ask);
  return prompts.rang(name) ?? ask("alarm");
}

// A healthy response matters only while something fails: it ends here, before any wasm.
async function ifOpen(kind, ...heard) {
  if (open === undefined) {
    const kept = await readStore(chrome.storage.session, "open");
    open ??= kept.open === true; // the core may have said meanwhile how it is
  }
  if (open) tell(kind, ...heard);
}

const said = (it) => void (it.statusCode >= 500 ? tell : ifOpen)("response", it);
const answered = (it) => (remember(it), said(it), prompts.offer(it, isOff));
const around = async () => void ((await isOff()) || lookAround(answered));
const failure = (it) => void (NOTHING.test(it.error) ? ifOpen("error", it) : (prompts.failed(it), tell("error", it)));
chrome.webRequest.onHeadersReceived.addListener(answered, DOCUMENTS, ["responseHeaders"]);
chrome.webRequest.onHeadersReceived.addListener((it) => void fetched(it, answered), FETCHED, ["responseHeaders"]);
chrome.webRequest.onHeadersReceived.addListener((it) => (prompts.failed(it), said(it)), CHATS, ["responseHeaders"]);
chrome.webRequest.onCompleted.addListener((it) => void prompts.accepted(it), CHATS);
for (const which of [DOCUMENTS, CHATS]) chrome.webRequest.onErrorOccurred.addListener((it) => failure(it), which);
chrome.tabs.onReplaced?.addListener((by, tab) => void ifOpen("replaced", by, tab)); // rare
chrome.alarms.onAlarm.addListener(rang);
begins((it) => void (it?.origins && seen.clear(), plan(), around())); // what it was told while it could do nothing
for (const changed of [chrome.permissions.onAdded, chrome.permissions.onRemoved]) changed.addListener(prompts.accessChanged);
chrome.commands.onCommand.addListener((name) => void ifOpen("command", name));
const speak = (now) => words(now, (later) => ask("language", ...later)).then((heard) => ask("language", ...heard));
onChosen((before, now) => {
  prompts.takeOffersAway();
  void (wakes(before, now) && (seen.clear(), around()), plan()); // what it heard while off it told to nobody
  if (core && before.language !== now.language) speak(now);
  ask("settings", now);
});
// Told by the browser itself. It wakes nobody: where the background sleeps, a page's own word comes.
addEventListener("online", () => void ifOpen("network"));
chrome.runtime.onMessage.addListener((message, sender, reply) => {
  if (!isHeard(message, sender)) return void reply();
  const own = isOwn(sender); // the switch is on our pages
  if (message.kind === "again" && isAgain(sender.tab)) look(sender.tab, answered); // out of the page cache
  if (message.kind === "popup" && message.opened && own) around();
  const heard = async (...it) => (!own && (await isOff(sender.url)) ? undefined : ask("message", ...it));
  (prompts.hear(message, sender) ?? heard(message, sender, seen.get(message.tab))).then(reply, () => reply());
  return true; // the reply comes later
});
