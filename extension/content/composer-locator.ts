// Finds the places of a page where the user writes, and the last message that they sent.
import { own } from "../shared/own-document.ts";
import { pageState } from "./page-state.ts";
import { messagesAbove } from "./thread-structure.ts";

const EDITABLE = [
  "textarea",
  "[contenteditable='']",
  "[contenteditable=true]",
  "[contenteditable=plaintext-only]",
].join(",");

/** Selectors of all layouts. */
export interface Marks {
  composers: string[];
  turns: string[];
}

export interface LastTurn {
  /** The element with its text; a message with only a picture has none. */
  text: Element | undefined;
  /** The whole message, with its files. */
  whole: Element | null;
}

/** All visible message boxes: the known composers first, then the largest. */
export function findBoxes(composers: string[]): Element[] {
  const others = visible(EDITABLE).toSorted((one, other) => area(other) - area(one));
  const found = [...new Set([...composers.flatMap((composer) => visible(composer)), ...others])];
  return found.filter((box) => !found.some((other) => other !== box && other.contains(box)));
}

/**
 * The page's last turn, or the last one before another. A turn without text counts, too. Without a
 * known mark it is the last message by how the page is built.
 */
export function lastTurn({ turns, composers }: Marks, before?: Element): LastTurn {
  const isWanted = (turn: Element): boolean => !before || isAbove(turn, before);
  const lasts = turns
    .map((turn) => [...own("querySelectorAll")(turn)].findLast(isWanted))
    .filter((turn) => turn !== undefined);
  const [first, ...others] = lasts;
  if (!first) {
    const message = unmarkedTurns(composers).find(isWanted);
    return { text: message, whole: message ?? null };
  }
  let whole = first;
  for (const other of others) whole = later(whole, other);
  return { text: lasts.find((turn) => whole.contains(turn)), whole };
}

// Without a message box there is nothing above one.
function unmarkedTurns(composers: string[]): Element[] {
  const [composer] = findBoxes(composers);
  return composer ? messagesAbove(composer, pageState().typed) : [];
}

/** Whether the page has a mark of any known layout. */
export function isMarked(turns: string[]): boolean {
  return turns.some((selector) => own("querySelector")(selector));
}

/** Whether an element ends before another begins. */
export function isAbove(one: Element, other: Element): boolean {
  const order = one.compareDocumentPosition(other);
  const isAround = order & (Node.DOCUMENT_POSITION_CONTAINS | Node.DOCUMENT_POSITION_CONTAINED_BY);
  return !isAround && Boolean(order & Node.DOCUMENT_POSITION_FOLLOWING);
}

// The one further down, or the one around the other.
function later(one: Element, other: Element): Element {
  if (one.contains(other)) return one;
  const order = one.compareDocumentPosition(other);
  return other.contains(one) || order & Node.DOCUMENT_POSITION_FOLLOWING ? other : one;
}

function visible(selector: string): Element[] {
  return [...own("querySelectorAll")(selector)].filter((element) => element.checkVisibility());
}

function area(element: Element): number {
  const { offsetWidth, offsetHeight } = element as HTMLElement;
  return offsetWidth * offsetHeight;
}
