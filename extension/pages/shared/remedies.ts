// Shows what may be wrong and what else can be done, from what the core says; decides nothing.
// It unfolds below the card on the extension's own pages.
import { make, makeText } from "../../shared/dom.ts";
import type { Question } from "../../shared/generated/Question.ts";
import { changeSetting, currentSettings } from "../../shared/settings-store.ts";
import { assistantAt } from "../../shared/sites.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import { ask } from "./ask.ts";
import type { Advice, Offer } from "./page-core.ts";
import { trace } from "./page-core.ts";
import { saveFile } from "./save-file.ts";
import { bookmarkStatusPage } from "./status-bookmark.ts";

/** Says what came of a press, while it goes on; what it ends with is said then. */
type Act = (say: (words: string | number) => void) => unknown;

// Where a remedy leads, for the page that fails.
function linksOf(address: string): Partial<Record<string, string>> {
  const { statusPage, support } = assistantAt(address);
  return { "status-page": statusPage, support };
}

/** So long a router has to be off. */
const ROUTER_OFF_FOR = 10; // s

let folded: HTMLDetailsElement | undefined;
let advice: Advice | undefined;
let shownForm = "";
let copyReport = make("button");
// What came of each press, where it is shown: evidence that changes meanwhile does not wipe it out.
const outcomes = new Map<string, HTMLElement>();

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
    const causes = shown.causes.map(({ text, lines }) => [
      makeText("strong", text),
      ...paragraphs(lines),
    ]);
    parts.push(makeText("h2", shown.why), listOf("ul", causes));
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
  const copyTrace = async (): Promise<string> => copy(await trace(), shown);
  const saveReport = (): void => saveFile("gatewatch-report.txt", "text/plain", copyReport.value);
  const { value } = copyReport;
  copyReport = make("button", { type: "button", value }, shown.copy);
  parts.push(
    make(
      "p",
      {},
      withOutcome(copyReport, () => copy(copyReport.value, shown), shown.copy),
      act(shown.save, saveReport),
      act(shown.trace, copyTrace),
    ),
  );
  return parts;
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
    case "restart-router":
      return [act(shown.router_start, (say) => restartRouter(say, shown))];
    case "status-page":
      return [act(shown.bookmark, () => bookmarkStatusPage(shown))];
    case "wait":
      return [act(shown.notify, () => wantNotification(shown))];
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
        return advice?.thanks;
      },
      question + label,
    );
  return [answer(yes, true), answer(no, false)];
}

async function openPrivateWindow({
  address,
  done,
  no_way: noWay,
  failed,
  refused,
}: Advice): Promise<string> {
  if (!chrome.windows) return noWay; // telephones have none
  try {
    await chrome.windows.create({ incognito: true, url: address });
    return done;
  } catch {
    // By the extension's own switch, which its person can turn, or by somebody else.
    return (await chrome.extension.isAllowedIncognitoAccess()) ? failed : refused;
  }
}

// Some seconds off, then the network is waited for, and ChatGPT is asked.
async function restartRouter(
  say: (words: string | number) => void,
  shown: Advice,
): Promise<string> {
  for (let left = ROUTER_OFF_FOR; left > 0; left -= 1) {
    say(left);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  say(shown.router_on);
  if (!navigator.onLine) {
    await new Promise((resolve) => addEventListener("online", resolve, { once: true }));
  }
  await ask({ kind: "pressed", button: "check_now" });
  return shown.router_back;
}

// A permission can be asked for in the click itself alone.
async function wantNotification(shown: Advice): Promise<string> {
  const isGiven = await chrome.permissions.request({ permissions: ["notifications"] });
  if (!isGiven) return shown.no_leave;
  if ((await currentSettings()).notify) return shown.nothing;
  await changeSetting("notify", true);
  return shown.thanks;
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
  const say = (words: string | number): void => {
    outcome.textContent = String(words);
  };
  element.addEventListener("click", async () => {
    const words = await does(say);
    if (typeof words === "string") say(words);
  });
  return make("span", {}, element, outcome);
}

function paragraphs(lines: string[]): Node[] {
  return lines.map((line) => makeText("p", line));
}

function listOf(tag: "ol" | "ul", items: Node[][]): Node {
  return make(tag, {}, ...items.map((parts) => make("li", {}, ...parts)));
}
