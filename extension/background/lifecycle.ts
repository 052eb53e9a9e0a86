// Shows the first-run page at the installation, lets an update wait while people would lose by it, and
// gives waiting pages' addresses back when the extension was off and with it its pages.
import { isPromptKey } from "../shared/kept-prompt.ts";
import { currentSettings } from "../shared/settings-store.ts";
import { readStore, readWhole, writeStore } from "../shared/stores.ts";
import { takeWaitingPages } from "../shared/waiting-page-store.ts";
import { BROWSER_ANSWERS_WITHIN, attempt, withTimeLimit } from "../shared/with-time-limit.ts";

/** The alarm of an update that waits. */
export const UPDATE_ALARM = "update";

/** One may be about trust, so that none waits for longer, whatever fails. */
const UPDATE_WAITS_AT_MOST = 3_600_000; // ms

/** How long the browser may take to say that it has just started. */
const START_IS_TOLD_WITHIN = 1000; // ms

/** Whether the browser starts: whether yesterday's tabs are wanted is then for it to say. */
let isStarting = false;

/** Since when a new version waits, where the store does not say. */
let updateCame: number | undefined; // ms since 1970

/**
 * Calls where something may have begun to fail unheard: at the start, after the extension was off,
 * which no event tells of, and where access was given.
 */
export function onBegin(listener: (given?: { origins?: string[] }) => void): void {
  const { permissions, runtime } = chrome;
  runtime.onInstalled.addListener(() => listener());
  runtime.onStartup.addListener(() => listener());
  permissions.onAdded.addListener((given) => {
    // Leave to notify opens no page to us: whoever looked into all of them again would take failures
    // that are known for new ones.
    if (given.origins?.length) listener(given);
  });
  void tellIfBegun(listener);
}

/** Loads the new version if nothing would be lost, or it has waited for long enough. */
export async function updateIfTime(): Promise<void> {
  const { update } = await readStore("session", "update");
  const came = update ?? updateCame;
  if (came !== undefined) await updateIfTimeSince(came);
}

async function updateIfTimeSince(came: number): Promise<void> {
  const waited = Date.now() - came;
  // A clock that was set back makes it wait for no longer.
  const mayWait = waited >= 0 && waited < UPDATE_WAITS_AT_MOST;
  if (mayWait && (await wouldLose())) return;
  chrome.runtime.reload();
}

// What an update would take: the outage that is gone through, with its waiting pages, and the prompts
// that are in memory alone, until they are put back or given up. A store that does not answer may hold
// any of them.
async function wouldLose(): Promise<boolean> {
  const kept = await readWhole("session", null);
  return !kept || kept["open"] === true || Object.keys(kept).some((key) => isPromptKey(key));
}

async function tellIfBegun(listener: () => void): Promise<void> {
  if (await giveBackWaitingPages()) listener();
}

// What is in the session's store ends with the browser, and when the extension is switched off.
// Answers whether it had ended. Where the browser does not answer, that is not known, and the addresses
// stay kept for the next time.
async function giveBackWaitingPages(): Promise<boolean> {
  const kept = await readWhole("session", null);
  if (!kept || kept["lives"] || isStarting) return false;
  const query = (): Promise<chrome.tabs.Tab[]> => chrome.tabs.query({});
  const tabs = await withTimeLimit("tabs.query", query, BROWSER_ANSWERS_WITHIN, null);
  if (!tabs) return false;
  await writeStore("session", { lives: true });
  await currentSettings(); // which say whose addresses these may be
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

// The only page that opens by itself, and never again: not where an administrator installs it for
// others.
chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  if (reason !== "install") return;
  const { installType } = await chrome.management.getSelf();
  if (installType === "admin") return;
  await chrome.tabs.create({ url: chrome.runtime.getURL("welcome.html") });
});

// Unheard, Firefox would load the new version at once, and take every waiting page with it.
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
  await takeWaitingPages(); // and forgets them
});
