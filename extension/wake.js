// Wakes the core: all that it begins with is asked for at once, and what cannot be read is begun
// without.
import init, { start, hear } from "./gatewatch.js";
import { chosen } from "./chosen.js";

export async function wake(hooks) {
  const language = chrome.i18n.getMessage("lang");
  const texts = fetch(`_locales/${language.replace("-", "_")}/messages.json`).then((file) => file.json());
  const rest = [chrome.storage.session.get("snapshot"), texts].map((read) => read.catch(() => ({})));
  const [, { snapshot }, messages, settings] =
    await Promise.all([init({ module_or_path: "gatewatch_bg.wasm" }), ...rest, chosen()]);
  start(hooks, snapshot, language, messages, settings);
  return hear;
}
