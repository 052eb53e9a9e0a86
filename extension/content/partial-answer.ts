// Reads what an assistant had written when its answer broke off: what is between the user's last
// message and the message box, as Markdown. Read once, when the failure is seen.
import { own } from "../shared/own-document.ts";
import { findBoxes, isAbove } from "./composer-locator.ts";
import { hasButtonBeside } from "./final-alert.ts";
import { allToMarkdown } from "./html-to-markdown.ts";
import type { PromptRules } from "./prompt-rules.ts";
import { blocksAbove } from "./thread-structure.ts";

export interface PartialAnswer {
  text: string;
  /** Whether the page marks it as an answer; otherwise only its place says so. */
  isMarked: boolean;
}

/** What follows the last turn; its text is empty if nothing does. */
export function partialAnswer(turn: Element, rules: PromptRules): PartialAnswer {
  const [composer] = findBoxes(rules.composers);
  return answerBetween(turn, composer?.closest("form") ?? composer, rules);
}

/** The same up to the next turn, or to the message box. */
export function answerBetween(
  turn: Element,
  end: Element | undefined,
  rules: PromptRules,
): PartialAnswer {
  const isHere = (element: Element): boolean =>
    isAbove(turn, element) && (!end || isAbove(element, end));
  const found = [...own("querySelectorAll")(rules.answers.join(","))].filter(isHere);
  const notices = [...rules.alerts, ...rules.recovering];
  const marked = found.filter(
    (one) => !found.some((other) => other !== one && other.contains(one)),
  );
  const text = allToMarkdown(marked, notices);
  if (text || !end) return { text, isMarked: true };
  return { text: allToMarkdown(unmarkedAnswers(turn, end, notices), notices), isMarked: false };
}

// Whatever is shown between the two, except an alert: a text with a button right beside it.
function unmarkedAnswers(turn: Element, end: Element, notices: string[]): Element[] {
  const blocks = blocksAbove(end, turn)
    .filter((block) => isAbove(turn, block) && !block.closest(notices.join(",")))
    .toReversed();
  const parts = new Map<Element, Element[]>();
  for (const block of blocks) {
    const part = partOf(block, turn, end);
    parts.set(part, [...(parts.get(part) ?? []), block]);
  }
  return [...parts].flatMap(([part, texts]) =>
    texts.some((it) => hasButtonBeside(it)) ? [] : contentOf(part),
  );
}

// A quote with headings, code or lists is a wrapper around the answer, not a quotation.
function contentOf(part: Element): Element[] {
  const isAround = part.matches("blockquote") && part.querySelector("h1,h2,h3,h4,pre,table,ol,ul");
  return isAround ? [...part.children] : [part];
}

// The largest element around a block that contains neither the turn nor the message box.
function partOf(block: Element, turn: Element, end: Element): Element {
  let part = block;
  for (let next = part.parentElement; next; next = next.parentElement) {
    if (next.contains(turn) || next.contains(end)) break;
    part = next;
  }
  // A mere wrapper is no quote or table of the answer.
  for (let only = onlyChild(part); only; only = onlyChild(part)) part = only;
  return part;
}

function onlyChild({ children, childNodes }: Element): Element | undefined {
  const hasText = [...childNodes].some((node) => node instanceof Text && node.data.trim());
  const [only, ...others] = [...children].filter((child) => !isWordlessButtons(child));
  return others.length || hasText || only?.matches("pre,ul,ol,table,p") ? undefined : only;
}

// The buttons that copy and rate an answer.
function isWordlessButtons(element: Element): boolean {
  const isOrHasButton = element.matches("button") || element.querySelector("button") !== null;
  return isOrHasButton && !element.textContent.trim();
}
