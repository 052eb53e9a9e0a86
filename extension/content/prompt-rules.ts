// How prompts are kept and found: the core says it, and the store remembers it for the next background.
import type { AccountOrder } from "./account-of-page.ts";

export interface PromptRules {
  /**
   * Selectors of the known message boxes, of the user's turns, of an assistant's answers, and of
   * attached files.
   */
  composers: string[];
  turns: string[];
  answers: string[];
  files: string[];
  /** Selectors of the alerts of an app that gave up, and of the notices of one that recovers. */
  alerts: string[];
  recovering: string[];
  /** The longest text of one prompt, in bytes. */
  most: number;
  /** How many prompts of one document are kept, and how many bytes in all. */
  prompts: number;
  bytes: number;
  /** For how many days they are kept. */
  days: number;
  /** Whether prompts are kept at all, and whether what is typed is. */
  keeps: boolean;
  types: boolean;
}

/** What the background adds to every order that it has carried out in a page. */
export interface PromptOrder extends AccountOrder {
  where: PromptRules;
  /** The background's name for the tab. */
  from: string;
  /** Whose cookies the tab has: Firefox tells its containers apart. */
  cookieStore: string;
}
