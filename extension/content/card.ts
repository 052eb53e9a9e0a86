// Puts the card into the document that was meant, and into no other; removes it when told to.
import { own } from "../shared/own-document.ts";
import { createCard } from "./card-element.ts";
import type { CardView } from "./card-view.ts";
import type { Card, MeantDocument } from "./page-state.ts";
import { navigationEntry, pageState, presentDocument } from "./page-state.ts";
import { withoutFragment } from "../shared/sites.ts";

export interface CardOrder {
  /** What failed: its address, its status (0 if no headers came), and how long ago, in ms. */
  expect?: { address: string; status: number; age: number };
  meant?: MeantDocument;
  gone?: boolean;
  view?: CardView;
}

export interface CardAnswer extends MeantDocument {
  /** Whether the document was reloaded, or the user went back to it. */
  again: boolean;
}

/** The clocks of two processes may differ, and committing a response takes time. */
const CLOCKS_DIFFER_BY = 2500; // ms

/** Which document this is; null if it is not the one meant. */
export default function showCard({ expect, meant, gone, view }: CardOrder): CardAnswer | null {
  const state = pageState();
  const here = presentDocument();
  if (expect && !isExpected(expect)) return null;
  if (meant && (here.address !== meant.address || here.time_origin !== meant.time_origin)) {
    return null;
  }
  const type = navigationEntry()?.type;
  const answer = { ...here, again: type === "reload" || type === "back_forward" };
  if (gone) state.card?.remove();
  if (gone || !view) return answer;
  state.card ??= own("documentElement") ? newCard() : cardToCome();
  state.card.show(view);
  return answer;
}

// On a reload the old document has the same address and status, but older headers.
function isExpected({
  address,
  status,
  age,
}: {
  address: string;
  status: number;
  age: number;
}): boolean {
  if (withoutFragment(location.href) !== address) return false;
  if (status === 0) return true;
  const entry = navigationEntry();
  const since = performance.now() - (entry?.responseStart ?? 0);
  return entry?.responseStatus === status && since <= age + CLOCKS_DIFFER_BY;
}

function newCard(): Card {
  // An older version's card no longer works.
  own("querySelector")("gatewatch-panel")?.remove();
  return createCard({
    onRemoved: () => {
      delete pageState().card;
    },
  });
}

// A card that is put in together with the document's first element.
function cardToCome(): Card {
  let latest: CardView | undefined;
  new MutationObserver((_changes, observer) => {
    if (!own("documentElement")) return;
    observer.disconnect();
    const card = newCard();
    pageState().card = card;
    if (latest) card.show(latest);
  }).observe(document, { childList: true });
  return {
    show(view) {
      latest = view;
    },
    remove() {
      latest = undefined;
    },
    isInUse: () => false,
  };
}
