// Wakes the core: all that it begins with is asked for at once, and what cannot be read is begun
// without.
import init, { start, hear } from "./gatewatch.js";
import { chosen } from "./chosen.js";
import { judge, readStatus } from "./read.js";

async function catalogue(language) {
  const file = await fetch(`_locales/${language.replace("-", "_")}/messages.json`);
  return [language, await file.json()];
}

// The language that was chosen, or else the browser's, and its catalogue.
export function words(settings) {
  const browsers = chrome.i18n.getMessage("lang");
  return catalogue(settings?.language || browsers)
    .catch(() => catalogue(browsers))
    .catch(() => [browsers, {}]);
}

export async function wake(hooks) {
  const core = init({ module_or_path: "gatewatch_bg.wasm" });
  const kept = chrome.storage.session.get("snapshot").catch(() => ({}));
  const settings = await chosen();
  const [language, messages] = await words(settings);
  const { snapshot } = await kept;
  await core;
  start({ ...hooks, judge, readStatus }, snapshot, language, messages, settings);
  return hear;
}
