// Keeps a line of each outage that is over, as the core wrote it, on this device: a list for each
// month, and no more of either than a page can show.
export const PAST = "past ";

const MOST = 400; // in a month
const MONTHS = 24;
const { local } = chrome.storage;

let writing = Promise.resolve(); // one at a time: two sites may be back at once

// Never fails: what a store that is full does not take is lost, and nothing waits for it.
export function keepPast(line) {
  return (writing = writing.then(() => keep(line)).catch(() => {}));
}

async function keep(line) {
  const began = new Date(Number(line.split(" ")[1])); // behind the line's form
  const key = PAST + began.toISOString().slice(0, 7);
  const { [key]: kept } = await local.get(key);
  // Asked for again after a death, it is the very same line.
  const others = Array.isArray(kept) ? kept.filter((other) => other !== line) : [];
  await local.set({ [key]: [...others, line].slice(-MOST) });
  if (!kept) await local.remove((await months()).slice(0, -MONTHS));
}

async function months() {
  return Object.keys(await local.get(null)).filter((key) => key.startsWith(PAST)).sort();
}
