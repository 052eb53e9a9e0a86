// What is asked of restore-prompt.ts, and what it answers.
import type { PromptKey, StoredPrompt } from "../shared/kept-prompt.ts";
import type { PromptOrder } from "./prompt-rules.ts";

/** A kept prompt with all keys that its text stands under. */
export interface ListedPrompt extends StoredPrompt {
  keys: PromptKey[];
}

export interface RestoreOrder extends PromptOrder {
  /** Of the page's chat, the newest first. */
  prompts: ListedPrompt[];
  /** What was pressed elsewhere; without it the bar is shown, with these words. */
  does?: "put_back" | "copy_prompt";
  words?: Record<string, string>;
  /** Of an older document than this, in ms, nothing is wanted: its successor is on its way. */
  age?: number;
}

/** What became of a prompt: the core knows some of these words, and the catalogue says them. */
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
