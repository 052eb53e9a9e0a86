// What Gatewatch's functions in one page know of each other: they are put in one by one, and share
// nothing else.
import type { FileNote, KeptPrompt, PromptKey } from "../shared/kept-prompt.ts";
import type { CardView } from "./card-view.ts";

/** Something of ours that is in the page and shows a view. */
export interface Shown {
  show(view: CardView): void;
  remove(): void;
}

export interface Card extends Shown {
  /** Whether the user is busy in it, so that the page must stay. */
  isInUse(): boolean;
}

/** A file that was attached while what is typed is kept. */
export interface AttachedFile {
  note: FileNote;
  /** Until its bytes are read. */
  file?: File;
  /** The number of the document's message that has it. */
  message: number;
  /** Whether its page has shown it beside the message box, and whether its person took it off again. */
  wasShown?: boolean;
  isGone?: boolean;
}

/** The result of putting files back. */
export interface FilesPut {
  put: string[];
  refused: string[];
}

export interface PageState {
  card?: Card | undefined;
  bar?: Shown | undefined;
  /** The offer of a kept prompt. */
  offer?: { remove(): void } | undefined;
  /** The hosts of all of the above, which the guard of the buttons must not take for the page's. */
  hosts?: WeakSet<Element>;
  /** The page's own title, while the card's is shown instead. */
  ownTitle?: string | undefined;
  /** Whether everything written on the page is saved, with nothing newer there. */
  isTextSafe?: () => boolean;
  /** What this document saved, by key: unchanged text is not newer for being read again. */
  kept?: Record<PromptKey, KeptPrompt>;
  /** The part that was saved of the answer that broke off, for the bar that is about it. */
  answer?: string | undefined;
  /**
   * What was typed last, if that is kept: only in memory, because the page empties its box on
   * sending.
   */
  typed?: string;
  /** The files that were attached lately, the last one at the end. */
  attached?: AttachedFile[];
  /** How many messages were sent before the one that is being written now. */
  message?: number;
  /**
   * The files of the message that failed, for the bar about it; and what became of putting them
   * back.
   */
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

// Behind a symbol, because no name in the page's markup can get in front of one. An older version's
// functions use another symbol, since they do not understand this state.
const STATE = Symbol.for("gatewatch page");

export function pageState(): PageState {
  const world = globalThis as unknown as Record<symbol, PageState | undefined>;
  return (world[STATE] ??= {});
}

/** The document that something is meant for. */
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
