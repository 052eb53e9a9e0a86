// Takes a failing document back to its address, and no other one: a document that is not the one meant
// is left alone.
import { own } from "../shared/own-document.ts";
import { isEmptyPage } from "./empty-page.ts";
import type { MeantDocument } from "./page-state.ts";
import { pageState, timeOrigin } from "./page-state.ts";

export interface ReloadOrder {
  meant: MeantDocument;
  /** Only answers whether it may go: the background reloads it, past the browser's cache. */
  stay: boolean;
  /** A page that lives changes its address as it likes. */
  living: boolean;
  /** Also where its person is at work in the card. */
  evenIfBusy: boolean;
  /** Only where nothing stands there: its app did not start. */
  empty: boolean;
  /** The tab loads the rest of this very document: where that is whole, another is on its way. */
  own: boolean;
}

/** The core waits so long before it asks again: by then a load that had begun is over. */
const LOAD_TAKES_AT_MOST = 30_000; // ms

/** Whether the load has begun, or why it has not. src/browser/returning.rs knows the words. */
export default function reloadDocument(
  order: ReloadOrder,
): boolean | "at work" | "unsaved" | "pending" | "started" {
  const state = pageState();
  if (!order.living && location.href !== order.meant.address) return false;
  if (timeOrigin() !== order.meant.time_origin) return false;
  if (!order.evenIfBusy && state.card?.isInUse()) return "at work";
  if (state.isTextSafe?.() === false) return "unsaved";
  if (order.empty && !isEmptyPage()) return "started";
  if (order.own && own("readyState") === "complete") return "pending";
  // A background that died tells it again, and the page may still stand here.
  const since = performance.now() - (state.reloadedAt ?? Number.NEGATIVE_INFINITY);
  if (since < LOAD_TAKES_AT_MOST) return true;
  state.reloadedAt = performance.now();
  if (!order.stay) location.reload();
  return true;
}
