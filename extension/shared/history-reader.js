// Reads and deletes what `past.js` keeps, for the pages that show it.
import { MOST, PAST, isLine } from "./history-store.js";
import { readStore } from "./with-time-limit.js";

const MOST_READ = 20_000; // lines
const { local } = chrome.storage;
const isPast = ([key]) => key.startsWith(PAST);

let known; // a promise of the lines

// Every line there is, as one text, the newest last; what is no list, or no line, is a line that cannot
// be read. Scripts in pages can write to that store: of more than anybody has, the newest are read.
export function lines() {
  const listed = ([, lines]) => (Array.isArray(lines) ? lines.slice(-MOST).map((line) => (isLine(line) ? line : "?")) : ["?"]);
  known ??= readStore(local, null)
    .then((stored) => Object.entries(stored).filter(isPast).sort().flatMap(listed).slice(-MOST_READ).join("\n"));
  return known;
}

export async function wipe() {
  await local.remove(Object.keys(await local.get(null)).filter((key) => key.startsWith(PAST)));
}

// Tells when there are others.
const heard = [];
export const onPasts = (does) => void heard.push(does);
local.onChanged.addListener((changes) => {
  if (!Object.entries(changes).some(isPast)) return;
  known = undefined;
  for (const does of heard) does();
});
