// The store of saved prompts: reads, sorts and deletes them. Texts stay here; the core decides how
// they are kept and which are deleted.
import type { ListedPrompt } from "../content/restore-order.ts";
import type { PromptRules } from "../content/prompt-rules.ts";
import type {
  FileNote,
  KeptPrompt,
  NotKept,
  Owner,
  PromptKey,
  StoredPrompt,
} from "../shared/kept-prompt.ts";
import { PROMPT_PREFIX, checkedPrompt, isOfAccount, isPromptKey } from "../shared/kept-prompt.ts";
import { areSettingsKnown, currentSettings, isOff } from "../shared/settings-store.ts";
import { chatOf } from "../shared/sites.ts";
import { readStore, readWhole, removeFromStore, writeStore } from "../shared/stores.ts";
import {
  BROWSER_ANSWERS_WITHIN,
  STORE_ANSWERS_WITHIN,
  attempt,
  withTimeLimit,
} from "../shared/with-time-limit.ts";
import { accountInTab } from "./account-in-tab.ts";
import { askCore } from "./core.ts";
import { deleteFiles, missingFiles, sweepFiles } from "./file-store.ts";
import { clearAlarm, ensureDailyAlarm } from "./scheduled-cleanup.ts";

/** Rings once a day while anything is saved, or what is typed is kept. */
export const OUTWORN_ALARM = "worn";

/**
 * Prompts are in the future if the clock was set back; the clocks of two processes differ by less.
 */
const CLOCKS_DIFFER_BY = 60_000; // ms

let rules: PromptRules | undefined; // as the core said last
let runName: Promise<string> | undefined;
let moving: Promise<unknown> = Promise.resolve(); // from one tab's number to another
let sorting: Promise<unknown> = Promise.resolve(); // one at a time: in the middle nobody knows what is kept

/**
 * How prompts are kept. Out of the reach of scripts in pages, because it also says how a page is
 * read.
 */
export async function promptRules(): Promise<PromptRules | undefined> {
  if (!rules) {
    const { where } = await readStore("session", "where");
    rules ??= where; // the core may have said it meanwhile
  }
  return rules;
}

/** The same if the core has not said it since the browser began: loading the core makes it. */
export async function promptRulesNow(): Promise<PromptRules | undefined> {
  if (!(await promptRules())) await askCore("promptWords");
  return rules;
}

export function rememberRules(next: PromptRules): void {
  rules = next;
  void writeStore("session", { where: next });
}

/**
 * The name of a tab, valid while the browser runs, since the next run uses tab numbers again.
 * Limits apply per name, so a page displaces only its own prompts.
 */
export async function nameOfTab(tab: number): Promise<string> {
  runName ??= nameOfRun();
  return `${await runName} ${tab}`;
}

/**
 * Every saved prompt, the newest first, one for each text, with all keys under which it is stored.
 */
export async function allPrompts(): Promise<ListedPrompt[]> {
  await currentSettings(); // which say on which sites they may have been written
  const [onDisk, inMemory] = await Promise.all([readWhole("local", {}), readWhole("session", {})]);
  return withFiles(listPrompts({ ...withoutTabs(onDisk), ...inMemory }));
}

/** Whether there may be any. */
export async function hasPrompts(): Promise<boolean> {
  const { prompts } = await readStore("local", "prompts");
  if (prompts) return true;
  return (await readStore("session", "private")).private === true;
}

/** The prompts of a page's chat, and of the account that the page is signed in to. */
export async function promptsOfPage(address: string, tab: number): Promise<ListedPrompt[]> {
  const prompts = await promptsOfChat(address, tab);
  const found = prompts.length ? await tabOf(tab) : null;
  if (!found) return [];
  const [account, name] = await Promise.all([accountInTab(found), nameOfTab(tab)]);
  return prompts.filter((prompt) => isOfAccount(prompt, account, name));
}

/**
 * The prompts of a chat, of any account: the page that gets them compares that. One that must not
 * leave its tab is given only to that tab, and a private window gets no others; one of a Firefox
 * container is given only there.
 */
export async function promptsOfChat(address: string, tab: number): Promise<ListedPrompt[]> {
  if (!(await hasPrompts())) return [];
  const found = await tabOf(tab);
  const cookieStore = (found && cookieStoreOf(found)) ?? "";
  return (await allPrompts()).filter((prompt) => {
    if (prompt.chat !== chatOf(address)) return false;
    if (prompt.tab !== undefined) return prompt.tab === tab;
    return !found?.incognito && (prompt.cookieStore ?? cookieStore) === cookieStore;
  });
}

function tabOf(tab: number): Promise<chrome.tabs.Tab | null> {
  const get = (): Promise<chrome.tabs.Tab> => chrome.tabs.get(tab);
  return withTimeLimit("tabs.get", get, BROWSER_ANSWERS_WITHIN, null);
}

/** Firefox's: whose cookies a tab has. */
export function cookieStoreOf(tab: chrome.tabs.Tab): string | undefined {
  return (tab as { cookieStoreId?: string }).cookieStoreId;
}

/** The owner of what is written in a tab. */
export async function ownerOf(tab: chrome.tabs.Tab): Promise<Owner> {
  const cookieStore = cookieStoreOf(tab) ?? "";
  const [from, account] = await Promise.all([nameOfTab(tab.id ?? -1), accountInTab(tab)]);
  return { from, cookieStore, ...(account && { account }) };
}

/** Waits for whatever sorts out at the moment. */
export async function sortedOut(): Promise<void> {
  await withTimeLimit("sort out prompts", () => sorting, BROWSER_ANSWERS_WITHIN, undefined);
}

/** Deletes what is too old or too much, and notes whether any is left. Never fails. */
export async function sortOutPrompts(): Promise<void> {
  sorting = sorting.then(() => attempt("sort out prompts", sortOutNow, undefined));
  await sorting;
}

/** Deletes prompts, and with them the files that no other prompt has. */
export async function deletePrompts(keys: PromptKey[]): Promise<void> {
  if (!keys.length) return;
  const stored = await readStore("local", ...keys);
  const files = keys.flatMap((key) => filesOf(key, stored[key]));
  await Promise.all([removeFromStore("local", keys), removeFromStore("session", keys)]);
  if (!files.length) return;
  const named = await namedFiles();
  if (!named) return; // unwanted files are deleted after a day
  await attempt("delete files", () => deleteFiles(files.filter((id) => !named.has(id))), undefined);
}

/**
 * Keeps in memory what a private window or a temporary chat wrote: it never reaches the disk, and
 * ends with its tab. Of what a page sends, only its own prompts are accepted.
 */
export async function keepInMemory(
  kept: Record<PromptKey, KeptPrompt>,
  { tab, url }: chrome.runtime.MessageSender,
): Promise<boolean> {
  if (tab?.id === undefined || !url) return false;
  const [from, { most = 0 } = {}] = await Promise.all([nameOfTab(tab.id), promptRulesNow()]);
  const { origin } = new URL(url);
  await currentSettings();
  const taken: Record<PromptKey, ListedPrompt | object> = {};
  for (const [key, value] of Object.entries(kept)) {
    const prompt = checkedPrompt(key, value);
    if (
      isPromptKey(key) &&
      prompt &&
      prompt.text.length <= most &&
      (prompt.answer ?? "").length <= most &&
      prompt.chat.startsWith(`${origin}/`)
    ) {
      taken[key] = { ...prompt, at: Math.min(prompt.at, Date.now()), from, tab: tab.id };
    }
  }
  if (!Object.keys(taken).length) return false;
  const items = { ...taken, private: true };
  if (!(await writeStore("session", items, BROWSER_ANSWERS_WITHIN))) return false;
  chrome.tabs.onRemoved.addListener(deleteOfClosedTabs);
  void sortOutPrompts();
  return true;
}

/** Lets a page delete what its tab saved, and what was offered on it: prompts of its chat. */
export async function deleteOfPage(
  keys: PromptKey[],
  { tab, url = "" }: chrome.runtime.MessageSender,
): Promise<void> {
  if (tab?.id === undefined) return;
  const from = await nameOfTab(tab.id);
  const stored = await Promise.all([readStore("local", ...keys), readStore("session", ...keys)]);
  const isItsOwn = (key: PromptKey): boolean =>
    stored.every((area) => {
      const value: unknown = area[key];
      if (typeof value !== "object" || value === null) return true;
      const prompt = value as Partial<ListedPrompt>;
      if (prompt.tab !== undefined) return prompt.tab === tab.id;
      return prompt.from === from || prompt.chat === chatOf(url);
    });
  await deletePrompts(keys.filter((key) => isItsOwn(key)));
}

/**
 * Keeps the alarm while something may grow too old, since that must be deleted without failures,
 * too.
 */
export async function planSorting(): Promise<void> {
  const isNeeded = !(await isOff()) && ((await hasPrompts()) || (await promptRules())?.types);
  if (isNeeded) await ensureDailyAlarm(OUTWORN_ALARM);
  else await clearAlarm(OUTWORN_ALARM);
}

/** The browser gave a tab another number: its prompts move along. */
export async function moveToTab(by: number, tab: number): Promise<void> {
  moving = moving.then(() => attempt("move prompts", () => moveNow(by, tab), undefined));
  await moving;
}

async function moveNow(by: number, tab: number): Promise<void> {
  await currentSettings();
  const [from, next] = await Promise.all([nameOfTab(tab), nameOfTab(by)]);
  for (const area of ["local", "session"] as const) {
    const moved: Record<PromptKey, object> = {};
    for (const [key, value] of Object.entries(await readWhole(area, {}))) {
      const prompt = checkedPrompt(key, value);
      if (prompt?.from === from) {
        moved[key as PromptKey] = {
          ...(value as object),
          from: next,
          ...(prompt.tab === tab && { tab: by }),
        };
      }
    }
    if (Object.keys(moved).length) await writeStore(area, moved);
  }
}

async function nameOfRun(): Promise<string> {
  const { run } = await readStore("session", "run");
  const name = run ?? crypto.randomUUID().slice(0, 8);
  if (!run) await writeStore("session", { run: name });
  return name;
}

function filesOf(key: string, value: unknown): string[] {
  const prompt = checkedPrompt(key, value);
  return prompt ? idsOf(prompt) : [];
}

function idsOf({ attached = [] }: KeptPrompt): string[] {
  return attached.map(({ id }) => id).filter((id) => id !== undefined);
}

// Null if a store does not answer: then we do not know which files are wanted.
async function namedFiles(): Promise<Set<string> | null> {
  if (!(await areSettingsKnown())) return null;
  const stored = await readWhole("local", null);
  if (!stored) return null;
  return new Set(Object.entries(stored).flatMap(([key, value]) => filesOf(key, value)));
}

// A page can claim anything about files: only files in their store count as kept.
async function withFiles(prompts: ListedPrompt[]): Promise<ListedPrompt[]> {
  const wanted = prompts.flatMap((prompt) => idsOf(prompt));
  const ask = (): Promise<Map<string, NotKept>> => missingFiles(wanted);
  const missing = await withTimeLimit("look for files", ask, STORE_ANSWERS_WITHIN, null);
  const checked = (note: FileNote, isPrivate: boolean): FileNote => {
    const found = missing ? missing.get(note.id ?? "") : "unreadable";
    const why = note.why ?? (isPrivate ? "private" : found);
    return why ? { ...note, why } : note;
  };
  return prompts.map((prompt) => {
    const attached = prompt.attached?.map((note) => checked(note, prompt.tab !== undefined));
    return attached ? { ...prompt, attached } : prompt;
  });
}

/** Deletes files that belong to no prompt. */
export async function sweepUnnamedFiles(): Promise<void> {
  const types = (await promptRules())?.types ?? true;
  const sweep = async (): Promise<void> => {
    const named = await namedFiles();
    if (named) await sweepFiles(named, types);
  };
  await attempt("sweep files", sweep, undefined);
}

async function sortOutNow(): Promise<void> {
  await repair();
  const kept = await allPrompts();
  // Prompts that were kept while typing only name their document.
  const sources = kept.map(({ from, keys }) => from ?? keys[0]?.split(" ")[1] ?? "");
  const entries = kept.map(({ at, text, answer = "", keys }, number) => ({
    at,
    bytes: new Blob([text, answer]).size * keys.length,
    source: sources.indexOf(sources[number] ?? ""),
  }));
  const outworn = await askCore("expiredPrompts", entries);
  await deletePrompts(kept.filter((_prompt, at) => outworn?.[at]).flatMap(({ keys }) => keys));
  if ((await areSettingsKnown()) && !(await allPrompts()).length) {
    await removeFromStore("local", ["prompts"]);
    // A page may have kept one meanwhile.
    if ((await allPrompts()).length) await writeStore("local", { prompts: true });
  }
  await sweepUnnamedFiles();
  void planSorting();
}

// Deletes malformed entries, once we know on which sites prompts may have been written; a timestamp in
// the future is set to now.
async function repair(): Promise<void> {
  const areKnown = await areSettingsKnown();
  for (const area of ["local", "session"] as const) {
    const broken: PromptKey[] = [];
    const early: Record<PromptKey, object> = {};
    for (const [key, value] of Object.entries(await readWhole(area, {}))) {
      if (key.startsWith(PROMPT_PREFIX)) {
        const prompt = checkedPrompt(key, value);
        if (!prompt && areKnown) broken.push(key as PromptKey);
        else if (prompt && isOfTheFuture(prompt)) {
          early[key as PromptKey] = { ...(value as object), at: Date.now() };
        }
      }
    }
    await removeFromStore(area, broken);
    if (Object.keys(early).length) await writeStore(area, early);
  }
}

// Only prompts in memory are bound to a tab: on the disk a page could have written that itself.
function withoutTabs(stored: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(stored).map(([key, value]) => {
    const isPrompt = key.startsWith(PROMPT_PREFIX) && typeof value === "object" && value !== null;
    return [key, isPrompt ? { ...value, tab: undefined } : value];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

// A prompt that must not leave its tab is listed by itself. One that claims to be from the future
// comes last, so that nothing a prompt says about itself puts it before others.
function listPrompts(stored: Record<string, unknown>): ListedPrompt[] {
  const all: ListedPrompt[] = [];
  for (const [key, value] of Object.entries(stored)) {
    const prompt = checkedPrompt(key, value);
    if (prompt) {
      const at = all.findIndex((it) => isSame(it, prompt));
      const other = all[at];
      const newer = other && ageOf(other) <= ageOf(prompt) ? other : prompt;
      // What was kept while typing has no answer.
      const twin = [other, prompt].find(
        (it) => it?.answer && it.chat === newer.chat && it.cookieStore === newer.cookieStore,
      );
      const answer = newer.answer ?? twin?.answer;
      // What was read from the page says which files the message had; otherwise those that were
      // chosen.
      const isRead = other && !/ typed\d+$/.test(other.keys[0] ?? "");
      const [one, two] = isRead ? [other, prompt] : [prompt, other];
      const attached = one?.attached ?? two?.attached;
      const keys = [...(other?.keys ?? []), key as PromptKey];
      const account = prompt.account ?? other?.account;
      all.splice(at === -1 ? all.length : at, 1, {
        ...newer,
        ...(answer && { answer }),
        ...(attached && { attached }),
        ...(account && { account }),
        keys,
      });
    }
  }
  return all.toSorted((one, other) => {
    const [age, others] = [ageOf(one), ageOf(other)];
    return age === others ? 0 : age - others;
  });
}

// The same text makes two prompts if container or account differ, or if both tab and chat do.
function isSame(one: StoredPrompt, other: StoredPrompt): boolean {
  const isOfOne =
    one.tab === other.tab &&
    (one.cookieStore ?? other.cookieStore) === (other.cookieStore ?? one.cookieStore) &&
    (one.account ?? other.account) === (other.account ?? one.account) &&
    (one.from === other.from || one.chat === other.chat);
  return isOfOne && one.text === other.text && !haveOtherFiles(one, other);
}

// Whether both have files, but none in common.
function haveOtherFiles(one: StoredPrompt, other: StoredPrompt): boolean {
  const [ids, others] = [idsOf(one), idsOf(other)];
  return ids.length > 0 && others.length > 0 && !ids.some((id) => others.includes(id));
}

function ageOf(prompt: KeptPrompt): number {
  return isOfTheFuture(prompt) ? Number.POSITIVE_INFINITY : Date.now() - prompt.at;
}

function isOfTheFuture({ at }: KeptPrompt): boolean {
  return at > Date.now() + CLOCKS_DIFFER_BY;
}

async function deleteOfClosedTabs(): Promise<void> {
  const query = (): Promise<chrome.tabs.Tab[]> => chrome.tabs.query({});
  const tabs = await withTimeLimit("tabs.query", query, BROWSER_ANSWERS_WITHIN, null);
  if (!tabs) return; // asked again when the next one is closed
  await moving; // else the prompts of a renumbered tab would be deleted
  const open = new Set(tabs.map(({ id }) => id));
  const gone = Object.entries(await readWhole("session", {}))
    .filter(([key]) => key.startsWith(PROMPT_PREFIX))
    .filter(([, prompt]) => !open.has((prompt as ListedPrompt | null)?.tab));
  await deletePrompts(gone.map(([key]) => key as PromptKey));
}

// If the background died between two closed tabs, clean up now.
async function cleanUpAfterDeath(): Promise<void> {
  const { private: hasAny } = await readStore("session", "private");
  if (!hasAny) return;
  chrome.tabs.onRemoved.addListener(deleteOfClosedTabs);
  await deleteOfClosedTabs();
}
void cleanUpAfterDeath();
