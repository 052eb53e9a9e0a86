// What each event of the browser leads to: index.ts adds the listeners, and these go on from there.
import {
  forgetResponses,
  inspectAllTabs,
  inspectWorkerFetch,
  lastResponse,
  rememberResponse,
} from "./tab-inspector.ts";
import type { SeenError, SeenResponse } from "./tab-inspector.ts";
import { logError } from "../shared/error-log.ts";
import { isSiteAddress } from "../shared/sites.ts";
import { protectTypingAnew } from "./typing-protection.ts";
import {
  chosenWords,
  currentSettings,
  isOff,
  neededOrigins,
  watchesMore,
} from "../shared/settings-store.ts";
import type { StoredSettings } from "../shared/stores.ts";
import { BROWSER_ANSWERS_WITHIN, attempt, withTimeLimit } from "../shared/with-time-limit.ts";
import { isAnswerAlarm } from "./answer-looks.ts";
import { askCore, isCoreAwake, tellCore, tellIfOpen } from "./core.ts";
import { giveBackAccess } from "./give-back-access.ts";
import { UPDATE_ALARM, updateIfTime } from "./lifecycle.ts";
import { forgetUnwatchedAnswers, lookAtAnswer } from "./open-answers.ts";
import { offerPrompts, rescueFailedMessage, forgetAnswered } from "./prompt-pages.ts";
import { OUTWORN_ALARM, moveToTab, sortOutPrompts } from "./prompt-store.ts";
import {
  LIMITED,
  NO_FAILURE,
  REFUSED,
  isPreparing,
  isResuming,
  isSignIn,
} from "./request-filters.ts";
import { removeShown } from "./remove-shown.ts";
import { CLEANUP_ALARM, cleanIfTime, clearAlarm, planCleanup } from "./scheduled-cleanup.ts";
import { receive } from "./messages.ts";

type Headers = chrome.webRequest.OnHeadersReceivedDetails;
type SeenCompletion = chrome.webRequest.OnCompletedDetails;

/** A tab's document was answered, well or not. */
export function documentAnswered(response: SeenResponse): undefined {
  const { statusCode, url } = response;
  if (!isSiteAddress(url)) {
    void attempt("a document", () => ifOwnSite(response, documentAnswered), undefined);
    return;
  }
  const wasSignedOut = isSignIn(url) && comesFromSite(response);
  rememberResponse(response);
  // A refusal or a sign-in may be part of an outage: the status page tells. A good response only
  // matters while something fails.
  const mayFail = statusCode >= 500 || statusCode === REFUSED || wasSignedOut;
  void (mayFail ? tellCore : tellIfOpen)("response", url, response);
  void attempt("offer prompts", () => offerPrompts(response), undefined);
}

export function workerFetchAnswered(details: Headers): undefined {
  void attempt("a worker's fetch", () => inspectWorkerFetch(details, documentAnswered), undefined);
}

export function conversationAnswered(details: Headers): undefined {
  void attempt("rescue a message", () => rescueFailedMessage(details), undefined);
  const isTold = details.statusCode >= 500 || isLimitWithEnd(details);
  void (isTold ? tellCore : tellIfOpen)("response", details.url, details);
}

export function conversationCompleted(details: SeenCompletion): void {
  // Its headers may have come to a background that died.
  void attempt("rescue a message", () => rescueFailedMessage(details), undefined);
  if (details.statusCode < 300) conversationEnded(details);
}

/** The app asked for a chat, or for an answer again whose stream broke. */
export function chatRequestAnswered(details: Headers): undefined {
  if (isOfNoChat(details)) return;
  if (details.statusCode >= 500 || isResuming(details.url)) {
    void tellCore("chatRequested", details.url, details);
  } else void tellIfOpen("chatRequested", details.url, details);
}

export function chatRequestFailed(details: SeenError): void {
  if (isOfNoChat(details) || NO_FAILURE.test(details.error)) return;
  void tellCore("chatRequested", details.url, details);
}

/** A script or a style of the app: without it a page may stay empty. */
export function assetAnswered(details: Headers): undefined {
  const { statusCode } = details;
  const fails = statusCode >= 500 || statusCode === 404 || statusCode === 410;
  if (fails) void tellCore("assetFailed", details.url, details, isOfPost(details));
}

export function assetFailed(details: SeenError): void {
  if (NO_FAILURE.test(details.error)) return;
  void tellCore("assetFailed", details.url, details, isOfPost(details));
}

// Whoever typed the address, or followed a link from elsewhere, wanted to sign in.
function comesFromSite({ tabId, initiator, originUrl }: SeenResponse): boolean {
  const from = initiator ?? originUrl ?? lastResponse(tabId)?.url;
  return isSiteAddress(from) && !isSignIn(from);
}

// If the background started after the document loaded, we do not know the method: assume POST.
function isOfPost({ tabId }: { tabId: number }): boolean {
  return lastResponse(tabId)?.method !== "GET";
}

// Only GETs of these addresses load a chat or the list.
function isOfNoChat({ method, url }: { method: string; url: string }): boolean {
  return method !== "GET" && !isResuming(url) && !isPreparing(url);
}

export function requestFailed(details: SeenError): void {
  if (!isSiteAddress(details.url)) {
    void attempt("a document", () => ifOwnSite(details, requestFailed), undefined);
  } else if (NO_FAILURE.test(details.error)) {
    // Its answer may be there: the app itself ends a request whose last event has come.
    if (details.type !== "main_frame") conversationEnded(details);
    void tellIfOpen("error", details.url, details);
  } else {
    void attempt("rescue a message", () => rescueFailedMessage(details), undefined);
    void tellCore("error", details.url, details);
  }
}

// Which site of their own somebody chose the settings say, and they may not be read yet. Where access is
// given to more than is watched, the browser tells of more.
async function ifOwnSite<Details extends { url: string }>(
  details: Details,
  then: (details: Details) => unknown,
): Promise<void> {
  await currentSettings();
  if (isSiteAddress(details.url)) then(details);
}

export function tabReplaced(by: number, tab: number): void {
  void moveToTab(by, tab);
  void tellIfOpen("tabReplaced", undefined, by, tab);
}

/** Heard only while a document is looked for: no filter by address exists for this event. */
export function tabUpdated(tab: number, { status, url }: chrome.tabs.OnUpdatedInfo): void {
  if (status || url) void tellCore("tabUpdated", undefined, tab);
}

export function watchTabs(on: boolean): void {
  if (on) chrome.tabs.onUpdated.addListener(tabUpdated);
  else chrome.tabs.onUpdated.removeListener(tabUpdated);
}

export function commandPressed(name: string): void {
  void tellIfOpen("command", undefined, name);
}

/** Where the background sleeps, a page's own message comes instead. */
export function networkReturned(): void {
  void tellIfOpen("networkReturned", undefined);
}

export async function alarmRang({ name }: chrome.alarms.Alarm): Promise<void> {
  if (name === UPDATE_ALARM) {
    await updateIfTime();
    return;
  }
  if (await isOff()) {
    // Left over from before it was switched off: remove it.
    await clearAlarm(name);
    return;
  }
  if (isAnswerAlarm(name)) await attempt("look at an answer", () => lookAtAnswer(name), undefined);
  else if (name === CLEANUP_ALARM) await attempt("scheduled cleanup", cleanIfTime, undefined);
  else if (name === OUTWORN_ALARM) await sortOutPrompts();
  else await attempt("core, alarm", () => askCore("alarm"), undefined);
}

/** Something may have begun to fail while nobody could hear it. */
export function begun(given?: { origins?: string[] }): void {
  if (given?.origins) forgetResponses();
  void attempt("scheduled cleanup", planCleanup, undefined);
  void attempt("missing access", noteMissingAccess, undefined);
  void inspectAllTabs(documentAnswered);
}

/** Access to a host was given or taken away. */
export function accessChanged(): void {
  void protectTypingAnew();
  void removeShown();
  void attempt("answers", forgetUnwatchedAnswers, undefined);
  void attempt("missing access", noteMissingAccess, undefined);
}

export function settingsChanged(before: StoredSettings, now: StoredSettings): void {
  void removeShown(before);
  void attempt("answers", forgetUnwatchedAnswers, undefined);
  void attempt("access", () => giveBackAccess(before, now), undefined);
  // Failures while it was off were not recorded: check the open tabs.
  if (watchesMore(before, now)) begun({ origins: [] });
  else void attempt("scheduled cleanup", planCleanup, undefined);
  if (isCoreAwake() && before.language !== now.language) void changeLanguage(now);
  void attempt("core, settings", () => askCore("settings", now), undefined);
}

export function messageReceived(
  message: unknown,
  sender: chrome.runtime.MessageSender,
  reply: (answer?: unknown) => void,
): boolean {
  return receive(message, sender, reply, documentAnswered);
}

// Tell of a 429 only if Retry-After says when it ends.
function isLimitWithEnd({ statusCode, responseHeaders = [] }: Headers): boolean {
  return statusCode === LIMITED && responseHeaders.some(({ name }) => /^retry-after$/i.test(name));
}

function conversationEnded(details: SeenError | SeenCompletion): void {
  if (details.tabId < 0 || details.method !== "POST") return; // our own probes, too
  void attempt("an accepted message", () => findOutcome(details), undefined);
}

// Whether the message was answered the page alone knows: an error may come inside a stream that ends well.
async function findOutcome(details: SeenError | SeenCompletion): Promise<void> {
  const hasAlert = await forgetAnswered(details.tabId, false, details.url);
  if (hasAlert) await tellCore("alertShown", details.url, details);
}

// Of a host to which there is no access nothing is heard, and nobody would know why.
async function noteMissingAccess(): Promise<void> {
  for (const origin of await neededOrigins()) {
    const ask = (): Promise<boolean> => chrome.permissions.contains({ origins: [origin] });
    const isGiven = await withTimeLimit("permissions.contains", ask, BROWSER_ANSWERS_WITHIN, true);
    if (!isGiven) logError(`access to ${new URL(origin).host}`, "missing");
  }
}

async function changeLanguage(now: StoredSettings): Promise<void> {
  const words = await chosenWords(now, (late) => askCore("language", ...late));
  await attempt("core, language", () => askCore("language", ...words), undefined);
}
