// Clears the site's cached files every so many days, where that was chosen; the core says when it is
// time. Without that choice there is no alarm.
import { chosen } from "./chosen.js";
import { HOSTS } from "./watched.js";

export const CLEAN = "clean";
const DAY = 24 * 60; // minutes, as alarms are set
const CLEANED = "cleaned"; // when it was done last, or chosen: ms since 1970
const KINDS = { cache: true, cacheStorage: true, serviceWorkers: true };

const note = () => chrome.storage.local.set({ [CLEANED]: Date.now() });

// The alarm is there where it was chosen, and nowhere else; Firefox has no way to do it by itself.
export async function plan() {
  const { on, clean_days: wanted } = (await chosen()) ?? {};
  if (on === false || !wanted || !chrome.browsingData) return void chrome.alarms.clear(CLEAN);
  if (!(await chrome.storage.local.get(CLEANED))[CLEANED]) await note();
  if (!(await chrome.alarms.get(CLEAN))) chrome.alarms.create(CLEAN, { periodInMinutes: DAY });
}

export async function clean(ask) {
  const { [CLEANED]: last } = await chrome.storage.local.get(CLEANED);
  const open = (await chrome.tabs.query({ url: HOSTS })).length > 0;
  if (!(await ask("clean", last, open))) return;
  await chrome.browsingData.remove({ origins: HOSTS.map((host) => host.slice(0, -2)) }, KINDS);
  await note();
}
