// Has the popup explain a page that refuses its person, which no outage is and nothing is done about.
import type { CardView } from "../../content/card-view.ts";
import documentStatus from "../../content/document-status.ts" with { type: "content-script" };
import pageFacts from "../../content/page-facts.ts" with { type: "content-script" };
import { sitePatterns } from "../../shared/sites.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import { refusal } from "./page-core.ts";

/** `view`, as it is where the page that the popup was opened on, or about, refuses; else null. */
export async function blockedPageView(
  view: CardView,
  aboutTab: number | undefined,
): Promise<CardView | null> {
  const tabs = await chrome.tabs.query({
    url: sitePatterns(),
    ...(aboutTab === undefined && { active: true, currentWindow: true }),
  });
  const tab = tabs.find(({ id }) => aboutTab === undefined || id === aboutTab);
  // A healthy document is not looked into.
  const status = await runIn(tab?.id, documentStatus);
  if (!status || status.statusCode < 400) return null;
  const facts = await runIn(tab?.id, pageFacts);
  if (!facts) return null;
  const refused = await refusal(facts, view.lang);
  return refused && { ...view, ...refused };
}

async function runIn<Result>(
  tabId: number | undefined,
  func: () => Result,
): Promise<Result | null> {
  if (tabId === undefined) return null;
  const run = (): Promise<chrome.scripting.InjectionResult<Awaited<Result>>[]> =>
    chrome.scripting.executeScript({ target: { tabId }, func });
  const [ran] = await attempt("look into a page", run, []);
  return (ran?.result as Result | undefined) ?? null;
}
