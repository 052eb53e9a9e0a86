// The order for restore-prompt.ts, and its answer.
import type { PromptKey, StoredPrompt } from "../shared/kept-prompt.ts";
import type { PromptOrder } from "./prompt-rules.ts";

/** A saved prompt with all keys under which its text is stored. */
export interface ListedPrompt extends StoredPrompt {
  keys: PromptKey[];
}

export interface RestoreOrder extends PromptOrder {
  /** Of the page's chat, the newest first. */
  prompts: ListedPrompt[];
  /** What was pressed elsewhere; without it the bar is shown, with these words. */
  does?: "put_back" | "copy_prompt";
  words?: Record<string, string>;
  /** A document older than this, in ms, is not meant: its successor is loading. */
  age?: number;
}

/**
 * What became of a prompt: the core knows some of these words, and the catalogue has texts for
 * them.
 */
export type Restored =
  | "copied"
  | "newer"
  | "no_composer"
  | "nothing"
  | "older"
  | "put"
  | "refused"
  | "shown"
  | "there";
