// What Gatewatch's functions in one page know of each other: they are put in one by one, and share
// nothing but this.
import type { FileNote, KeptPrompt, PromptKey } from "../shared/kept-prompt.ts";
import type { CardView } from "./card-view.ts";

/** Something of ours that stands in the page and shows a view. */
export interface Shown {
  show(view: CardView): void;
  remove(): void;
}

export interface Card extends Shown {
  /** Whether its person is at work in it, so that the page must not go. */
  isInUse(): boolean;
}

/** A file that was attached while what is typed is kept. */
export interface AttachedFile {
  note: FileNote;
  /** Until its bytes are read. */
  file?: File;
  /** Of which of the document's messages it is. */
  message: number;
  /** Whether its page has shown it beside the message box, and whether its person took it off again. */
  wasShown?: boolean;
  isGone?: boolean;
}

/** What became of files that were put back. */
export interface FilesPut {
  put: string[];
  refused: string[];
}

export interface PageState {
  card?: Card | undefined;
  bar?: Shown | undefined;
  /** The offer of a kept prompt. */
  offer?: { remove(): void } | undefined;
  /** All of the above, which the guard of the buttons takes for no stranger. */
  hosts?: WeakSet<Element>;
  /** The page's own title, while the card's stands in its place. */
  ownTitle?: string | undefined;
  /** Whether what is written on the page is kept, and nothing newer is there. */
  isTextSafe?: () => boolean;
  /** What this document kept, by its key: what has not changed is not newer for being read again. */
  kept?: Record<PromptKey, KeptPrompt>;
  /** What was kept of the answer that broke off, for the bar that tells of it. */
  answer?: string | undefined;
  /** What was typed last, where that is kept: in memory alone. The page that sends it empties its box. */
  typed?: string;
  /** The files that were attached lately, the last one at the end. */
  attached?: AttachedFile[];
  /** How many messages were sent before the one that is being written. */
  message?: number;
  /** The files of the message that failed, for the bar that tells of it; and once they are put back. */
  files?: Pick<KeptPrompt, "attached" | "files"> | undefined;
  filesPut?: FilesPut | undefined;
  /** The files that were put back, by their names in the store: never twice. */
  returned?: Set<string>;
  /** When it was reloaded, by the document's own clock. */
  reloadedAt?: number;
  /** Whether it is seen which files are taken off again. */
  watchesFiles?: boolean;
  /** Keeps what was typed last once more: something about its files is otherwise. */
  keepAgain?: () => void;
  /** Asks the background again whether what is typed is to be kept. */
  askAboutTyping?: () => Promise<void>;
}

// Behind a symbol, since no name in the page's markup can stand before one. An older version's
// functions have another, and do not understand these.
const STATE = Symbol.for("gatewatch page");

export function pageState(): PageState {
  const world = globalThis as unknown as Record<symbol, PageState | undefined>;
  return (world[STATE] ??= {});
}

/** Which document something is meant for. */
export interface MeantDocument {
  address: string;
  /** When its load began: microseconds since 1970. */
  time_origin: number;
}

export function timeOrigin(): number {
  return Math.round(performance.timeOrigin * 1000);
}

export function presentDocument(): MeantDocument {
  return { address: location.href, time_origin: timeOrigin() };
}

export function navigationEntry(): PerformanceNavigationTiming | undefined {
  return performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
}
