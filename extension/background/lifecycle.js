// Shows the first-run page at the installation, lets an update wait while people would lose by it, and
// gives waiting pages' addresses back when the extension was off and with it its pages.
import { isWatchedAddress } from "./request-filters.js";
import { GONE } from "../shared/waiting-page-store.js";
import { isPromptKey } from "./stored-prompt.js";
import { BROWSER_ANSWERS_WITHIN, STORE_ANSWERS_WITHIN, readStore, withTimeLimit } from "../shared/with-time-limit.js";

const { local, session } = chrome.storage;

// The only page that opens by itself, and never again: not where an administrator installs it for others.
chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  if (reason !== "install") return;
  const { installType } = await chrome.management.getSelf();
  if (installType !== "admin") chrome.tabs.create({ url: chrome.runtime.getURL("welcome.html") });
});

// ---- Updates: one may be about trust, so that none waits for longer than an hour, whatever fails.

export const UPDATE = "update"; // the alarm, and in the session's store when the update came, in ms
const WAITS_AT_MOST = 3_600_000; // ms

// What an update would take: the outage that is gone through, with its waiting pages, and the prompts
// that are in memory alone, until they are put back or given up.
async function wouldLose() {
  const kept = await readStore(session, null);
  return kept.open === true || Object.keys(kept).some(isPromptKey);
}

// Unheard, Firefox would load the new version at once, and take every waiting page with it.
chrome.runtime.onUpdateAvailable.addListener(async () => {
  const { [UPDATE]: came = Date.now() } = await readStore(session, UPDATE);
  await withTimeLimit(() => session.set({ [UPDATE]: came }), STORE_ANSWERS_WITHIN);
  chrome.alarms.create(UPDATE, { when: came + WAITS_AT_MOST });
  await updateIfTime(came);
});

export async function updateIfTime(known) {
  const came = known ?? (await readStore(session, UPDATE))[UPDATE];
  if (came === undefined) return;
  const waited = Date.now() - came;
  // A clock that was set back makes it wait for no longer.
  if (waited >= 0 && waited < WAITS_AT_MOST && (await wouldLose())) return;
  chrome.runtime.reload();
}
session.onChanged.addListener((changes) => {
  const ended = ([key, { newValue }]) => (key === "open" ? !newValue : isPromptKey(key) && newValue === undefined);
  if (Object.entries(changes).some(ended)) updateIfTime();
});

// ---- Waiting pages

// Of what stands in the store, which scripts in pages can write to, only addresses of the sites are
// opened, and no more of them than anybody has waiting pages.
const OPENED_AT_MOST = 20;
// How long the browser may take to say that it has just started.
const START_IS_TOLD_WITHIN = 1000; // ms

// The browser starts: whether yesterday's tabs are wanted is for it and its person to say.
let startsUp = false;
chrome.runtime.onStartup.addListener(() => {
  startsUp = true;
  forget();
});

async function forget() {
  await withTimeLimit(() => session.set({ lives: true }), STORE_ANSWERS_WITHIN);
  const kept = Object.keys(await readStore(local, null)).filter((key) => key.startsWith(GONE));
  if (kept.length) await withTimeLimit(() => local.remove(kept), STORE_ANSWERS_WITHIN);
}

// What is in the session's store ends with the browser and when the extension is switched off. Answers
// whether it had ended.
async function giveBack() {
  const { lives } = await readStore(session, "lives");
  if (lives || startsUp) return false;
  const all = await readStore(local, null);
  await withTimeLimit(() => session.set({ lives: true }), STORE_ANSWERS_WITHIN);
  const kept = Object.entries(all).filter(([key]) => key.startsWith(GONE));
  // What cannot be forgotten would open again and again.
  const forgotten = await withTimeLimit(() => local.remove(kept.map(([key]) => key)).then(() => true), STORE_ANSWERS_WITHIN, false);
  const addresses = [...new Set(kept.map(([, url]) => url))].filter(isWatchedAddress).slice(0, OPENED_AT_MOST);
  const tabs = await withTimeLimit(() => chrome.tabs.query({}), BROWSER_ANSWERS_WITHIN, []);
  if (!forgotten || !addresses.length) return true;
  await new Promise((done) => setTimeout(done, START_IS_TOLD_WITHIN));
  if (startsUp) return true;
  const stand = tabs.map((tab) => tab.url ?? "");
  for (const url of addresses) {
    const there = `${chrome.runtime.getURL("waiting.html")}#${encodeURIComponent(url)}`;
    if (!stand.includes(there)) await chrome.tabs.create({ url, active: false });
  }
  return true;
}

// Calls where something may have begun to fail unheard: at its start, after it was off, which no event
// tells of, and where access was given.
export function begins(heard) {
  const { permissions, runtime } = chrome;
  for (const event of [runtime.onInstalled, runtime.onStartup, permissions.onAdded]) event.addListener(heard);
  giveBack().then((begun) => begun && heard());
}
