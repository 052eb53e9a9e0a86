// Keeps a line of each outage that is over, as the core wrote it, on this device: a list for each
// month, and no more of either than a page can show.
import { STORE_ANSWERS_WITHIN, withTimeLimit } from "./with-time-limit.js";

export const PAST = "past ";

export const MOST = 400; // in a month
const MONTHS = 24;
const LONGEST_LINE = 2000; // characters
const { local } = chrome.storage;

// What is a line of ours: scripts in pages can write to that store.
export const isLine = (line) => typeof line === "string" && line.length <= LONGEST_LINE && !line.includes("\n");
const KEY = /^past \d{4}-\d{2}$/;

let writing = Promise.resolve(); // one at a time: two sites may be back at once

// Never fails: what a store that is full does not take is lost, and nothing waits for it.
export function keepPast(line) {
  return (writing = writing.then(() => keep(line)).catch(() => {}));
}

async function keep(line) {
  const began = new Date(Number(line.split(" ")[1])); // behind the line's form
  const key = PAST + began.toISOString().slice(0, 7);
  const stored = await withTimeLimit(() => local.get(null), STORE_ANSWERS_WITHIN, null);
  if (!stored) return; // what cannot be read is not written over
  // Asked for again after a death, it is the very same line.
  const others = Array.isArray(stored[key]) ? stored[key].filter((other) => isLine(other) && other !== line) : [];
  await withTimeLimit(() => local.set({ [key]: [...others, line].slice(-MOST) }), STORE_ANSWERS_WITHIN);
  const months = Object.keys({ ...stored, [key]: [] }).filter((month) => KEY.test(month)).sort();
  const old = months.slice(0, -MONTHS).filter((month) => month !== key);
  if (old.length) await withTimeLimit(() => local.remove(old), STORE_ANSWERS_WITHIN);
}
