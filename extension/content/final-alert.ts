// Finds the alert by which an app says that it gave a message up.
//
// No text is believed: the same words stand in answers and prompts. What counts is an alert with a
// button, in the last turn or after it.
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
 * Whether a message that was not sent may have one, where no mark of the layout is known: a text with a
 * button right beside it is all that follows. Whoever is still writing has sent nothing.
 */
export function mayShowAlert({ turns, composers }: Marks): boolean {
  const [composer] = findBoxes(composers);
  const { whole: turn } = lastTurn({ turns, composers });
  if (isMarked(turns) || !composer || !turn || readText(composer).trim()) return false;
  const [block, ...others] = blocksAbove(composer.closest("form") ?? composer, turn);
  return block !== undefined && !others.length && hasButtonBeside(block);
}

/**
 * Whether the last of what follows a message may be an alert, where no mark of the layout is known: a
 * text with a button right beside it that has words, or stands alone.
 */
export function mayShowAlertBelowAnswer({ turns, composers }: Marks): boolean {
  const [composer] = findBoxes(composers);
  const { whole: turn } = lastTurn({ turns, composers });
  if (!composer || !turn) return false;
  const [block] = blocksAbove(composer.closest("form") ?? composer, turn);
  return block !== undefined && hasButtonBeside(block);
}

/** A button of an alert has words, or is the only one; what copies and rates an answer are pictures. */
export function hasButtonBeside(block: Element): boolean {
  if (block.closest("pre")) return false; // what copies code
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

/** What stands above it belongs to an earlier turn. */
export function isInOrAfter(element: Element, turn: Element): boolean {
  return turn.contains(element) || isAbove(turn, element);
}
