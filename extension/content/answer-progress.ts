// Says how long the answer below a page's last message is, and whether the page says that it is
// busy with it. Put into a page whose message has been under way for as many minutes as the user
// chose, and again after as many: nothing of the text leaves the page.
import { own } from "../shared/own-document.ts";
import { findBoxes, lastTurn } from "./composer-locator.ts";
import { isInOrAfter, visible } from "./final-alert.ts";
import type { MeantDocument } from "./page-state.ts";
import { presentDocument } from "./page-state.ts";
import { blocksAbove } from "./thread-structure.ts";

export interface ProgressOrder {
  /** How long ago the message was sent, in ms: a younger document did not send it. */
  age: number;
  /** Selectors of all layouts. */
  turns: string[];
  composers: string[];
  recovering: string[];
}

export interface Progress extends MeantDocument {
  /** Of the answer's text, in characters. */
  length: number;
  /** Whether the page says that it is thinking, streaming or recovering. */
  isBusy: boolean;
}

/** What says so in any app. */
const BUSY = ["[aria-busy=true]", "[role=progressbar]", "[role=status]", ".loading-shimmer"];

/** The document that sent the message was left, or is in the page cache. */
export const ANOTHER_DOCUMENT = "another document";

/** Null if no message is found. */
export default function answerProgress(
  order: ProgressOrder,
): Progress | typeof ANOTHER_DOCUMENT | null {
  if (performance.now() < order.age) return ANOTHER_DOCUMENT;
  const [composer] = findBoxes(order.composers);
  const { whole: turn } = lastTurn(order);
  if (!composer || !turn) return null;
  let length = 0;
  for (const block of blocksAbove(composer.closest("form") ?? composer, turn)) {
    if (!turn.contains(block)) length += block.textContent.length;
  }
  return { ...presentDocument(), length, isBusy: isBusyBelow(turn, order.recovering) };
}

function isBusyBelow(turn: Element, recovering: string[]): boolean {
  const main = own("querySelector")("main");
  const says = (mark: Element): boolean =>
    isInOrAfter(mark, turn) &&
    (!main || main.contains(mark)) &&
    (!mark.matches("[role=status]") || mark.textContent.trim() !== "");
  return visible([...BUSY, ...recovering]).some((mark) => says(mark));
}
