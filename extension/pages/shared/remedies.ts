// Shows what may be wrong and what else can be done, from what the core says; decides nothing.
// It unfolds below the card on the extension's own pages.
import { make, makeText } from "../../shared/dom.ts";
import type { Question } from "../../shared/generated/Question.ts";
import { assistantAt } from "../../shared/sites.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import { ask } from "./ask.ts";
import type { Advice, Offer } from "./page-core.ts";
import { bookmarkStatusPage } from "./status-bookmark.ts";

/** What a press does; where it ends with words, they are said. */
type Act = () => unknown;

// Where a remedy leads, for the page that fails.
function linksOf(address: string): Partial<Record<string, string>> {
  const { statusPage, support } = assistantAt(address);
  return { "status-page": statusPage, support };
}

let folded: HTMLDetailsElement | undefined;
let advice: Advice | undefined;
let shownForm = "";
let copyReport = make("button");
// What came of each press, where it is shown: evidence that changes meanwhile does not wipe it out.
const outcomes = new Map<string, HTMLElement>();
const opened = new Set<string>(); // the causes whose evidence is unfolded

/**
 * Shows `next` below the card in `mount`, or takes it away where there is none. Where nothing changed
 * nothing is touched, so that what was unfolded or is being read stays.
 */
export function showRemedies(next: Advice | null, mount: HTMLElement): void {
  const form = JSON.stringify(next && { ...next, report: "" });
  if (next) {
    advice = next;
    copyReport.value = next.report; // what it copies, which changes more often than what is shown
  }
  if (form === shownForm) return;
  shownForm = form;
  if (!next) {
    folded?.remove();
    folded = undefined;
    outcomes.clear();
    return;
  }
  folded ??= make("details", { className: "advice" });
  folded.replaceChildren(...partsOf(next));
  mount.append(folded);
}

function partsOf(shown: Advice): Node[] {
  const parts: Node[] = [makeText("summary", shown.title)];
  if (shown.causes.length) {
    parts.push(
      listOf(
        "ul",
        shown.causes.map((cause) => partsOfCause(cause, shown)),
      ),
    );
  }
  for (const { name, text } of shown.questions) {
    parts.push(make("p", {}, text, " ", ...answersTo(name, shown.yes, shown.no)));
  }
  parts.push(...paragraphs(shown.explained));
  if (shown.offers.length) {
    parts.push(
      listOf(
        "ol",
        shown.offers.map((offer) => partsOfOffer(offer, shown)),
      ),
    );
  }
  const { value } = copyReport;
  copyReport = make("button", { type: "button", value }, shown.copy);
  parts.push(
    make(
      "p",
      {},
      withOutcome(copyReport, () => copy(copyReport.value, shown), shown.copy),
    ),
  );
  return parts;
}

// A cause in one line; what speaks for it unfolds.
function partsOfCause({ text, lines }: Advice["causes"][number], { why }: Advice): Node[] {
  const cause = makeText("strong", text);
  if (!lines.length) return [cause];
  const evidence = make("details", {}, makeText("summary", why), ...paragraphs(lines));
  evidence.open = opened.has(text);
  evidence.addEventListener("toggle", () => {
    if (evidence.open) opened.add(text);
    else opened.delete(text);
  });
  return [cause, evidence];
}

function partsOfOffer(offer: Offer, shown: Advice): Node[] {
  const does = actOf(offer, shown);
  const head = headOf(offer, does);
  const { works, fails } = offer;
  const asked = works && fails ? [make("p", {}, ...answersTo(offer.remedy, works, fails))] : [];
  const came = make("p", { role: "status" }, offer.came ?? "");
  const mark = makeText("span", `${offer.mark}. ${offer.cost}`);
  return [head, mark, ...paragraphs(offer.lines), ...besides(offer, shown), ...asked, came];
}

function headOf({ remedy, text }: Offer, does: Act | undefined): Node {
  const href = linksOf(advice?.address ?? "")[remedy];
  if (href) return link(text, href, does);
  return does ? act(text, does) : makeText("strong", text);
}

// What an offer's own button does.
function actOf({ remedy }: Offer, shown: Advice): Act | undefined {
  switch (remedy) {
    case "clear-cache":
      return () =>
        attempt(
          "clear the cache",
          () => ask({ kind: "pressed", button: "clear_cache" }),
          undefined,
        );
    case "private-window":
      return () => openPrivateWindow(shown);
    case "other-browser":
      return () => copy(shown.address, shown);
    case "support":
      return () => copy(copyReport.value, shown);
    default:
      return undefined;
  }
}

// What it has beside its own button.
function besides({ remedy }: Offer, shown: Advice): Node[] {
  switch (remedy) {
    case "clear-cache": {
      // Firefox opens no such page for an extension.
      if (location.protocol !== "chrome-extension:") return [];
      const url = "chrome://settings/clearBrowserData";
      return [act(shown.own_page, () => void chrome.tabs.create({ url }))];
    }
    case "go-elsewhere":
      return shown.elsewhere.map(({ label, address }) =>
        act(label, () => goElsewhere(address, shown)),
      );
    case "status-page":
      return [act(shown.bookmark, () => bookmarkStatusPage(shown))];
    default:
      return [];
  }
}

// What nobody but a person can know is evidence: a button for each answer.
function answersTo(question: string, yes: string, no: string): Node[] {
  const answer = (label: string, isYes: boolean): Node =>
    act(
      label,
      async () => {
        await ask({ kind: "questionAnswered", question: question as Question, yes: isYes });
        return advice?.done;
      },
      question + label,
    );
  return [answer(yes, true), answer(no, false)];
}

async function openPrivateWindow({ address, done, failed, refused }: Advice): Promise<string> {
  if (!chrome.windows) return failed; // telephones have none
  try {
    await chrome.windows.create({ incognito: true, url: address });
    return done;
  } catch {
    // By the extension's own switch, which its person can turn, or by somebody else.
    return (await chrome.extension.isAllowedIncognitoAccess()) ? failed : refused;
  }
}

// The prompt first: the popup goes with the new tab. Where it could not be copied nothing is opened, and
// that is said.
async function goElsewhere(url: string, shown: Advice): Promise<string> {
  const text = await promptOf(shown);
  if (shown.copies_prompt && !text) return shown.failed;
  const came = text ? await copy(text, shown) : shown.done;
  if (came !== shown.done) return came;
  const open = async (): Promise<string> => {
    await chrome.tabs.create({ url });
    return came;
  };
  return attempt("tabs.create", open, shown.failed);
}

async function promptOf({
  address,
  tab,
  copies_prompt: isKept,
}: Advice): Promise<string | undefined> {
  if (!isKept || tab === null) return undefined;
  const question = (): Promise<string | undefined> => ask({ kind: "promptOfPage", tab, address });
  return attempt("prompt of the page", question, undefined);
}

async function copy(text: string, { done, failed }: Advice): Promise<string> {
  const write = async (): Promise<string> => {
    await navigator.clipboard.writeText(text);
    return done;
  };
  return attempt("clipboard", write, failed);
}

function act(label: string, does: Act, name = label): Node {
  return withOutcome(make("button", { type: "button" }, label), does, name);
}

function link(label: string, href: string, does?: Act): Node {
  const element = make("a", { href, target: "_blank", rel: "noreferrer noopener" }, label);
  return does ? withOutcome(element, does, label) : element;
}

// Behind what is pressed, what came of it.
function withOutcome(element: HTMLElement, does: Act, name: string): Node {
  const outcome = outcomes.get(name) ?? make("span", { role: "status" });
  outcomes.set(name, outcome);
  element.addEventListener("click", async () => {
    const words = await does();
    if (typeof words === "string") outcome.textContent = words;
  });
  return make("span", {}, element, outcome);
}

function paragraphs(lines: string[]): Node[] {
  return lines.map((line) => makeText("p", line));
}

function listOf(tag: "ol" | "ul", items: Node[][]): Node {
  return make(tag, {}, ...items.map((parts) => make("li", {}, ...parts)));
}
