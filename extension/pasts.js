// Reads and deletes what `past.js` keeps, for the pages that show it.
import { PAST } from "./past.js";

const { local } = chrome.storage;
const isPast = ([key]) => key.startsWith(PAST);

let known; // a promise of the lines

async function months() {
  return Object.entries(await local.get(null)).filter(isPast).sort();
}

// Every line there is, as one text, the newest last; what is no list, or no text, is a line that
// cannot be read.
export function lines() {
  const listed = ([, lines]) => (Array.isArray(lines) ? lines.map(String) : ["?"]);
  known ??= months().then((months) => months.flatMap(listed).join("\n"));
  return known;
}

export async function wipe() {
  await local.remove((await months()).map(([key]) => key));
}

// Tells when there are others.
const heard = [];
export const onPasts = (does) => void heard.push(does);
local.onChanged.addListener((changes) => {
  if (!Object.entries(changes).some(isPast)) return;
  known = undefined;
  for (const does of heard) does();
});
