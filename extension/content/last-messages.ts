// Reads the user's last messages in a chat, and whether the page shows each of them as answered.
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
  /** What is below it, as Markdown. */
  answer(): string;
}

/**
 * Two at most, the last one first: an answer that was handed over is there by the next message at
 * the latest. The same words may be further up, in a much older message.
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
  // If the same message was sent twice, the newer one counts.
  return messages.filter(({ text }, at) => messages.findIndex((it) => it.text === text) === at);
}

/** Whether the chat shows the user's messages, and this text is not among them. */
export function isMissing(text: string, { turns }: PromptRules): boolean {
  const wanted = plain(text);
  const all = turns.flatMap((turn) => [...own("querySelectorAll")(turn)]);
  return all.length > 0 && !all.some((turn) => plain(readText(turn)) === wanted);
}

// A text follows, with neither an alert nor a sign that the app is busy with it.
function hasAnswer(turn: Element, end: Element, rules: PromptRules): boolean {
  const { alerts, recovering, turns } = rules;
  const isHere = (mark: Element): boolean => !isAbove(mark, turn) && !isAbove(end, mark);
  const marks = [...own("querySelectorAll")([...alerts, ...recovering].join(","))];
  if (marks.some((mark) => mark.checkVisibility() && isHere(mark) && mark.textContent.trim())) {
    return false;
  }
  const blocks = blocksAbove(end, turn);
  // Without a known mark, a text with a button right beside it may be an alert.
  return blocks.length > 0 && (isMarked(turns) || !blocks.some((block) => hasButtonBeside(block)));
}
