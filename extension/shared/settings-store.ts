// What people chose, as the stores hold it: whether Gatewatch is switched off is known before any wasm
// is there. What a choice means is the core's matter. A store that does not answer holds nothing up:
// what it said last counts, and what it says later is taken up then.
import type { Catalogue } from "./catalogue.ts";
import { readCatalogue } from "./catalogue.ts";
import { ENGLISH } from "./generated/english.js";
import { logError } from "./error-log.ts";
import type { Assistant } from "./generated/sites.ts";
import {
  assistantAt,
  assistants,
  chooseOwnSite,
  isOfSite,
  originOf,
  originsOf,
  parsedAddress,
  patternOf,
} from "./sites.ts";
import type { StoredSettings } from "./stores.ts";
import { readStore, writeStore } from "./stores.ts";
import {
  BROWSER_ANSWERS_WITHIN,
  STORE_ANSWERS_WITHIN,
  inTime,
  withTimeLimit,
} from "./with-time-limit.ts";

/** A language and its texts. */
export type Words = [language: string, texts: Catalogue];

type Listener = (before: StoredSettings, now: StoredSettings) => unknown;

/** Who chose: the person, or their administrator. */
type Source = "own" | "policy";
type LastKnown = Partial<Record<Source, StoredSettings>>;

type Host = Assistant["hosts"][number];

const LAST_KNOWN = "last known";

const { sync, managed } = chrome.storage;

let settings: Promise<StoredSettings> | undefined; // asked of the stores once, then told by them
let policy: Promise<StoredSettings> | undefined; // until the administrator chooses otherwise
let lastKnown: Promise<LastKnown> | undefined;
let remembering = Promise.resolve(); // one at a time
const listeners: Listener[] = [];

// Scripts in pages have no business with what was chosen. Firefox has no such lock.
void withTimeLimit(
  "storage.sync.setAccessLevel",
  () => sync.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" }),
  STORE_ANSWERS_WITHIN,
  undefined,
);

/** What people chose themselves. */
export function ownSettings(): Promise<StoredSettings> {
  const ask = async (): Promise<unknown> => (await sync.get("settings"))["settings"];
  return lastAnswer("own", ask);
}

/** What their administrator chose, which nobody else can change. */
export function policySettings(): Promise<StoredSettings> {
  policy ??= lastAnswer("policy", askPolicy);
  return policy;
}

/** What counts: both of them, the administrator's first. */
export function currentSettings(): Promise<StoredSettings> {
  settings ??= readSettings();
  return settings;
}

/** What people chose, to be changed and written back: what cannot be read is not written over. */
export async function settingsForChange(): Promise<StoredSettings | undefined> {
  const get = async (): Promise<{ settings?: StoredSettings }> => sync.get("settings");
  const kept = await withTimeLimit("storage.sync.get", get, BROWSER_ANSWERS_WITHIN, null);
  if (!kept) throw new Error("the store of settings does not answer");
  return kept.settings;
}

/** Keeps a choice beside those that there are. */
export async function changeSetting<Name extends keyof StoredSettings>(
  name: Name,
  value: StoredSettings[Name],
): Promise<void> {
  await sync.set({ settings: { ...(await settingsForChange()), [name]: value } });
}

/** Writes all of them. Whether the store took them. */
export async function writeSettings(all: object): Promise<boolean> {
  try {
    await sync.set({ settings: all });
    return true;
  } catch (error) {
    logError("storage.sync.set", error);
    return false;
  }
}

/** Whether everything is switched off, or the site of that address is, or it is on none. */
export async function isOff(address?: string): Promise<boolean> {
  const chosen = await currentSettings();
  const url = parsedAddress(address);
  if (chosen.on === false || !url?.protocol.startsWith("http")) return chosen.on === false;
  if (!isOfSite(url)) return true;
  const { hosts, isInstalled } = assistantAt(address);
  const host = hosts.find((known) => known.host === url.host);
  return host !== undefined && !isWatched(chosen, host, isInstalled);
}

function isWatched(chosen: StoredSettings, { setting }: Host, isInstalled: boolean): boolean {
  return Boolean(chosen[setting] ?? isInstalled);
}

/** The patterns of the sites that are not switched off. */
export async function watchedPatterns(): Promise<string[]> {
  const chosen = await currentSettings();
  if (chosen.on === false) return [];
  return assistants().flatMap(({ hosts, isInstalled }) =>
    hosts.filter((host) => isWatched(chosen, host, isInstalled)).map(({ host }) => patternOf(host)),
  );
}

/** The pages of what is watched from the installation on, switched off or not, and of what was chosen. */
export async function neededSites(): Promise<string[]> {
  const hosts = (await neededAssistants()).flatMap((assistant) => assistant.hosts);
  return hosts.map(({ host }) => patternOf(host));
}

/** The same as origins, with their ports. */
export async function neededSiteOrigins(): Promise<string[]> {
  const hosts = (await neededAssistants()).flatMap((assistant) => assistant.hosts);
  return hosts.map(({ host }) => originOf(host));
}

/** All to which access is needed for them. */
export async function neededOrigins(): Promise<string[]> {
  return (await neededAssistants()).flatMap((assistant) => originsOf(assistant));
}

/**
 * Where somebody may go on while one assistant is down: those that are switched on and to whose pages
 * there is access, by their ids. Of any other nothing is heard. None where only one is there at all.
 */
export async function reachableAssistants(): Promise<string[]> {
  const needed = await neededAssistants();
  if (needed.length < 2) return [];
  const isReachable = await Promise.all(
    needed.map(({ hosts }) => {
      const origins = hosts.map(({ host }) => patternOf(host));
      const ask = (): Promise<boolean> => chrome.permissions.contains({ origins });
      return withTimeLimit("permissions.contains", ask, BROWSER_ANSWERS_WITHIN, false);
    }),
  );
  return needed.filter((_assistant, at) => isReachable[at]).map(({ id }) => id);
}

async function neededAssistants(): Promise<Assistant[]> {
  const chosen = await currentSettings();
  return assistants().filter(
    ({ isInstalled, hosts }) => isInstalled || hosts.some(({ setting }) => chosen[setting]),
  );
}

/** Whether more is watched than before. */
export function watchesMore(before: StoredSettings, now: StoredSettings): boolean {
  if (before.on === false && now.on !== false) return true;
  if (now.own_site && now.own_site !== before.own_site) return true;
  return assistants().some(({ hosts, isInstalled }) =>
    hosts.some(
      (host) => !isWatched(before, host, isInstalled) && isWatched(now, host, isInstalled),
    ),
  );
}

/** Calls at each change, with what was chosen and what is now. */
export function onSettingsChanged(listener: Listener): void {
  listeners.push(listener);
}

/** The same where nobody needs to know what changed, for pages that read everything anew. */
export function onAnySettingChanged(listener: () => unknown): void {
  sync.onChanged.addListener(listener);
  managed?.onChanged?.addListener(listener);
}

/**
 * The language that was chosen, or else the browser's, and its texts; English where they cannot be
 * read. Then `onLate` is called, if they are read later.
 */
export async function chosenWords(
  chosen: StoredSettings,
  onLate?: (words: Words) => unknown,
): Promise<Words> {
  const browsers = browserLanguage();
  const wanted = chosen.language || browsers;
  const late = async (texts: Catalogue): Promise<void> => {
    const now = await currentSettings();
    if ((now.language || browsers) === wanted) onLate?.([wanted, texts]);
  };
  const texts = await readCatalogue(wanted, late);
  if (texts) return [wanted, texts];
  const other = wanted === browsers ? null : await readCatalogue(browsers);
  return other ? [browsers, other] : ["en", ENGLISH];
}

export function browserLanguage(): string {
  return chrome.i18n.getMessage("lang") || "en";
}

// Firefox fails where nobody is an administrator.
async function askPolicy(): Promise<unknown> {
  try {
    return await managed?.get(null);
  } catch (error) {
    if (error instanceof Error && /managed storage manifest not found/i.test(error.message)) {
      return {};
    }
    throw error;
  }
}

async function readSettings(): Promise<StoredSettings> {
  const [own, locked] = await Promise.all([ownSettings(), policySettings()]);
  return counting(own, locked);
}

/** What people chose, and over it a policy. An administrator's site has the administrator's status page, or
    none. */
export function mergePolicy(own: StoredSettings, locked: StoredSettings): StoredSettings {
  const { own_status: _, ...others } = own;
  return { ...(locked.own_site === undefined ? own : others), ...locked };
}

// Which site of their own somebody chose is known from then on.
function counting(own: StoredSettings, locked: StoredSettings): StoredSettings {
  const chosen = mergePolicy(own, locked);
  if (!chooseOwnSite(chosen)) logError("settings, own_site", "refused");
  return chosen;
}

// What a store answers about choices; where it does not in time, what it answered the last time, and
// what it answers after all is taken up then.
async function lastAnswer(source: Source, ask: () => Promise<unknown>): Promise<StoredSettings> {
  const asking = askNow(source, ask);
  try {
    const answer = await inTime(asking, STORE_ANSWERS_WITHIN);
    if (answer) return answer;
  } catch {
    // It is in the log once it is waited for again, below.
  }
  const last = (await rememberedChoices())[source] ?? {};
  void takeUpLate(source, asking, last);
  return last;
}

async function askNow(source: Source, ask: () => Promise<unknown>): Promise<StoredSettings> {
  const answer = await ask();
  const choices = isObject(answer) ? answer : {};
  void remember(source, choices);
  return choices;
}

// Chromium's store of policies is slow when the browser starts: what comes late is no error.
async function takeUpLate(
  source: Source,
  asking: Promise<StoredSettings>,
  last: StoredSettings,
): Promise<void> {
  const where = `settings, ${source}`;
  void withTimeLimit(where, () => asking, BROWSER_ANSWERS_WITHIN, null);
  try {
    const answer = await asking;
    if (JSON.stringify(answer) !== JSON.stringify(last)) await allChanged();
  } catch {
    // The wait above has noted it.
  }
}

function rememberedChoices(): Promise<LastKnown> {
  lastKnown ??= readLastKnown();
  return lastKnown;
}

async function readLastKnown(): Promise<LastKnown> {
  const kept = (await readStore("local", LAST_KNOWN))[LAST_KNOWN];
  const choices: LastKnown = {};
  if (!isObject(kept)) return choices;
  for (const source of ["own", "policy"] as const) {
    const chosen = (kept as Record<Source, unknown>)[source];
    if (isObject(chosen)) choices[source] = chosen;
  }
  return choices;
}

// Nothing is written where nobody chose anything.
function remember(source: Source, choices: StoredSettings): Promise<void> {
  remembering = remembering.then(async () => {
    const all = await rememberedChoices();
    if (JSON.stringify(all[source] ?? {}) === JSON.stringify(choices)) return;
    const next = { ...all, [source]: choices };
    lastKnown = Promise.resolve(next);
    await writeStore("local", { [LAST_KNOWN]: next });
  });
  return remembering;
}

// A store answered after all, or an administrator chose otherwise: whatever counted until now, it is
// told as if all had been off.
async function allChanged(): Promise<void> {
  const before = await settings;
  settings = undefined;
  policy = undefined;
  const now = await currentSettings();
  // What stands in pages of a site of one's own is found by its name.
  const was = before?.own_site === undefined ? {} : { own_site: before.own_site };
  for (const listener of listeners) listener({ ...was, on: false }, now);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

sync.onChanged.addListener(async ({ settings: change }) => {
  if (!change) return;
  const before = (change.oldValue ?? {}) as StoredSettings;
  const next = (change.newValue ?? {}) as StoredSettings;
  settings = withPolicy(next);
  void remember("own", next);
  const was = mergePolicy(before, await policySettings());
  const now = await settings;
  for (const listener of listeners) listener(was, now);
});
managed?.onChanged?.addListener(allChanged);

async function withPolicy(own: StoredSettings): Promise<StoredSettings> {
  return counting(own, await policySettings());
}
