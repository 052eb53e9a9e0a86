// Works out causes, remedies and the report in the page that shows them, by a wasm of its own,
// from what the background keeps.
import init, { advice as told, habits as worked, last_outage, overview as seen, redacted, refused } from "../../shared/generated/gatewatch.js";
import { lines } from "../../shared/history-reader.js";
import { ENGLISH } from "../../shared/generated/english.js";
import { load } from "../../shared/load-wasm.js";
import { texts } from "../../shared/catalogue.js";
import { HOSTS } from "../../background/request-filters.js";
import { BROWSER_ANSWERS_WITHIN, PAGE_ANSWERS_WITHIN, readStore, withTimeLimit } from "../../shared/with-time-limit.js";

let core; // a promise of the wasm, from the first failure that is shown
let catalogue; // a promise of the texts, and their language
let spoken;

// Once both are there: the texts of that language.
async function ready(language) {
  core ??= load("gatewatch_bg.wasm").then((module) => init({ module_or_path: module }));
  if (spoken !== language) catalogue = texts((spoken = language), (found) => cameLater(language, found));
  const [messages] = await Promise.all([catalogue, core]);
  return messages ?? ENGLISH;
}

function cameLater(language, found) {
  if (spoken !== language) return;
  catalogue = Promise.resolve(found);
  dispatchEvent(new Event("textscame")); // the page asks for everything again
}

// What stands below the card of an outage, in the card's language: of the tab's outage, or of any;
// null where nothing fails.
export async function advice(language, tab) {
  const messages = await ready(language);
  const { snapshot } = await readStore(chrome.storage.session, "snapshot");
  return snapshot ? told(snapshot, language, messages, tab) : null;
}

// What the core heard lately, for a report of a fault: without anything that names a chat.
export async function trace() {
  await core;
  const { trace } = await readStore(chrome.storage.session, "trace");
  return redacted((trace ?? []).map(([, line]) => line).join(""));
}

// What stands around the popup's card: words, the tabs that fail, the parts on OpenAI's page.
export async function overview(language) {
  const messages = await ready(language);
  const { snapshot = "" } = await readStore(chrome.storage.session, "snapshot");
  return seen(snapshot, language, messages);
}

// What the popup's card says of a page that refuses, by the line of its verdict; null where it does not.
export async function refusal(verdict, language) {
  return refused(verdict, language, await ready(language));
}

// The last outage that is over, in words, if there is one.
export async function last(language) {
  const messages = await ready(language);
  return last_outage(await lines(), language, messages);
}

// What the popup says to those who chose to be told of an old browser or of many chats.
export async function habits({ old, most, view: { lang } }) {
  if (!old && !most) return null;
  const messages = await ready(lang);
  const tabs = most ? await withTimeLimit(() => chrome.tabs.query({ url: HOSTS }), BROWSER_ANSWERS_WITHIN, []) : [];
  // Only where there is something to say is anybody asked for unsent text.
  if (tabs.length > most) await Promise.all(tabs.map(async (tab) => (tab.draft = await drafted(tab))));
  return worked(old, most, tabs, lang, messages);
}

async function drafted({ id, discarded }) {
  if (discarded) return undefined;
  const ask = () => chrome.scripting.executeScript({ target: { tabId: id }, func: typed });
  return (await withTimeLimit(ask, PAGE_ANSWERS_WITHIN))?.[0]?.result;
}

// Whether something stands in the page that was typed and not sent. Injected, so whole in itself.
function typed() {
  const fields = document.querySelectorAll("textarea, [contenteditable=true]");
  return [...fields].some((field) => (field.value ?? field.innerText).trim() !== "");
}
