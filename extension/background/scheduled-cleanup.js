// Clears the site's cached files every so many days, where that was chosen; the core says when it is
// time. Without that choice there is no alarm.
import { chosen } from "../shared/settings-store.js";
import { HOSTS } from "./request-filters.js";
import { BROWSER_ANSWERS_WITHIN, STORE_ANSWERS_WITHIN, readStore, withTimeLimit } from "../shared/with-time-limit.js";

export const CLEAN = "clean";
const DAY = 24 * 60; // minutes, as alarms are set
const CLEANED = "cleaned"; // when it was done last, or chosen: ms since 1970
const KINDS = { cache: true, cacheStorage: true, serviceWorkers: true };

const note = () => withTimeLimit(() => chrome.storage.local.set({ [CLEANED]: Date.now() }), STORE_ANSWERS_WITHIN);

// When it was done last: scripts in pages can write to that store, so that no other moment than a past
// one counts.
async function lastCleaned() {
  const { [CLEANED]: at } = await readStore(chrome.storage.local, CLEANED);
  return Number.isFinite(at) && at > 0 && at <= Date.now() ? at : null;
}

// The alarm is there where it was chosen, and nowhere else; Firefox has no way to do it by itself.
export async function plan() {
  const { on, clean_days: wanted } = (await chosen()) ?? {};
  if (on === false || !wanted || !chrome.browsingData) return void chrome.alarms.clear(CLEAN);
  if (!(await lastCleaned())) await note();
  if (!(await withTimeLimit(() => chrome.alarms.get(CLEAN), BROWSER_ANSWERS_WITHIN))) chrome.alarms.create(CLEAN, { periodInMinutes: DAY });
}

export async function clean(ask) {
  const last = await lastCleaned();
  if (!last) return note();
  const tabs = await withTimeLimit(() => chrome.tabs.query({ url: HOSTS }), BROWSER_ANSWERS_WITHIN, null);
  // Where it is not known whether a page of the site stands open, nothing is cleared.
  if (!(await ask("clean", last, !tabs || tabs.length > 0))) return;
  await chrome.browsingData.remove({ origins: HOSTS.map((host) => host.slice(0, -2)) }, KINDS);
  await note();
}
