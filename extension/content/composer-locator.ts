// Finds the places of a page where a person writes, and what they sent last.
import { own } from "../shared/own-document.ts";

const EDITABLE = [
  "textarea",
  "[contenteditable='']",
  "[contenteditable=true]",
  "[contenteditable=plaintext-only]",
].join(",");

export interface LastTurn {
  /** The element of its text; a picture alone has none. */
  text: Element | undefined;
  /** The whole of it, with its files. */
  whole: Element | null;
}

/** All message boxes that are seen: the known composers first, then the largest. */
export function findBoxes(composers: string[]): Element[] {
  const others = visible(EDITABLE).toSorted((one, other) => area(other) - area(one));
  const found = [...new Set([...composers.flatMap((composer) => visible(composer)), ...others])];
  return found.filter((box) => !found.some((other) => other !== box && other.contains(box)));
}

/** The page's last turn. One without text is the last all the same. */
export function lastTurn(turns: string[]): LastTurn {
  const lasts = turns
    .map((turn) => [...own("querySelectorAll")(turn)].at(-1))
    .filter((turn) => turn !== undefined);
  const [first, ...others] = lasts;
  if (!first) return { text: undefined, whole: null };
  let whole = first;
  for (const other of others) whole = later(whole, other);
  return { text: lasts.find((turn) => whole.contains(turn)), whole };
}

// The one that stands further down, or around the other.
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
