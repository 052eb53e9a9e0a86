// The wasm in a page: works out what they show, in words, from what the background keeps. What it
// answers is put together in src/pages; here are its types.
import hasUnsentText from "../../content/unsent-text.ts" with { type: "content-script" };
import type { PageFacts } from "../../content/page-facts.ts";
import type { Catalogue } from "../../shared/catalogue.ts";
import { readCatalogue } from "../../shared/catalogue.ts";
import { ENGLISH } from "../../shared/generated/english.js";
import * as core from "../../shared/generated/gatewatch.js";
import { outageLines } from "../../shared/history-store.ts";
import { loadWasm } from "../../shared/load-wasm.ts";
import { reachableAssistants } from "../../shared/settings-store.ts";
import { sitePatterns } from "../../shared/sites.ts";
import { readStore } from "../../shared/stores.ts";
import { loggedErrors } from "../../shared/error-log.ts";
import {
  BROWSER_ANSWERS_WITHIN,
  attempt,
  PAGE_ANSWERS_WITHIN,
  withTimeLimit,
} from "../../shared/with-time-limit.ts";

/** Told to the page when a language could not be read before, and now can: it asks for everything again. */
export const TEXTS_CAME = "textscame";

/** Something that is done about a failure. */
export interface Offer {
  remedy: string;
  text: string;
  mark: string;
  cost: string;
  lines: string[];
  /** What came of it. */
  came: string | null;
  /** What its person is asked about it. */
  works?: string;
  fails?: string;
}

/** What stands below the card of an outage. */
export interface Advice {
  address: string;
  /** The failing page's. */
  tab: number | null;
  report: string;
  /** The other assistants with which its person may go on. */
  elsewhere: { label: string; address: string }[];
  /** Whether a prompt of the page is kept, to be taken along. */
  copies_prompt: boolean;
  causes: { text: string; lines: string[] }[];
  questions: { name: string; text: string }[];
  offers: Offer[];
  explained: string[];
  title: string;
  why: string;
  copy: string;
  done: string;
  yes: string;
  no: string;
  own_page: string;
  bookmark: string;
  bookmark_keys: string;
  refused: string;
  failed: string;
}

/** What stands around the popup's card. */
export interface Overview {
  tabs: { id: number; address: string }[];
  tabs_title: string;
  parts: { name: string; state: string }[];
  parts_title: string;
  missing: string;
  give: string;
  refused: string;
}

export interface LastOutage {
  open: string;
  own: string;
  last?: string;
  /** In ms since 1970. */
  at?: number;
}

/** What the popup says to those who chose to be told of an old browser or of many chats. */
export interface Habits {
  lines: string[];
  /** The words of the button that puts chats to sleep, where any could. */
  sleep: string | null;
  /** Those chats' tabs. */
  sleepers: number[];
  /** What is said once all of them sleep, and where the browser let none. */
  done: string;
  failed: string;
}

export interface Refusal {
  title: string;
  why: string;
  doing: string;
}

let texts: Promise<Catalogue | null> | undefined;
let textsLanguage: string | undefined;

/** Of the tab's outage, or of any; null where nothing fails. */
export async function advice(language: string, tab?: number): Promise<Advice | null> {
  const messages = await ready(language);
  const { snapshot } = await readStore("session", "snapshot");
  if (!snapshot) return null;
  const reachable = await reachableAssistants();
  const shown = core.advice(snapshot, language, messages, tab, reachable) as Advice | null;
  return shown && { ...shown, report: shown.report + (await errorLines()) };
}

/** What the core heard lately, for a report of a fault: without anything that names a chat. */
export async function trace(): Promise<string> {
  await loadWasm();
  const { trace: entries = [] } = await readStore("session", "trace");
  return core.redacted(entries.map(([, line]) => line).join(""));
}

export async function overview(language: string): Promise<Overview> {
  const messages = await ready(language);
  const { snapshot = "" } = await readStore("session", "snapshot");
  return core.overview(snapshot, language, messages) as Overview;
}

/** What is said of a page that refuses, by the line of its verdict; null where it does not. */
export async function refusal(facts: PageFacts, language: string): Promise<Refusal | null> {
  const messages = await ready(language);
  return core.refused(facts, language, messages) as Refusal | null;
}

export async function lastOutage(language: string): Promise<LastOutage> {
  const messages = await ready(language);
  return core.last_outage(await outageLines(), language, messages) as LastOutage;
}

export async function habits(old: boolean, most: number, language: string): Promise<Habits | null> {
  if (!old && !most) return null;
  const messages = await ready(language);
  const query = (): Promise<chrome.tabs.Tab[]> => chrome.tabs.query({ url: sitePatterns() });
  const tabs = most ? await withTimeLimit("tabs.query", query, BROWSER_ANSWERS_WITHIN, []) : [];
  // Only where there is something to say is any page asked for unsent text.
  const known = tabs.length > most ? await Promise.all(tabs.map((tab) => withDraft(tab))) : tabs;
  return core.habits(old, most, known, language, messages) as Habits;
}

// What went wrong inside Gatewatch, as a part of the report: in English, since support reads it.
async function errorLines(): Promise<string> {
  const entries = await attempt("report", loggedErrors, []);
  const lines = entries.map(({ where, kind, at, times }) => {
    const when = new Date(at).toISOString().slice(0, 19);
    return `${when}Z ${where}: ${kind}, ${times} times\n`;
  });
  return lines.length ? `Errors inside Gatewatch:\n${lines.join("")}` : "";
}

// Once both are there: the texts of that language.
async function ready(language: string): Promise<Catalogue> {
  if (textsLanguage !== language) {
    textsLanguage = language;
    texts = readCatalogue(language, (late) => textsCame(language, late));
  }
  const [messages] = await Promise.all([texts, loadWasm()]);
  return messages ?? ENGLISH;
}

function textsCame(language: string, late: Catalogue): void {
  if (textsLanguage !== language) return;
  texts = Promise.resolve(late);
  dispatchEvent(new Event(TEXTS_CAME));
}

async function withDraft(tab: chrome.tabs.Tab): Promise<chrome.tabs.Tab & { draft?: boolean }> {
  const { id, discarded } = tab;
  if (discarded || id === undefined) return tab;
  const ask = (): Promise<chrome.scripting.InjectionResult<boolean>[]> =>
    chrome.scripting.executeScript({ target: { tabId: id }, func: hasUnsentText });
  const [answer] = await withTimeLimit("ask for unsent text", ask, PAGE_ANSWERS_WITHIN, []);
  return answer?.result === undefined ? tab : { ...tab, draft: answer.result };
}
