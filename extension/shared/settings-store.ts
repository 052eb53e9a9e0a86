// The settings, as the stores have them: whether Gatewatch is switched off is known before any wasm
// is loaded. What a setting means is up to the core. A store that does not answer delays nothing:
// its last known answer counts, and a late one is taken up then.
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

/** Who chose: the user, or their administrator. */
type Source = "own" | "policy";
type LastKnown = Partial<Record<Source, StoredSettings>>;

type Host = Assistant["hosts"][number];

const LAST_KNOWN = "last known";

const { sync, managed } = chrome.storage;

let settings: Promise<StoredSettings> | undefined; // read once, then updated by their events
let policy: Promise<StoredSettings> | undefined; // until the administrator changes it
let lastKnown: Promise<LastKnown> | undefined;
let remembering = Promise.resolve(); // one at a time
const guessed = new Set<Source>(); // those that have not answered, with no earlier answer
const listeners: Listener[] = [];

// Scripts in pages need not read the settings. Firefox cannot lock this store.
void withTimeLimit(
  "storage.sync.setAccessLevel",
  () => sync.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" }),
  STORE_ANSWERS_WITHIN,
  undefined,
);

/** The user's own settings. */
export function ownSettings(): Promise<StoredSettings> {
  const ask = async (): Promise<unknown> => (await sync.get("settings"))["settings"];
  return lastAnswer("own", ask);
}

/** The administrator's settings, which nobody else can change. */
export function policySettings(): Promise<StoredSettings> {
  policy ??= lastAnswer("policy", askPolicy);
  return policy;
}

/** The settings that apply: both, with the administrator's first. */
export function currentSettings(): Promise<StoredSettings> {
  settings ??= readSettings();
  return settings;
}

/** Whether the settings were read, now or earlier: until then the defaults count. */
export async function areSettingsKnown(): Promise<boolean> {
  await currentSettings();
  return guessed.size === 0;
}

/** What people chose, to be changed and written back: what cannot be read is not written over. */
export async function settingsForChange(): Promise<StoredSettings | undefined> {
  const get = async (): Promise<{ settings?: StoredSettings }> => sync.get("settings");
  const kept = await withTimeLimit("storage.sync.get", get, BROWSER_ANSWERS_WITHIN, null);
  if (!kept) throw new Error("the store of settings does not answer");
  return kept.settings;
}

/** Writes one setting, and keeps the others. */
export async function changeSetting<Name extends keyof StoredSettings>(
  name: Name,
  value: StoredSettings[Name],
): Promise<void> {
  await sync.set({ settings: { ...(await settingsForChange()), [name]: value } });
}

/** Writes all settings. Returns whether the store took them. */
export async function writeSettings(all: object): Promise<boolean> {
  try {
    await sync.set({ settings: all });
    return true;
  } catch (error) {
    logError("storage.sync.set", error);
    return false;
  }
}

/**
 * Whether everything is switched off, or the site of that address, or the address is on no site.
 */
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

/**
 * The pages of what is watched from installation on, switched off or not, and of what was chosen.
 */
export async function neededSites(): Promise<string[]> {
  const hosts = (await neededAssistants()).flatMap((assistant) => assistant.hosts);
  return hosts.map(({ host }) => patternOf(host));
}

/** The same as origins, with their ports. */
export async function neededSiteOrigins(): Promise<string[]> {
  const hosts = (await neededAssistants()).flatMap((assistant) => assistant.hosts);
  return hosts.map(({ host }) => originOf(host));
}

/** Every origin that needs access for them. */
export async function neededOrigins(): Promise<string[]> {
  return (await neededAssistants()).flatMap((assistant) => originsOf(assistant));
}

/**
 * Where the user may go on while one assistant is down: the ids of the assistants that are switched
 * on and whose pages we have access to, since others' failures are not reported. Empty if there is
 * only one at all.
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

/** Whether more sites are watched than before. */
export function watchesMore(before: StoredSettings, now: StoredSettings): boolean {
  if (before.on === false && now.on !== false) return true;
  if (now.own_site && now.own_site !== before.own_site) return true;
  return assistants().some(({ hosts, isInstalled }) =>
    hosts.some(
      (host) => !isWatched(before, host, isInstalled) && isWatched(now, host, isInstalled),
    ),
  );
}

/** Calls on each change, with the settings before and after it. */
export function onSettingsChanged(listener: Listener): void {
  listeners.push(listener);
}

/** The same without the details, for pages that read everything again. */
export function onAnySettingChanged(listener: () => unknown): void {
  sync.onChanged.addListener(listener);
  managed?.onChanged?.addListener(listener);
}

/**
 * The language that was chosen, or else the browser's, and its texts; English if they cannot be
 * read. Then `onLate` is called if they are read later.
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

// Firefox fails if there is no administrator.
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

/**
 * The user's settings, with a policy over them. An administrator's custom site has the
 * administrator's status page, or none.
 */
export function mergePolicy(own: StoredSettings, locked: StoredSettings): StoredSettings {
  const { own_status: _, ...others } = own;
  return { ...(locked.own_site === undefined ? own : others), ...locked };
}

// From then on the custom site is known.
function counting(own: StoredSettings, locked: StoredSettings): StoredSettings {
  const chosen = mergePolicy(own, locked);
  if (!chooseOwnSite(chosen)) logError("settings, own_site", "refused");
  return chosen;
}

// A store's answer about settings; if it is not in time, the last known one, and the late answer is
// taken up when it comes.
async function lastAnswer(source: Source, ask: () => Promise<unknown>): Promise<StoredSettings> {
  const asking = askNow(source, ask);
  try {
    const answer = await inTime(asking, STORE_ANSWERS_WITHIN);
    if (answer) return answer;
  } catch {
    // It is logged when it is awaited again, below.
  }
  const last = (await rememberedChoices())[source];
  if (!last) guessed.add(source);
  void takeUpLate(source, asking, last ?? {});
  return last ?? {};
}

async function askNow(source: Source, ask: () => Promise<unknown>): Promise<StoredSettings> {
  const answer = await ask();
  const choices = isObject(answer) ? answer : {};
  void remember(source, choices);
  return choices;
}

// Chromium's policy store is slow when the browser starts, so a late answer is no error.
async function takeUpLate(
  source: Source,
  asking: Promise<StoredSettings>,
  last: StoredSettings,
): Promise<void> {
  const where = `settings, ${source}`;
  void withTimeLimit(where, () => asking, BROWSER_ANSWERS_WITHIN, null);
  try {
    const answer = await asking;
    guessed.delete(source);
    if (JSON.stringify(answer) !== JSON.stringify(last)) await allChanged();
  } catch {
    // The wait above has logged it.
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

// Nothing is written if nothing was ever chosen.
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

// A late store or policy answer: report everything as newly switched on, so that listeners
// re-evaluate.
async function allChanged(): Promise<void> {
  const before = await settings;
  settings = undefined;
  policy = undefined;
  const now = await currentSettings();
  // Cards in pages of the former custom site are found by its host.
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
