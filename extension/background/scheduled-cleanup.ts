// Clears the site's cached files every so many days, if the user chose that. Otherwise there is no
// alarm.
import { currentSettings, neededSiteOrigins } from "../shared/settings-store.ts";
import { sitePatterns } from "../shared/sites.ts";
import { readStore, writeStore } from "../shared/stores.ts";
import { BROWSER_ANSWERS_WITHIN, withTimeLimit } from "../shared/with-time-limit.ts";

export const CLEANUP_ALARM = "clean";

/** 3,000 entries took 1.4 to 5.9 s where this was measured. */
const CLEANED_WITHIN = 10_000; // ms

/** The range of the setting: a test compares it with crates/settings. */
const DAYS = { least: 1, most: 90 };

const DAY = 24 * 60; // minutes, as alarms are set
const DAY_MS = DAY * 60_000;
const DATA = { cache: true, cacheStorage: true, serviceWorkers: true };

/**
 * Sets the alarm if the cleanup was chosen, and else clears it; Firefox has no way to do it by
 * itself.
 */
export async function planCleanup(): Promise<void> {
  const { on, clean_days: days } = await currentSettings();
  if (on === false || !days || !chrome.browsingData) {
    await clearAlarm(CLEANUP_ALARM);
    return;
  }
  if (!(await lastCleaned())) await noteCleaned();
  await ensureDailyAlarm(CLEANUP_ALARM);
}

export async function clearAlarm(name: string): Promise<void> {
  const clear = (): Promise<boolean> => chrome.alarms.clear(name);
  await withTimeLimit("alarms.clear", clear, BROWSER_ANSWERS_WITHIN, false);
}

/** Makes sure that there is a daily alarm of that name. */
export async function ensureDailyAlarm(name: string): Promise<void> {
  const get = (): Promise<chrome.alarms.Alarm | undefined> => chrome.alarms.get(name);
  const known = await withTimeLimit("alarms.get", get, BROWSER_ANSWERS_WITHIN, undefined);
  const create = (): unknown => chrome.alarms.create(name, { periodInMinutes: DAY });
  if (!known) await withTimeLimit("alarms.create", create, BROWSER_ANSWERS_WITHIN, undefined);
}

export async function cleanIfTime(): Promise<void> {
  const { on, clean_days: days } = await currentSettings();
  if (on === false || !days) return;
  const last = await lastCleaned();
  if (!last) {
    await noteCleaned();
    return;
  }
  const query = (): Promise<chrome.tabs.Tab[]> => chrome.tabs.query({ url: sitePatterns() });
  const tabs = await withTimeLimit("tabs.query", query, BROWSER_ANSWERS_WITHIN, null);
  const every = Math.min(Math.max(days, DAYS.least), DAYS.most);
  const isDue = Date.now() - last >= every * DAY_MS;
  // If we do not know whether a page of the site is open, nothing is cleared.
  if (!isDue || !tabs || tabs.length > 0) return;
  const origins = (await neededSiteOrigins()) as [string, ...string[]];
  const remove = async (): Promise<boolean> => {
    await chrome.browsingData.remove({ origins }, DATA);
    return true;
  };
  // Clearing works on the disk and is slow.
  const isDone = await withTimeLimit("browsingData.remove", remove, CLEANED_WITHIN, false);
  if (isDone) await noteCleaned();
}

// Scripts in pages can write to that store, so only a time in the past counts.
async function lastCleaned(): Promise<number | null> {
  const { cleaned } = await readStore("local", "cleaned");
  const isMoment = typeof cleaned === "number" && cleaned > 0 && cleaned <= Date.now();
  return isMoment ? cleaned : null;
}

function noteCleaned(): Promise<boolean> {
  return writeStore("local", { cleaned: Date.now() });
}
