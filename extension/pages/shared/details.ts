// Fills what stands around the card on a page of ours, from what the core answered: access, tabs, causes
// and remedies, the last outage, prompts that are kept.
import type { CardView } from "../../content/card-view.ts";
import { make, makeText } from "../../shared/dom.ts";
import type { LastOutage } from "./page-core.ts";
import { advice, lastOutage, overview } from "./page-core.ts";
import { showRemedies } from "./remedies.ts";
import { blockedPageView } from "./blocked-page.ts";
import { showAccess, showLists } from "./lists.ts";
import { showSavedPrompts } from "./saved-prompts.ts";

export interface DetailsOptions {
  /** The tab that the page is about, if it is about one. */
  aboutTab: number | undefined;
  /** Whether what else helps stands open. */
  unfolds?: boolean;
  mount: HTMLElement;
  /** Shows another view than the core's. */
  showInstead?(view: CardView): void;
}

export async function fillDetails(
  view: CardView,
  { aboutTab, unfolds, mount, showInstead }: DetailsOptions,
): Promise<void> {
  const isQuiet = view.tone === "quiet";
  if (isQuiet && showInstead) void showIfBlocked(view, aboutTab, showInstead);
  const shown = await overview(view.lang);
  showLists(shown);
  await showAccess(shown);
  showLastOutage(view.lang, await lastOutage(view.lang));
  showRemedies(isQuiet ? null : await advice(view.lang, aboutTab), mount);
  if (unfolds) unfoldAdvice(mount);
  await showSavedPrompts(document.querySelector("aside") as HTMLElement);
}

async function showIfBlocked(
  view: CardView,
  aboutTab: number | undefined,
  showInstead: (view: CardView) => void,
): Promise<void> {
  const blocked = await blockedPageView(view, aboutTab);
  if (blocked) showInstead(blocked);
}

// What it was opened for stands open, and is where the keyboard is.
let isUnfolded = false;
function unfoldAdvice(mount: HTMLElement): void {
  const folded = isUnfolded ? null : mount.querySelector<HTMLDetailsElement>("details.advice");
  if (!folded) return;
  isUnfolded = true;
  folded.open = true;
  folded.querySelector("summary")?.focus();
  folded.scrollIntoView();
}

// The last outage, and the way to all of them; and whose Gatewatch is.
function showLastOutage(lang: string, { last, at, open, own }: LastOutage): void {
  const style = { dateStyle: "medium", timeStyle: "short" } as const;
  const when = at ? new Date(at).toLocaleString(lang, style) : "";
  const line = makeText("p", last?.replace("{when}", when) ?? "");
  const link = make("a", { href: "history.html", target: "_blank" }, open);
  document.querySelector(".last")?.replaceChildren(line, link, makeText("small", own));
}
