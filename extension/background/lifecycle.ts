// Shows the first-run page after installation, delays an update while the user would lose
// something, and reopens the addresses of waiting pages that closed when the extension was switched
// off.
import { isPromptKey } from "../shared/kept-prompt.ts";
import { currentSettings } from "../shared/settings-store.ts";
import { readStore, readWhole, writeStore } from "../shared/stores.ts";
import { takeWaitingPages } from "../shared/waiting-page-store.ts";
import { BROWSER_ANSWERS_WITHIN, attempt, withTimeLimit } from "../shared/with-time-limit.ts";

/** The alarm of an update that waits. */
export const UPDATE_ALARM = "update";

/** An update may be about trust, so it never waits longer, whatever fails. */
const UPDATE_WAITS_AT_MOST = 3_600_000; // ms

/** How long the browser may take to say that it has just started. */
const START_IS_TOLD_WITHIN = 1000; // ms

/**
 * Whether the browser is just starting: then it decides itself whether to restore yesterday's tabs.
 */
let isStarting = false;

/** Since when a new version has been waiting, if the store does not say. */
let updateCame: number | undefined; // ms since 1970

/**
 * Calls when failures may have gone unnoticed: at the start, after the extension was off (which no
 * event reports), and when access was given.
 */
export function onBegin(listener: (given?: { origins?: string[] }) => void): void {
  const { permissions, runtime } = chrome;
  runtime.onInstalled.addListener(() => listener());
  runtime.onStartup.addListener(() => listener());
  permissions.onAdded.addListener((given) => {
    // The permission to notify gives access to no page, and inspecting all pages again would take
    // known failures for new ones.
    if (given.origins?.length) listener(given);
  });
  void tellIfBegun(listener);
}

/** Loads the new version if nothing would be lost, or once it has waited long enough. */
export async function updateIfTime(): Promise<void> {
  const { update } = await readStore("session", "update");
  const came = update ?? updateCame;
  if (came !== undefined) await updateIfTimeSince(came);
}

async function updateIfTimeSince(came: number): Promise<void> {
  const waited = Date.now() - came;
  // A clock that was set back must not make it wait longer.
  const mayWait = waited >= 0 && waited < UPDATE_WAITS_AT_MOST;
  if (mayWait && (await wouldLose())) return;
  chrome.runtime.reload();
}

// What an update would lose: the open outage with its waiting pages, and the prompts that are only
// in memory, until they are put back or given up. A store that does not answer may hold any of
// them.
async function wouldLose(): Promise<boolean> {
  const kept = await readWhole("session", null);
  return !kept || kept["open"] === true || Object.keys(kept).some((key) => isPromptKey(key));
}

async function tellIfBegun(listener: () => void): Promise<void> {
  if (await giveBackWaitingPages()) listener();
}

// The session's store ends with the browser, and when the extension is switched off. Returns
// whether it had ended. If the browser does not answer, we do not know, and the addresses stay kept
// for the next time.
export async function giveBackWaitingPages(): Promise<boolean> {
  const kept = await readWhole("session", null);
  if (!kept || kept["lives"] || isStarting) return false;
  const query = (): Promise<chrome.tabs.Tab[]> => chrome.tabs.query({});
  const tabs = await withTimeLimit("tabs.query", query, BROWSER_ANSWERS_WITHIN, null);
  if (!tabs) return false;
  await writeStore("session", { lives: true });
  await currentSettings(); // they say which addresses are watched
  const addresses = await takeWaitingPages();
  if (!addresses.length) return true;
  const open = new Set(tabs.map(({ url }) => url));
  await new Promise((resolve) => setTimeout(resolve, START_IS_TOLD_WITHIN));
  if (isStarting) return true;
  for (const url of addresses) {
    const waiting = `${chrome.runtime.getURL("waiting.html")}#${encodeURIComponent(url)}`;
    const create = (): unknown => chrome.tabs.create({ url, active: false });
    if (!open.has(waiting)) await attempt("tabs.create", create, undefined);
  }
  return true;
}

// The only page that opens by itself, and only once; not if an administrator installed it for
// others.
chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  if (reason !== "install") return;
  const { installType } = await chrome.management.getSelf();
  if (installType === "admin") return;
  await chrome.tabs.create({ url: chrome.runtime.getURL("welcome.html") });
});

// With no listener Firefox updates at once and closes all waiting pages.
chrome.runtime.onUpdateAvailable.addListener(async () => {
  const { update: came = updateCame ?? Date.now() } = await readStore("session", "update");
  updateCame = came;
  await writeStore("session", { update: came });
  const when = came + UPDATE_WAITS_AT_MOST;
  const create = (): unknown => chrome.alarms.create(UPDATE_ALARM, { when });
  await withTimeLimit("alarms.create", create, BROWSER_ANSWERS_WITHIN, undefined);
  await updateIfTimeSince(came);
});

chrome.storage.session.onChanged.addListener((changes) => {
  const isEnd = ([key, { newValue }]: [string, chrome.storage.StorageChange]): boolean =>
    key === "open" ? !newValue : isPromptKey(key) && newValue === undefined;
  if (Object.entries(changes).some((change) => isEnd(change))) void updateIfTime();
});

chrome.runtime.onStartup.addListener(async () => {
  isStarting = true;
  await writeStore("session", { lives: true });
  await takeWaitingPages(); // this also forgets them
});
