// Works out causes, remedies and the report in the page that shows them, by a wasm of its own,
// from what the background keeps.
import init, { advice as told } from "./pages.js";

let core; // a promise of the wasm, from the first failure that is shown
let catalogue; // a promise of the texts, and their language
let spoken;

async function texts(language) {
  const file = await fetch(`_locales/${language.replace("-", "_")}/messages.json`);
  return file.json();
}

// What stands below the card of an outage, in the card's language: of the tab's outage, or of any;
// null where nothing fails.
export async function advice(language, tab) {
  core ??= init({ module_or_path: "pages_bg.wasm" });
  if (spoken !== language) catalogue = texts((spoken = language));
  const [messages] = await Promise.all([catalogue, core]);
  const { snapshot } = await chrome.storage.session.get("snapshot");
  return snapshot ? told(snapshot, language, messages, tab) : null;
}
