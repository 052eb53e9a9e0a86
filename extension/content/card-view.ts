// What a card or a bar shows, in words: src/browser/paint.rs makes it of the core's view.
import type { Button } from "../shared/generated/Button.ts";
import type { Rank } from "../shared/generated/Rank.ts";
import type { Tone } from "../shared/generated/Tone.ts";
import type { AnswerWords } from "./page-bar.ts";

export interface CardButton {
  button: Button;
  label: string;
  /** Where it leads, if it is a link. */
  href?: string | null;
  rank: Rank;
}

export interface CardView {
  lang: string;
  dir: string;
  tone: Tone;
  label: string;
  title: string;
  why: string;
  doing: string;
  /** What stands before the countdown. */
  countdown: string;
  /** The next check, in ms since 1970. */
  next_check: number | null;
  /** How many checks were made. */
  checks: string | null;
  /** What the last check brought, with `{ago}` where it is said how long ago. */
  checked: string;
  checked_at?: number | null;
  /** Since when it fails, with `{ago}`. */
  since: string;
  since_at?: number | null;
  /** What unfolds the buttons that are not in sight. */
  more: string;
  status: {
    state: string;
    /** The language of the status page's own words. */
    lang: string;
    lines: string[];
    /** What else it says, and what unfolds that. */
    details: string[];
    unfold: string;
    /** What stands before how old the reading is. */
    age: string;
    read_at: number | null;
  };
  notes: string[];
  buttons: CardButton[];
  /** What a bar says of an answer that broke off, and of attached files, by the names of its words. */
  answer?: AnswerWords;
  files?: Record<string, string>;
  /** "about {n}", for what is rounded. */
  about: string;
  just_now: string;
}
