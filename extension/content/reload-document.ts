// Takes a failing document back to its address, and no other: a document that is not the one meant
// is left alone.
import { own } from "../shared/own-document.ts";
import { isEmptyPage } from "./empty-page.ts";
import type { MeantDocument } from "./page-state.ts";
import { pageState, timeOrigin } from "./page-state.ts";

export interface ReloadOrder {
  meant: MeantDocument;
  /** Only answer whether it may go: the background reloads it, bypassing the browser's cache. */
  stay: boolean;
  /** The page lives, and may have changed its address. */
  living: boolean;
  /** Even if the user is busy in the card. */
  evenIfBusy: boolean;
  /** Only if the page is empty: its app did not start. */
  empty: boolean;
  /**
   * The tab is loading the rest of this very document: if that is complete, it is loading another.
   */
  own: boolean;
}

/** The core waits this long before it asks again: a load that had begun is over by then. */
const LOAD_TAKES_AT_MOST = 30_000; // ms

/** Whether the load has begun, or why not. src/browser/returning.rs knows the words. */
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
  // A background that died repeats this, and the page may still be here.
  const since = performance.now() - (state.reloadedAt ?? Number.NEGATIVE_INFINITY);
  if (since < LOAD_TAKES_AT_MOST) return true;
  state.reloadedAt = performance.now();
  if (!order.stay) location.reload();
  return true;
}
