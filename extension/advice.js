// Works out causes, remedies and the report in the page that shows them, by a wasm of its own,
// from what the background keeps.
import init, { advice as told } from "./pages.js";

const language = chrome.i18n.getMessage("lang");
let ready; // wasm and texts, from the first failure that is shown

function prepare() {
  const texts = fetch(`_locales/${language.replace("-", "_")}/messages.json`);
  return Promise.all([texts.then((file) => file.json()), init({ module_or_path: "pages_bg.wasm" })]);
}

// What stands below the card of an outage: of the tab's, or of any; null where nothing fails.
export async function advice(tab) {
  const [messages] = await (ready ??= prepare());
  const { snapshot } = await chrome.storage.session.get("snapshot");
  return snapshot ? told(snapshot, language, messages, tab) : null;
}
