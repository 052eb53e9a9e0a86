// Remembers each tab's last response, and asks documents without a reported response for their
// status: a healthy one is left as it is.
import documentStatus from "../content/document-status.ts" with { type: "content-script" };
import { isOff } from "../shared/settings-store.ts";
import { REFUSED } from "./request-filters.ts";
import { sitePatterns, parsedAddress, withoutFragment } from "../shared/sites.ts";
import {
  BROWSER_ANSWERS_WITHIN,
  PAGE_ANSWERS_WITHIN,
  withTimeLimit,
} from "../shared/with-time-limit.ts";

/** Firefox's name for where a request came from. */
interface FirefoxDetails {
  originUrl?: string;
}

/**
 * What the core is told about a response: the browser's own details, or as much as a page knows.
 */
export type SeenResponse = Pick<
  chrome.webRequest.OnHeadersReceivedDetails,
  "statusCode" | "tabId" | "timeStamp" | "url"
> &
  Partial<Omit<chrome.webRequest.OnHeadersReceivedDetails, "timeStamp">> &
  FirefoxDetails & {
    /** When a page that was there before us began to load, in ms since 1970. */
    began?: number;
  };

export type SeenError = chrome.webRequest.OnErrorOccurredDetails;

type OnResponse = (response: SeenResponse) => unknown;

/** At most this many tabs, since the latest matter. */
const MOST_TABS = 200;

const lastResponses = new Map<number, SeenResponse>(); // while this background lives

export function lastResponse(tab: number): SeenResponse | undefined {
  return lastResponses.get(tab);
}

export function rememberResponse(response: SeenResponse): void {
  lastResponses.delete(response.tabId);
  lastResponses.set(response.tabId, response);
  const [oldest] = lastResponses.keys();
  if (lastResponses.size > MOST_TABS && oldest !== undefined) lastResponses.delete(oldest);
}

export function forgetResponses(): void {
  lastResponses.clear();
}

/**
 * Reports what the site's own worker fetched, for each tab that is loading or at that address: the
 * judge in the document finds out which it was. A good answer, too: it ends a failure.
 */
export async function inspectWorkerFetch(
  details: chrome.webRequest.OnHeadersReceivedDetails,
  onResponse: OnResponse,
): Promise<void> {
  const from = parsedAddress(details.initiator ?? (details as SeenResponse).originUrl);
  // Our own probes are reported as well, and say nothing about a tab.
  if (details.tabId >= 0 || from?.origin !== new URL(details.url).origin) return;
  for (const { id, status, url } of await queryTabs({})) {
    // A small page may already be complete: then the tab is at that address.
    const isIt = status === "loading" || withoutFragment(url ?? "") === details.url;
    if (isIt && id !== undefined) onResponse({ ...details, tabId: id, type: "main_frame" });
  }
}

/** Asks a tab for its status, and if it failed, reports it as its headers would have been. */
export async function inspectTab(tab: chrome.tabs.Tab, onResponse: OnResponse): Promise<void> {
  const { id } = tab;
  if (id === undefined || tab.discarded || (await isOff(tab.url))) return;
  const ask = (): Promise<chrome.scripting.InjectionResult<ReturnType<typeof documentStatus>>[]> =>
    chrome.scripting.executeScript({ target: { tabId: id }, func: documentStatus });
  // The browser's own pages refuse.
  const [answer] = await withTimeLimit("look into a tab", ask, PAGE_ANSWERS_WITHIN, []);
  const status = answer?.result;
  if (!status || (status.statusCode < 500 && status.statusCode !== REFUSED)) return;
  const { url, statusCode, age, began } = status;
  onResponse({ url, statusCode, tabId: id, timeStamp: Date.now() - age, began });
}

/** Asks every tab of the sites that is not known to fail. */
export async function inspectAllTabs(onResponse: OnResponse): Promise<void> {
  if (await isOff()) return;
  for (const tab of await queryTabs({ url: sitePatterns() })) {
    const known = lastResponse(tab.id ?? -1);
    const isSame = known && withoutFragment(known.url) === withoutFragment(tab.url ?? "");
    if (!isSame || known.statusCode < 500) void inspectTab(tab, onResponse);
  }
}

function queryTabs(query: chrome.tabs.QueryInfo): Promise<chrome.tabs.Tab[]> {
  return withTimeLimit("tabs.query", () => chrome.tabs.query(query), BROWSER_ANSWERS_WITHIN, []);
}
