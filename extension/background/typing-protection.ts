// Keeping what is typed: its script is in the sites' pages only if the user wants that, and where
// Gatewatch has access.
import type { PromptRules } from "../content/prompt-rules.ts";
import { currentSettings, isOff, watchedPatterns } from "../shared/settings-store.ts";
import type { TypingKept } from "../shared/kept-prompt.ts";
import { isMatched, patternOf, sitePatterns } from "../shared/sites.ts";
import { readStore, writeStore } from "../shared/stores.ts";
import {
  BROWSER_ANSWERS_WITHIN,
  PAGE_ANSWERS_WITHIN,
  attempt,
  withTimeLimit,
} from "../shared/with-time-limit.ts";
import { tabsOf } from "./prompt-pages.ts";
import {
  hasPrompts,
  ownerOf,
  planSorting,
  promptRules,
  promptRulesNow,
  rememberRules,
  sortOutPrompts,
  sweepUnnamedFiles,
} from "./prompt-store.ts";
import { sendToTab } from "./send.ts";

const SCRIPT = { id: "typing", js: ["keep-typing.js"] };

type Scripts = chrome.scripting.RegisteredContentScript[];

let registering: Promise<unknown> = Promise.resolve(); // one at a time, or it registers twice

/** The core says how prompts are kept from now on. */
export async function setPromptRules(rules: PromptRules): Promise<void> {
  rememberRules(rules);
  await protectTyping(rules.types);
  await ((await hasPrompts()) ? sortOutPrompts() : planSorting());
  if (!rules.types) await sweepUnnamedFiles();
}

/**
 * The same after access to a host was given or withdrawn: nothing that is typed is kept there then.
 */
export async function protectTypingAnew(): Promise<void> {
  if ((await promptRules())?.types) await protectTyping(true);
}

/**
 * The longest text that is kept while typing in a tab, in characters, 0 for none; and its owner, as
 * far as the page and the browser know it now.
 */
export async function typingKeptIn({
  tab,
  url,
}: chrome.runtime.MessageSender): Promise<TypingKept> {
  const nothing = { most: 0 };
  if (tab?.id === undefined || !url || (await isOff(url))) return nothing;
  // The script stays in the page after access was withdrawn.
  if (!(await accessible([patternOf(new URL(url).host)])).length) return nothing;
  const rules = await promptRulesNow();
  return rules?.types ? { most: rules.most, owner: await ownerOf(tab) } : nothing;
}

/** How many tabs of the sites there are, and how many answer that they keep what is typed. */
export async function protectedTabs(): Promise<{ tabs?: number; guarded?: number }> {
  if (!(await promptRules())?.types) return {};
  const tabs = await tabsOf(sitePatterns());
  const askTab = (tab: number): Promise<unknown> =>
    withTimeLimit(
      "ask a tab",
      () => sendToTab(tab, { kind: "isTypingKept" }),
      PAGE_ANSWERS_WITHIN,
      null,
    );
  const answers = await Promise.all(tabs.map((tab) => askTab(tab)));
  return { tabs: tabs.length, guarded: answers.filter(Boolean).length };
}

function protectTyping(on: boolean, onlyIfMissing = false): Promise<unknown> {
  registering = registering.then(() =>
    attempt("protect typing", () => protectNow(on, onlyIfMissing), undefined),
  );
  return registering;
}

async function protectNow(on: boolean, onlyIfMissing: boolean): Promise<void> {
  const ids = [SCRIPT.id];
  const list = (): Promise<Scripts> => chrome.scripting.getRegisteredContentScripts({ ids });
  const listed = await ask("scripting.getRegisteredContentScripts", list, null);
  if (!listed) {
    // The registration is retried when the background starts again; open tabs must stop now.
    if (!on) await protectOpenTabs([]);
    return;
  }
  const [registered] = listed;
  if (registered && onlyIfMissing) return;
  const matches = on ? await accessible(await watchedPatterns()) : [];
  const isSame = `${registered?.matches?.toSorted() ?? ""}` === `${matches.toSorted()}`;
  if (registered && !isSame) {
    const unregister = (): Promise<void> => chrome.scripting.unregisterContentScripts({ ids });
    await ask("scripting.unregisterContentScripts", unregister, undefined);
  }
  if (matches.length && !isSame) {
    const scripts = [{ ...SCRIPT, matches }];
    const register = (): Promise<void> => chrome.scripting.registerContentScripts(scripts);
    await ask("scripting.registerContentScripts", register, undefined);
  }
  await protectOpenTabs(matches);
}

// Of a page without access the browser tells no address, but its script still receives messages.
async function protectOpenTabs(matches: string[]): Promise<void> {
  const tabs = await ask("tabs.query", () => chrome.tabs.query({}), []);
  for (const { id, url } of tabs) {
    const isMatch = url !== undefined && isMatched(matches, url);
    if (id !== undefined && isMatch) {
      // If it is there already, it stays as it is.
      const run = (): Promise<unknown> =>
        chrome.scripting.executeScript({ target: { tabId: id }, files: SCRIPT.js });
      void attempt("protect a tab", run, null);
    } else if (id !== undefined) {
      void sendToTab(id, { kind: "stopKeepingTyping" });
    }
  }
}

/** Those to which access is given. */
export async function accessible(patterns: string[]): Promise<string[]> {
  const has = (origin: string): Promise<boolean> =>
    ask("permissions.contains", () => chrome.permissions.contains({ origins: [origin] }), true);
  const given = await Promise.all(patterns.map((pattern) => has(pattern)));
  return patterns.filter((_pattern, at) => given[at]);
}

function ask<Result, Otherwise>(
  where: string,
  does: () => Promise<Result>,
  otherwise: Otherwise,
): Promise<Awaited<Result> | Otherwise> {
  return withTimeLimit(where, does, BROWSER_ANSWERS_WITHIN, otherwise);
}

// An update removes the script from its pages and from the browser's list, and a restart may; while
// all is well the core is not loaded to notice. Also deletes what grew too old meanwhile.
async function begin(): Promise<void> {
  // Whether everything is off must be known before a message fails.
  const [{ begun }, settings, hasAny, isAllOff] = await Promise.all([
    readStore("session", "begun"),
    currentSettings(),
    hasPrompts(),
    isOff(),
  ]);
  if (isAllOff) return;
  const types = settings.keep_while_typing && (await promptRulesNow())?.types;
  if (types) await protectTyping(true, begun);
  if (begun || !(types || hasAny)) return;
  void writeStore("session", { begun: true });
  if (hasAny) await sortOutPrompts();
}
void attempt("protect typing", begin, undefined);
