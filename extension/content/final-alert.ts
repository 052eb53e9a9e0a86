// Finds the alert by which an app says that it gave up on a message.
//
// Texts are not evidence: answers and prompts may contain the same words. What counts is an alert
// with a button, in the last turn or after it.
import { own } from "../shared/own-document.ts";
import { findBoxes, isAbove, isMarked, lastTurn } from "./composer-locator.ts";
import { readText } from "./composer-reader.ts";
import { blocksAbove } from "./thread-structure.ts";

interface Marks {
  alerts: string[];
  turns: string[];
  composers: string[];
}

/** Whether the last message has an alert. */
export function showsAlert(marks: Marks): boolean {
  const { whole: turn } = lastTurn(marks);
  const isLatest = (element: Element): boolean => !turn || isInOrAfter(element, turn);
  return visible(marks.alerts).some((alert) => isLatest(alert) && hasButton(alert));
}

/**
 * Whether a message that was not sent may have an alert, in a layout without known marks: all that
 * follows is a text with a button right beside it. If there is text in the message box, nothing was
 * sent.
 */
export function mayShowAlert({ turns, composers }: Marks): boolean {
  const [composer] = findBoxes(composers);
  const { whole: turn } = lastTurn({ turns, composers });
  if (isMarked(turns) || !composer || !turn || readText(composer).trim()) return false;
  const [block, ...others] = blocksAbove(composer.closest("form") ?? composer, turn);
  return block !== undefined && !others.length && hasButtonBeside(block);
}

/**
 * Whether the last thing after a message may be an alert, in a layout without known marks: a text
 * right beside a button that has words or is the only one.
 */
export function mayShowAlertBelowAnswer({ turns, composers }: Marks): boolean {
  const [composer] = findBoxes(composers);
  const { whole: turn } = lastTurn({ turns, composers });
  if (!composer || !turn) return false;
  const [block] = blocksAbove(composer.closest("form") ?? composer, turn);
  return block !== undefined && hasButtonBeside(block);
}

/**
 * An alert's button has words, or is the only one; those that copy and rate an answer are icons.
 */
export function hasButtonBeside(block: Element): boolean {
  if (block.closest("pre")) return false; // it copies code
  const beside = [...(block.parentElement?.children ?? []), ...block.querySelectorAll("button")];
  const buttons = beside.filter((it) => it.nodeName === "BUTTON");
  return buttons.length === 1 || buttons.some((it) => it.textContent.trim());
}

export function visible(selectors: string[]): Element[] {
  return [...own("querySelectorAll")(selectors.join(","))].filter((it) => it.checkVisibility());
}

export function hasButton(element: Element): boolean {
  return element.matches("button") || element.querySelector("button") !== null;
}

/** What is above a turn belongs to an earlier one. */
export function isInOrAfter(element: Element, turn: Element): boolean {
  return turn.contains(element) || isAbove(turn, element);
}
