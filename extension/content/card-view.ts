// What a card or a bar shows, in words: src/browser/paint.rs makes it from the core's view.
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
  /** The words before the countdown. */
  countdown: string;
  /** The next check, in ms since 1970. */
  next_check: number | null;
  /** How many checks were made. */
  checks: string | null;
  /** The result of the last check, with `{ago}` for how long ago that was. */
  checked: string;
  checked_at?: number | null;
  /** Since when it has failed, with `{ago}`. */
  since: string;
  since_at?: number | null;
  /** The label of what unfolds the other buttons. */
  more: string;
  status: {
    state: string;
    /** The language of the status page's own words. */
    lang: string;
    lines: string[];
    /** The other sentences, and the label of what unfolds them. */
    details: string[];
    unfold: string;
    /** The words before the age of the reading. */
    age: string;
    read_at: number | null;
  };
  notes: string[];
  buttons: CardButton[];
  /** What a bar says about an answer that broke off, and about attached files, by text names. */
  answer?: AnswerWords;
  files?: Record<string, string>;
  /** "about {n}", for rounded durations. */
  about: string;
  just_now: string;
}
