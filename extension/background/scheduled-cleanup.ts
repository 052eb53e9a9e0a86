// Clears the site's cached files every so many days, if the user chose that; the core says when it
// is time. Otherwise there is no alarm.
import { currentSettings, neededSiteOrigins } from "../shared/settings-store.ts";
import { sitePatterns } from "../shared/sites.ts";
import { readStore, writeStore } from "../shared/stores.ts";
import { BROWSER_ANSWERS_WITHIN, withTimeLimit } from "../shared/with-time-limit.ts";
import { askCore } from "./core.ts";

export const CLEANUP_ALARM = "clean";

const DAY = 24 * 60; // minutes, as alarms are set
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
  const last = await lastCleaned();
  if (!last) {
    await noteCleaned();
    return;
  }
  const query = (): Promise<chrome.tabs.Tab[]> => chrome.tabs.query({ url: sitePatterns() });
  const tabs = await withTimeLimit("tabs.query", query, BROWSER_ANSWERS_WITHIN, null);
  // If we do not know whether a page of the site is open, nothing is cleared.
  if (!(await askCore("isCleaningDue", last, !tabs || tabs.length > 0))) return;
  const origins = (await neededSiteOrigins()) as [string, ...string[]];
  await chrome.browsingData.remove({ origins }, DATA);
  await noteCleaned();
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
