// Saves prompts from pages and puts them back: which functions run in the pages, and when.
import answeredMessages from "../content/answered-messages.ts" with { type: "content-script" };
import type { AnsweredMessages, AnsweredOrder } from "../content/answered-messages.ts";
import keepFiles from "../content/keep-files.ts" with { type: "content-script" };
import rescue from "../content/prompt-rescue.ts" with { type: "content-script" };
import type { RescueAnswer, RescueOrder } from "../content/prompt-rescue.ts";
import type { PromptOrder } from "../content/prompt-rules.ts";
import restore from "../content/restore-prompt.ts" with { type: "content-script" };
import { isMoreThan } from "../content/is-more-than.ts";
import type { ListedPrompt, Restored, RestoreOrder } from "../content/restore-order.ts";
import { isOwnChat } from "../shared/kept-prompt.ts";
import { isOff, watchedPatterns } from "../shared/settings-store.ts";
import { plain } from "../shared/plain-text.ts";
import { assistantAt, chatOf, isSiteAddress } from "../shared/sites.ts";
import { writeStore } from "../shared/stores.ts";
import { BROWSER_ANSWERS_WITHIN, attempt, withTimeLimit } from "../shared/with-time-limit.ts";
import { saltOfInstallation } from "./account-in-tab.ts";
import { askCore } from "./core.ts";
import {
  allPrompts,
  cookieStoreOf,
  deletePrompts,
  hasPrompts,
  nameOfTab,
  promptRulesNow,
  promptsOfChat,
  promptsOfPage,
  sortOutPrompts,
  sortedOut,
} from "./prompt-store.ts";
import { sendToPages } from "./send.ts";
import type { SeenResponse } from "./tab-inspector.ts";

/** The parts of a request that are used. */
type SeenRequest = Pick<
  chrome.webRequest.WebRequestDetails,
  "frameId" | "method" | "tabId" | "type" | "url"
> & {
  statusCode?: number;
};

/** Headers come before their page, so the page that is leaving may answer first. */
const OFFER_TRIES = 40;
const OFFER_TRIED_EVERY = 250; // ms
/** The clocks of two processes differ by less than this. */
const CLOCKS_DIFFER_BY = 500; // ms

/** Saves what is in a page's message boxes; returns what the function there answers. */
export async function rescuePrompt(tab: number, order: RescueOrder): Promise<RescueAnswer | null> {
  const answer = await runInTab(tab, rescue, order, true);
  if (answer && !answer.composer && order.message) await writeStore("session", { unseen: true });
  if (answer?.saved.startsWith("kept")) void sortOutPrompts();
  return answer;
}

/** The site went down: saves what is in the message boxes of every living page of it. */
export async function rescueEverywhere(): Promise<void> {
  for (const tab of await tabsOf(await watchedPatterns())) {
    void attempt("rescue everywhere", () => runInTab(tab, rescue, {}, true), null);
  }
}

/** Files were attached while what is typed is kept: keep them, too. */
export async function keepChosenFiles({ tab, url }: chrome.runtime.MessageSender): Promise<void> {
  if (tab?.id === undefined || (await isOff(url)) || !(await promptRulesNow())?.types) return;
  await runInTab(tab.id, keepFiles, {}, true);
}

/**
 * A message failed: its text is saved before the core is loaded and knows what the failure means,
 * because the background may die meanwhile.
 */
export async function rescueFailedMessage(request: SeenRequest): Promise<void> {
  const { tabId, frameId, url, method, type, statusCode = 500 } = request;
  if (tabId < 0 || frameId || method !== "POST" || type === "main_frame" || statusCode < 500) {
    return;
  }
  if ((await isOff(url)) || !(await promptRulesNow())) return;
  await attempt("rescue a message", () => rescuePrompt(tabId, { message: true }), null);
}

/**
 * A message's request ended, or its chat is fine again: messages that the page shows as answered
 * are safe with the site, so what was saved of them is deleted. If nothing is saved the page is not
 * inspected. `isWhole`: the app got the whole answer; otherwise the page may show no more than was
 * saved.
 * @returns whether the page shows an alert instead of an answer
 */
export async function forgetAnswered(
  tab: number,
  isWhole: boolean,
  address?: string,
): Promise<boolean> {
  if (await isOff(address)) return false;
  await sortedOut();
  if (!(await hasPrompts())) return false;
  const withAnswers = (await allPrompts()).some(({ answer }) => answer);
  const order: Omit<AnsweredOrder, keyof PromptOrder> = { withAnswers };
  const read = (): Promise<AnsweredMessages | null> => runInTab(tab, answeredMessages, order, true);
  const seen = await attempt("read what was answered", read, null);
  if (!seen) return false;
  const boxes = seen.boxes.map(plain);
  const isAnswered = (shown: string, answer?: string): boolean =>
    isMoreThan(shown, answer) || (isWhole && shown === answer);
  const [name, page] = await Promise.all([nameOfTab(tab), tabOf(tab)]);
  // In another chat the same words may have other files.
  const mayBeOfPage = ({ attached, chat, from }: ListedPrompt): boolean =>
    !attached?.length || (isOwnChat(chat) ? chat === chatOf(page?.url ?? "") : from === name);
  const isAccepted = ({ text, answer }: ListedPrompt): boolean =>
    seen.messages.some((it) => plain(it.text) === plain(text) && isAnswered(it.answer, answer)) &&
    !boxes.includes(plain(text));
  const accepted = (await allPrompts()).filter((it) => mayBeOfPage(it) && isAccepted(it));
  await deletePrompts(accepted.flatMap(({ keys }) => keys));
  return seen.hasAlert;
}

/** Offers a page's prompts on it, once it has loaded. */
export async function offerPrompts({
  tabId,
  url,
  statusCode,
  timeStamp,
}: SeenResponse): Promise<void> {
  if (statusCode >= 300 || (await isOff(url))) return;
  const prompts = await promptsOfChat(url, tabId);
  if (!prompts.length) return;
  const words = (await askCore("promptWords")) ?? {};
  for (let tries = 0; tries < OFFER_TRIES && !(await isOff(url)); tries += 1) {
    const order = { prompts, words, age: Date.now() - timeStamp + CLOCKS_DIFFER_BY };
    const run = (): Promise<Restored | null> => runInTab(tabId, restore, order, false);
    const came = await attempt("offer a prompt", run, null);
    if (came && came !== "older") return;
    await new Promise((resolve) => setTimeout(resolve, OFFER_TRIED_EVERY));
  }
}

/** Does what was pressed in the card, the bar or the waiting page of a tab. */
export async function restorePrompt(
  tab: number,
  address: string,
  does: NonNullable<RestoreOrder["does"]>,
): Promise<unknown> {
  const prompts = await promptsOfPage(address, tab);
  const [prompt] = prompts;
  if (!prompt) return "refused";
  const run = (): Promise<Restored | null> => runInTab(tab, restore, { prompts, does }, true);
  const came = await attempt("restore a prompt", run, null);
  // No script can run in our own page, but it listens.
  return came ?? sendToPages({ kind: "copyPrompt", address, text: prompt.text });
}

/** Whether a page's chat has a saved prompt, and where that is kept. */
export async function keptPrompt(
  tab: number,
  address: string,
): Promise<"kept" | "kept_here" | undefined> {
  const [prompt] = await promptsOfPage(address, tab);
  if (!prompt) return undefined;
  return prompt.tab === undefined ? "kept" : "kept_here";
}

/** The tabs with pages that match and are of a site: patterns name no port, and sites may. */
export async function tabsOf(patterns: string[]): Promise<number[]> {
  if (!patterns.length) return [];
  const query = (): Promise<chrome.tabs.Tab[]> => chrome.tabs.query({ url: patterns });
  const tabs = await withTimeLimit("tabs.query", query, BROWSER_ANSWERS_WITHIN, []);
  const watched = tabs.filter(({ url }) => isSiteAddress(url));
  return watched.map(({ id }) => id).filter((id) => id !== undefined);
}

// Runs a function in a tab's page, with the rules for prompts and the tab's names.
async function runInTab<Order extends object, Result>(
  tabId: number,
  func: (order: Order & PromptOrder) => Promise<Result> | Result,
  order: Order,
  isUrgent: boolean,
): Promise<Result | null> {
  const names = Promise.all([nameOfTab(tabId), saltOfInstallation()]);
  const [[from, salt], tab, rules] = await Promise.all([names, tabOf(tabId), promptRulesNow()]);
  if (!rules) return null; // the core rests
  const { account: accountMarks, ...marks } = assistantAt(tab?.url).marks;
  const where = { ...rules, ...marks };
  const cookieStore = (tab && cookieStoreOf(tab)) ?? "";
  const args: [Order & PromptOrder] = [{ ...order, where, from, cookieStore, accountMarks, salt }];
  const target = { tabId };
  const [ran] = await chrome.scripting.executeScript({
    target,
    injectImmediately: isUrgent,
    func,
    args,
  });
  return (ran?.result as Result | undefined) ?? null;
}

function tabOf(tab: number): Promise<chrome.tabs.Tab | null> {
  const get = (): Promise<chrome.tabs.Tab> => chrome.tabs.get(tab);
  return withTimeLimit("tabs.get", get, BROWSER_ANSWERS_WITHIN, null);
}
