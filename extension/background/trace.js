// Keeps what the core heard lately, as the core wrote it, in memory that ends with the browser: so
// that a report of a fault can be heard again. What is copied of it names no chat: the pages' wasm.
import { STORE_ANSWERS_WITHIN, readStore, withTimeLimit } from "../shared/with-time-limit.js";

const MOST = 32_000; // characters
const { session } = chrome.storage;

let entries; // a promise of what there is: whether it is a whole state, and its line
let changed = false;
let writing = false;

export async function record(begins, line) {
  entries ??= readStore(session, "trace").then(({ trace }) => trace ?? []);
  const all = await entries;
  if (!all.length && !begins) return; // without a state before it, it says nothing
  all.push([begins, line]);
  while (all.reduce((sum, [, { length }]) => sum + length, 0) > MOST) {
    const next = all.findIndex(([begins], at) => begins && at);
    all.splice(0, next < 0 ? all.length : next);
  }
  changed = true;
  if (writing) return;
  writing = true;
  while (changed) {
    changed = false;
    await withTimeLimit(() => session.set({ trace: all }), STORE_ANSWERS_WITHIN);
  }
  writing = false;
}
