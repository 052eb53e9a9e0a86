// Removes what is shown in pages of a site that was switched off, or to which access was withdrawn:
// nothing would update a card there.
import { watchedPatterns } from "../shared/settings-store.ts";
import { isMatched, parsedAddress, patternOf, sitePatterns } from "../shared/sites.ts";
import type { StoredSettings } from "../shared/stores.ts";
import { BROWSER_ANSWERS_WITHIN, withTimeLimit } from "../shared/with-time-limit.ts";
import { sendToTab } from "./send.ts";
import { accessible } from "./typing-protection.ts";

/** After a change: what was the custom site before may no longer be one. */
export async function removeShown({ own_site: former }: StoredSettings = {}): Promise<void> {
  const watched = await accessible(await watchedPatterns());
  const query = (): Promise<chrome.tabs.Tab[]> => chrome.tabs.query({});
  const tabs = await withTimeLimit("tabs.query", query, BROWSER_ANSWERS_WITHIN, []);
  for (const { id, url } of tabs) {
    // Of a page without access the browser tells no address, but its script still receives
    // messages.
    const isFormer = former !== undefined && isOfHost(url, former);
    const isSite = !url || isFormer || isMatched(sitePatterns(), url);
    if (id !== undefined && isSite && !(url && isMatched(watched, url))) {
      void sendToTab(id, { kind: "switchedOff" });
    }
  }
}

function isOfHost(url: string | undefined, host: string): boolean {
  const its = parsedAddress(url)?.host;
  return its !== undefined && patternOf(its) === patternOf(host);
}
