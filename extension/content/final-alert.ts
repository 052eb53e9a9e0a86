// Finds the alert by which an app says that it gave a message up.
//
// No text is believed: the same words stand in answers and prompts. What counts is an alert with a
// button, in the last turn or after it.
import { own } from "../shared/own-document.ts";
import { lastTurn } from "./composer-locator.ts";

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

export function visible(selectors: string[]): Element[] {
  return [...own("querySelectorAll")(selectors.join(","))].filter((it) => it.checkVisibility());
}

export function hasButton(element: Element): boolean {
  return element.matches("button") || element.querySelector("button") !== null;
}

export function isInOrAfter(element: Element, turn: Element): boolean {
  const parent = turn.parentElement;
  // A layout may put what belongs to a turn beside its text.
  return (
    turn.contains(element) ||
    Boolean(parent?.contains(element)) ||
    Boolean(turn.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)
  );
}
