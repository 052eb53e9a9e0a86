// Wakes the core: all that it begins with is asked for at once, and what cannot be read is begun
// without.
import init, { start, hear } from "./gatewatch.js";
import { chosen, words } from "./chosen.js";
import { judge, readStatus } from "./read.js";

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
