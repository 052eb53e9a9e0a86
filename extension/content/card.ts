// Puts the card into the document that was meant, and into no other; takes it away where it is gone.
import { own } from "../shared/own-document.ts";
import { createCard } from "./card-element.ts";
import type { CardView } from "./card-view.ts";
import type { Card, MeantDocument } from "./page-state.ts";
import { navigationEntry, pageState, presentDocument } from "./page-state.ts";
import { withoutFragment } from "../shared/sites.ts";

export interface CardOrder {
  /** What failed: its address, its status (0 where no headers came), how long ago in ms. */
  expect?: { address: string; status: number; age: number };
  meant?: MeantDocument;
  gone?: boolean;
  view?: CardView;
}

export interface CardAnswer extends MeantDocument {
  /** Whether the document was loaded again, or gone back to. */
  again: boolean;
}

/** The clocks of two processes, and the time until a response is committed. */
const CLOCKS_DIFFER_BY = 2500; // ms

/** Which document this is; null where it is not the one meant. */
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

// A reload's old document has the same address and status, and older headers.
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
  // An older version's does nothing any more.
  own("querySelector")("gatewatch-panel")?.remove();
  return createCard({
    onRemoved: () => {
      delete pageState().card;
    },
  });
}

// The card goes in with the document's first element.
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
