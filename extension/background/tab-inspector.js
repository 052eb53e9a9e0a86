// Asks documents that no event told of for their status: a healthy one is left as it is.

import { isOff } from "../shared/settings-store.js";
import { HOSTS } from "./request-filters.js";
import { BROWSER_ANSWERS_WITHIN, PAGE_ANSWERS_WITHIN, withTimeLimit } from "../shared/with-time-limit.js";

const tabsOf = (query) => withTimeLimit(() => chrome.tabs.query(query), BROWSER_ANSWERS_WITHIN, []);

// Each tab's last response, while this background lives; of 200 tabs at most, since the latest matter.
export const seen = new Map();
export function remember(details) {
  seen.delete(details.tabId);
  seen.set(details.tabId, details);
  if (seen.size > 200) seen.delete(seen.keys().next().value);
}

// What the site's own service worker fetches in a document's place: seen as a request of nobody's
// tab. Documents' paths alone, so that the page's own requests wake nobody.
export const FETCHED = {
  urls: HOSTS.flatMap((host) => ["", "?*", "c/*", "g/*"].map((path) => host.replace("*", path))),
  types: ["xmlhttprequest"],
};

// Tells of such an answer for whichever tab is loading, or stands there: the judge in the document finds out which
// it was. A good one, too: it ends what failed.
export async function fetched(details, answered) {
  const from = details.initiator ?? details.originUrl; // Chromium's name, and Firefox's
  // Our own probes are seen too, and they tell nothing of a tab.
  if (details.tabId >= 0 || !from || new URL(from).origin !== new URL(details.url).origin) return;
  for (const { id, status, url } of await tabsOf({})) {
    // A small page may be complete before anybody looks: then it stands at that address.
    if (status !== "loading" && url?.split("#")[0] !== details.url) continue;
    answered({ ...details, tabId: id, type: "main_frame" });
  }
}

// What stands in a document. Injected, so whole in itself, and of 300 bytes at most.
export function stands() {
  const { name, responseStatus, responseStart } = performance.getEntriesByType("navigation")[0];
  const age = performance.now() - responseStart;
  return { url: location.href, name, statusCode: responseStatus, age, began: performance.timeOrigin };
}

// No filter by address exists for this event, so it is heard only while a document is looked for.
export function watchTabs(on, heard) {
  chrome.tabs.onUpdated[on ? "addListener" : "removeListener"](heard);
}

// Asks a tab, and tells of it what its headers would have told, where it failed.
export async function look({ id, discarded, url: page }, answered) {
  if (discarded) return;
  if (await isOff(page)) return; // nothing is put into pages then
  const ask = () => chrome.scripting.executeScript({ target: { tabId: id }, func: stands });
  const found = await withTimeLimit(ask, PAGE_ANSWERS_WITHIN, []); // the browser's own pages refuse
  const { url, statusCode, age } = found[0]?.result ?? {};
  if (statusCode >= 500) answered({ url, statusCode, tabId: id, timeStamp: Date.now() - age });
}

// Asks every tab of the site that is not known to fail.
export async function lookAround(answered) {
  for (const tab of await tabsOf({ url: HOSTS })) {
    const known = seen.get(tab.id);
    const told = known?.statusCode >= 500 && known.url.split("#")[0] === tab.url?.split("#")[0];
    if (!told) look(tab, answered);
  }
}
