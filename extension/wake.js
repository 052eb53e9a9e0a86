// Wakes the core: all that it begins with is asked for at once, and what cannot be read is begun
// without.
import init, { start, hear } from "./gatewatch.js";
import { chosen } from "./chosen.js";

// The catalogue of the language that was chosen, or else of the browser's.
async function catalogue(language) {
  const file = await fetch(`_locales/${language.replace("-", "_")}/messages.json`);
  return [language, await file.json()];
}

export async function wake(hooks) {
  const core = init({ module_or_path: "gatewatch_bg.wasm" });
  const kept = chrome.storage.session.get("snapshot").catch(() => ({}));
  const browsers = chrome.i18n.getMessage("lang");
  const settings = await chosen();
  const [language, messages] = await catalogue(settings?.language || browsers)
    .catch(() => catalogue(browsers))
    .catch(() => [browsers, {}]);
  const { snapshot } = await kept;
  await core;
  start(hooks, snapshot, language, messages, settings);
  return hear;
}
