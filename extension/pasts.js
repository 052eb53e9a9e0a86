// Reads and deletes what `past.js` keeps, for the pages that show it.
import { PAST } from "./past.js";

const { local } = chrome.storage;

async function months() {
  return Object.entries(await local.get(null)).filter(([key]) => key.startsWith(PAST));
}

// Every line there is; what is no list is one that cannot be read.
export async function lines() {
  return (await months()).flatMap(([, lines]) => (Array.isArray(lines) ? lines : [null]));
}

export async function wipe() {
  await local.remove((await months()).map(([key]) => key));
}
