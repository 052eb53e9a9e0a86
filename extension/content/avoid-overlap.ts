// Keeps a bar from covering the page's own sign-in and checks: it goes below them as long as there
// is room. Nothing in messages and answers counts as a sign-in.
import { own } from "../shared/own-document.ts";

const SIGN_INS = [
  "[href*='/auth/']",
  "[data-testid*=login]",
  "[data-testid*=signup]",
  "[src*='challenges.cloudflare.com']",
  ".cf-turnstile",
].join(",");

const GAP = 4; // px

/** How far down an offer reaches: card.css reads it. */
const OFFER_BOTTOM = "--offer-bottom";

/** Where the top of the bar has to be, in px. */
export function freeTop(bar: Element): number {
  const { left, right, height } = bar.getBoundingClientRect();
  const boxes = [...own("querySelectorAll")(SIGN_INS)]
    .filter((element) => !element.closest("article,[data-message-author-role]") && isShown(element))
    .map((element) => element.getBoundingClientRect())
    .filter((box) => box.height && box.bottom < innerHeight / 2)
    .filter((box) => box.left < right && box.right > left)
    .toSorted((one, other) => one.top - other.top);
  let top = 0;
  for (const box of boxes) {
    if (box.top < top + height) top = Math.max(top, Math.ceil(box.bottom) + GAP);
  }
  return Math.max(0, Math.min(top, innerHeight - height));
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

/** Puts a card just below the offer of a prompt, which is on top of everything. */
export function putBelow(card: HTMLElement, offer: Element): void {
  card.dataset["corner"] = "below";
  const bottom = `${Math.ceil(offer.getBoundingClientRect().bottom)}px`;
  if (card.style.getPropertyValue(OFFER_BOTTOM) !== bottom) {
    card.style.setProperty(OFFER_BOTTOM, bottom);
  }
}
