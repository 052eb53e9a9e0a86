// Follows the answers that are under way, by the browser's own reports: one that stands still is looked at
// and told of, and where that was chosen, so is the end of one that nobody sees. An alarm for each stands
// for it, and is all that is kept of it: it outlives the background. No core is awake meanwhile.
import answerProgress from "../content/answer-progress.ts" with { type: "content-script" };
import type { Progress, ProgressOrder } from "../content/answer-progress.ts";
import { currentSettings, isOff } from "../shared/settings-store.ts";
import { assistantAt } from "../shared/sites.ts";
import type { AnswerLook, StoredSettings } from "../shared/stores.ts";
import { readStore, removeFromStore, writeStore } from "../shared/stores.ts";
import {
  BROWSER_ANSWERS_WITHIN,
  PAGE_ANSWERS_WITHIN,
  attempt,
  withTimeLimit,
} from "../shared/with-time-limit.ts";
import { tellCore } from "./core.ts";
import { clearAlarm } from "./scheduled-cleanup.ts";
import type { SeenError } from "./tab-inspector.ts";

type SeenRequest = Pick<
  chrome.webRequest.WebRequestDetails,
  "frameId" | "method" | "requestId" | "tabId" | "url"
>;
type OpenTab = chrome.tabs.Tab & { id: number };
type SeenCompletion = chrome.webRequest.OnCompletedDetails;

/** How the alarm of an answer is called: its request and its tab. The browser keeps alarms on the disk, so
    that no site stands there: a private window's are none of the disk's business. */
const PREFIX = "answer ";

const MINUTE = 60_000; // ms

/** A shorter answer is waited for, and not gone away from. */
const WORTH_TELLING = 20_000; // ms

/** A message's request may end at once, and its answer come by another. */
const GOES_ON_WITHIN = 3000; // ms

/** What the setting allows. */
const MINUTES = { least: 1, most: 30, first: 1 };

const begun = new Map<string, number>(); // when, by alarm, while this background lives

export function isAnswerAlarm(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** A message was sent, or its answer is asked for again. */
export function answerBegun(request: SeenRequest): undefined {
  if (!isMessage(request)) return;
  begun.set(nameOf(request), Date.now());
  void attempt("an answer begins", () => follow(request), undefined);
}

export function answerCompleted(request: SeenCompletion): void {
  if (isMessage(request)) void endOf(request, request.statusCode >= 400);
}

export function answerBroke(request: SeenError): void {
  // Whoever stops it, or leaves, knows; an app ends a request whose last event has come.
  const isBroken = !/ABORT/.test(request.error);
  if (isMessage(request)) void endOf(request, isBroken);
}

/** An answer has been under way for so long that it is looked at. */
export async function lookAtAnswer(name: string): Promise<void> {
  const tab = await tabOf(name);
  const minutes = minutesOf(await currentSettings());
  if (!minutes || !tab || tab.discarded || (await isOff(tab.url))) {
    await forget(name);
    return;
  }
  const { looks = {} } = await readStore("session", "looks");
  const last = looks[name] ?? { since: begun.get(name) ?? Date.now() - minutes * MINUTE };
  const seen = await progressIn(tab, Date.now() - last.since);
  if (!seen) {
    await forget(name); // the page is another, sleeps, or shows no message
    return;
  }
  const stands =
    !seen.isBusy && (last.length === undefined ? !seen.length : last.length === seen.length);
  await writeStore("session", {
    looks: { ...looks, [name]: { since: last.since, length: seen.length, isTold: stands } },
  });
  if (stands && !last.isTold) {
    // That it goes on is soon seen.
    await chrome.alarms.create(name, { delayInMinutes: 1, periodInMinutes: 1 });
    const { address, time_origin: timeOrigin } = seen;
    await tellCore("answerStalled", address, { address, time_origin: timeOrigin }, tab.id);
  } else if (!stands && last.isTold) {
    await tellCore("answerMoved", seen.address, tab.id);
  }
}

/** What is switched off is followed no more. */
export async function forgetUnwatchedAnswers(): Promise<void> {
  for (const { name } of await answerAlarms()) {
    const tab = await tabOf(name);
    const isOver = !isFollowed(await currentSettings()) || !tab || (await isOff(tab.url));
    if (isOver) await forget(name);
  }
}

async function follow(request: SeenRequest): Promise<void> {
  const chosen = await currentSettings();
  const name = nameOf(request);
  // It may have ended before the stores had answered.
  if (!isFollowed(chosen) || (await isOff(request.url)) || !begun.has(name)) return;
  const minutes = minutesOf(chosen) || MINUTES.most;
  await chrome.alarms.create(name, { delayInMinutes: minutes, periodInMinutes: minutes });
}

async function endOf(request: SeenError | SeenCompletion, isBroken: boolean): Promise<void> {
  await attempt("an answer ends", () => ended(request, isBroken), undefined);
}

async function ended(request: SeenError | SeenCompletion, isBroken: boolean): Promise<void> {
  const name = nameOf(request);
  const since = begun.get(name);
  begun.delete(name);
  const get = (): Promise<chrome.alarms.Alarm | undefined> => chrome.alarms.get(name);
  const alarm = await withTimeLimit("alarms.get", get, BROWSER_ANSWERS_WITHIN, undefined);
  if (!alarm) return;
  const chosen = await currentSettings();
  const look = await forget(name);
  if (look?.isTold) await tellCore("answerMoved", request.url, request.tabId);
  if (!chosen.tell_end) return;
  const minutes = minutesOf(chosen) || MINUTES.most;
  const from = since ?? look?.since ?? alarm.scheduledTime - minutes * MINUTE;
  if (Date.now() - from < WORTH_TELLING || (await isSeen(request.tabId))) return;
  await new Promise((resolve) => setTimeout(resolve, GOES_ON_WITHIN));
  const others = await answerAlarms();
  if (others.some((other) => tabIdOf(other.name) === request.tabId)) return;
  await tellCore("answerEnded", request.url, request, isBroken);
}

// Whoever looks at the tab sees it; of one that was closed nobody wants to know.
async function isSeen(tabId: number): Promise<boolean> {
  const tab = await attempt("tabs.get", () => chrome.tabs.get(tabId), null);
  if (!tab) return true;
  if (!tab.active) return false;
  const get = (): Promise<chrome.windows.Window> => chrome.windows.get(tab.windowId);
  return (await withTimeLimit("windows.get", get, BROWSER_ANSWERS_WITHIN, null))?.focused ?? true;
}

async function progressIn(tab: OpenTab, age: number): Promise<Progress | null> {
  const { turns, composers, recovering } = assistantAt(tab.url).marks;
  // A clock and an alarm agree to the second, no more.
  const order: ProgressOrder = { age: Math.max(0, age - 2000), turns, composers, recovering };
  const ask = (): Promise<chrome.scripting.InjectionResult<Progress | null>[]> =>
    chrome.scripting.executeScript({
      target: { tabId: tab.id },
      func: answerProgress,
      args: [order],
    });
  const [answer] = await withTimeLimit("look at an answer", ask, PAGE_ANSWERS_WITHIN, []);
  return answer?.result ?? null;
}

/** What was seen of it last. */
async function forget(name: string): Promise<AnswerLook | undefined> {
  await clearAlarm(name);
  begun.delete(name);
  const { looks } = await readStore("session", "looks");
  const look = looks?.[name];
  if (!looks || !look) return undefined;
  const { [name]: _gone, ...others } = looks;
  if (Object.keys(others).length) await writeStore("session", { looks: others });
  else await removeFromStore("session", ["looks"]);
  return look;
}

async function answerAlarms(): Promise<chrome.alarms.Alarm[]> {
  const all = await withTimeLimit(
    "alarms.getAll",
    () => chrome.alarms.getAll(),
    BROWSER_ANSWERS_WITHIN,
    [],
  );
  return all.filter(({ name }) => isAnswerAlarm(name));
}

function isFollowed(chosen: StoredSettings): boolean {
  return minutesOf(chosen) > 0 || chosen.tell_end === true;
}

// 0 for off.
function minutesOf({ stall_minutes: chosen = MINUTES.first }: StoredSettings): number {
  const { least, most, first } = MINUTES;
  if (chosen === false || chosen === 0) return 0;
  return Number.isFinite(chosen) ? Math.min(most, Math.max(least, Math.trunc(chosen))) : first;
}

function isMessage({ method, tabId, frameId }: SeenRequest): boolean {
  return method === "POST" && tabId >= 0 && frameId === 0;
}

function nameOf({ requestId, tabId }: SeenRequest): string {
  return `${PREFIX}${requestId} ${tabId}`;
}

function tabIdOf(name: string): number {
  return Number(name.split(" ")[2]);
}

async function tabOf(name: string): Promise<OpenTab | null> {
  const tab = await attempt("tabs.get", () => chrome.tabs.get(tabIdOf(name)), null);
  return tab?.id === undefined ? null : { ...tab, id: tab.id };
}
