// Follows the answers that are under way, by the browser's own reports: one that stalls is
// inspected and reported, and if the user chose that, so is the end of one in a tab that is not
// visible. What is kept about them is in answer-looks.ts. The core is not loaded until there is
// something to tell.
import answerProgress from "../content/answer-progress.ts" with { type: "content-script" };
import type { ANOTHER_DOCUMENT, Progress, ProgressOrder } from "../content/answer-progress.ts";
import type { MeantDocument } from "../content/page-state.ts";
import { currentSettings, isOff } from "../shared/settings-store.ts";
import { assistantAt } from "../shared/sites.ts";
import type { AnswerLook, StoredSettings } from "../shared/stores.ts";
import {
  BROWSER_ANSWERS_WITHIN,
  PAGE_ANSWERS_WITHIN,
  withTimeLimit,
} from "../shared/with-time-limit.ts";
import {
  allLooks,
  dropLook,
  inTurn,
  isSameChat,
  keepLook,
  nameOf,
  setAlarm,
  tabIdOf,
} from "./answer-looks.ts";
import { tellCore } from "./core.ts";
import { NO_FAILURE } from "./request-filters.ts";
import type { SeenError } from "./tab-inspector.ts";

export type SeenRequest = Pick<
  chrome.webRequest.WebRequestDetails,
  "frameId" | "method" | "requestId" | "tabId" | "url"
>;
type SeenCompletion = chrome.webRequest.OnCompletedDetails;
export type SeenRedirect = chrome.webRequest.OnBeforeRedirectDetails;

/** The user waits for a shorter answer without going elsewhere. */
const WORTH_TELLING = 20_000; // ms

/** A message's request may end at once, with its answer coming through another request. */
const GOES_ON_WITHIN = 3000; // ms

/** No answer takes longer: if one is still kept then, the browser did not report its end. */
const FOLLOWED_FOR = 7_200_000; // ms

/** The range of the setting: a test compares it with crates/settings. */
const MINUTES = { least: 1, most: 30, first: 1 };

/** A message was sent, or its answer was requested again. */
export function answerBegun(request: SeenRequest): undefined {
  const { method, tabId, frameId } = request;
  if (method !== "POST" || tabId < 0 || frameId !== 0) return;
  const since = Date.now();
  void inTurn("an answer begins", () => follow(request, since));
}

/** What follows is another request: if it is the message again, it begins anew. */
export function answerRedirected(request: SeenRedirect): void {
  void forget(nameOf(request));
}

export function answerCompleted(request: SeenCompletion): void {
  void ended(request, request.statusCode >= 400);
}

export function answerBroke(request: SeenError): void {
  // A user who stopped it or left knows; and apps end a request themselves after its last event.
  void ended(request, !NO_FAILURE.test(request.error));
}

/** An answer has been under way for long enough to look at it. */
export async function lookAtAnswer(name: string): Promise<void> {
  const chosen = await currentSettings();
  const tabId = tabIdOf(name);
  const tab = await tabOf(tabId);
  if (tab === undefined) return;
  const { [name]: look } = await allLooks();
  // After the browser was restarted only the alarm is left.
  if (!look || !tab || tab.discarded || !isFollowed(chosen) || (await isOff(tab.url))) {
    await forget(name);
    return;
  }
  const age = Date.now() - look.since;
  // An answer in another chat that the app shows now says nothing about this one.
  const isAsked = minutesOf(chosen) > 0 && isSameChat(look.address, tab.url);
  const seen = isAsked ? await progressIn(tabId, tab.url, age) : null;
  // Of a page to which access was taken away the browser tells neither address nor the answer's
  // end.
  const isLost = tab.url === undefined || Math.abs(age) > FOLLOWED_FOR;
  if (seen === "another document" || isLost) {
    await forget(name);
    return;
  }
  // A page that is asleep or shows no message may be different later.
  if (seen || !isAsked) await inTurn("a look at an answer", () => compare(name, seen));
}

/** Stops following answers that the settings no longer include. */
export async function forgetUnwatchedAnswers(): Promise<void> {
  for (const name of Object.keys(await allLooks())) {
    const tab = await tabOf(tabIdOf(name));
    const isOver = tab === null || !isFollowed(await currentSettings()) || (await isOff(tab?.url));
    if (isOver) await forget(name);
  }
}

async function follow(request: SeenRequest, since: number): Promise<void> {
  const chosen = await currentSettings();
  if (!isFollowed(chosen) || (await isOff(request.url))) return;
  const name = nameOf(request);
  const address = (await tabOf(request.tabId))?.url;
  const isKept = await keepLook(name, address === undefined ? { since } : { since, address });
  if (isKept) await setAlarm(name, minutesOf(chosen) || MINUTES.most);
}

// Compares with the last look; null if the page was not asked. The answer may have ended meanwhile.
async function compare(name: string, seen: Progress | null): Promise<void> {
  const { [name]: before } = await allLooks();
  if (!before) return;
  const minutes = minutesOf(await currentSettings());
  const isStill = seen !== null && !seen.isBusy && (before.length ?? 0) === seen.length;
  const stands = isStill && minutes > 0;
  if (stands !== (before.isTold ?? false)) {
    // Look again soon, to see whether it goes on.
    await setAlarm(name, stands ? 1 : minutes || MINUTES.most);
    const tab = tabIdOf(name);
    if (stands) await tellCore("answerStalled", seen.address, documentOf(seen), tab);
    else await tellCore("answerMoved", before.address, tab);
  }
  // Kept last: if the background dies before, it is told again.
  const { since } = before;
  const now = seen ? { since, address: seen.address, length: seen.length } : before;
  await keepLook(name, { ...now, isTold: stands });
}

/** The answer is over: what was shown about it is removed. */
function forget(name: string): Promise<AnswerLook | undefined> {
  return inTurn("an answer is over", async () => {
    const look = await dropLook(name);
    if (look?.isTold) await tellCore("answerMoved", look.address, tabIdOf(name));
    return look;
  });
}

async function ended(request: SeenError | SeenCompletion, isBroken: boolean): Promise<void> {
  if (request.tabId < 0) return; // our own probes, too
  const look = await forget(nameOf(request));
  if (!look || !(await currentSettings()).tell_end) return;
  if (Date.now() - look.since < WORTH_TELLING || (await isSeen(request.tabId))) return;
  await new Promise((resolve) => setTimeout(resolve, GOES_ON_WITHIN));
  const others = Object.keys(await allLooks());
  if (others.some((other) => tabIdOf(other) === request.tabId)) return;
  await tellCore("answerEnded", request.url, request, isBroken);
}

// Whether the user sees the tab; a closed tab counts as seen, since its answer no longer matters.
async function isSeen(tabId: number): Promise<boolean> {
  const tab = await tabOf(tabId);
  if (!tab) return true;
  if (!tab.active) return false;
  const get = (): Promise<chrome.windows.Window> => chrome.windows.get(tab.windowId);
  return (await withTimeLimit("windows.get", get, BROWSER_ANSWERS_WITHIN, null))?.focused ?? true;
}

async function progressIn(
  tabId: number,
  address: string | undefined,
  age: number,
): Promise<Progress | typeof ANOTHER_DOCUMENT | null> {
  const { turns, composers, recovering } = assistantAt(address).marks;
  // A clock and an alarm only agree to the second.
  const order: ProgressOrder = { age: Math.max(0, age - 2000), turns, composers, recovering };
  const ask = (): Promise<chrome.scripting.InjectionResult<ReturnType<typeof answerProgress>>[]> =>
    chrome.scripting.executeScript({ target: { tabId }, func: answerProgress, args: [order] });
  const [answer] = await withTimeLimit("look at an answer", ask, PAGE_ANSWERS_WITHIN, []);
  return answer?.result ?? null;
}

function documentOf({ address, time_origin: timeOrigin }: Progress): MeantDocument {
  return { address, time_origin: timeOrigin };
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

// Null if it was closed, undefined if the browser does not answer.
function tabOf(id: number): Promise<chrome.tabs.Tab | null | undefined> {
  const get = async (): Promise<chrome.tabs.Tab | null> => {
    try {
      return await chrome.tabs.get(id);
    } catch {
      return null;
    }
  };
  return withTimeLimit("tabs.get", get, BROWSER_ANSWERS_WITHIN, undefined);
}
