// Reads a person's last messages in a chat, and whether the page shows each of them as answered.
import { own } from "../shared/own-document.ts";
import { plain } from "../shared/plain-text.ts";
import { findBoxes, isAbove, isMarked, lastTurn } from "./composer-locator.ts";
import { hasButtonBeside } from "./final-alert.ts";
import { readText } from "./composer-reader.ts";
import { answerBetween } from "./partial-answer.ts";
import type { PromptRules } from "./prompt-rules.ts";
import { blocksAbove } from "./thread-structure.ts";

export interface Message {
  text: string;
  isAnswered: boolean;
  /** What stands below it, as Markdown. */
  answer(): string;
}

/**
 * Two at most, the last one first: an answer that was handed over has come by the next message at the
 * latest. The same words may stand further up, in a message of long ago.
 */
export function lastMessages(rules: PromptRules): Message[] {
  const [composer] = findBoxes(rules.composers);
  if (!composer) return [];
  const messages: Message[] = [];
  let end = composer.closest("form") ?? composer;
  while (messages.length < 2) {
    const { text, whole } = lastTurn(rules, messages.length ? end : undefined);
    if (!whole) break;
    const below = end;
    messages.push({
      text: text ? readText(text) : "",
      isAnswered: hasAnswer(whole, below, rules),
      answer: () => answerBetween(whole, below, rules).text,
    });
    end = whole;
  }
  // Of the same message sent twice, the newer one says how it went.
  return messages.filter(({ text }, at) => messages.findIndex((it) => it.text === text) === at);
}

/** Whether the chat shows messages of its person, and none of them is this text. */
export function isMissing(text: string, { turns }: PromptRules): boolean {
  const wanted = plain(text);
  const all = turns.flatMap((turn) => [...own("querySelectorAll")(turn)]);
  return all.length > 0 && !all.some((turn) => plain(readText(turn)) === wanted);
}

// A text follows, and neither an alert nor that the app is at work on it.
function hasAnswer(turn: Element, end: Element, rules: PromptRules): boolean {
  const { alerts, recovering, turns } = rules;
  const isHere = (mark: Element): boolean => !isAbove(mark, turn) && !isAbove(end, mark);
  const marks = [...own("querySelectorAll")([...alerts, ...recovering].join(","))];
  if (marks.some((mark) => mark.checkVisibility() && isHere(mark) && mark.textContent.trim())) {
    return false;
  }
  const blocks = blocksAbove(end, turn);
  // Where no mark is known, a text with a button right beside it may be an alert.
  return blocks.length > 0 && (isMarked(turns) || !blocks.some((block) => hasButtonBeside(block)));
}
