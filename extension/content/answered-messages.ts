// Reads which of a person's last messages a page shows as answered, and what stands in its message
// boxes. It is asked once a message's request has ended, where anything is kept that may be that message.
//
// That the request ended well proves nothing: one that hands its answer over ends at once.
import { own } from "../shared/own-document.ts";
import { findBoxes, isAbove, isMarked, lastTurn } from "./composer-locator.ts";
import { hasButtonBeside, showsAlert } from "./final-alert.ts";
import { readText } from "./composer-reader.ts";
import type { PromptOrder, PromptRules } from "./prompt-rules.ts";
import { blocksAbove } from "./thread-structure.ts";

export interface AnsweredMessages {
  messages: string[];
  boxes: string[];
  /** The last message has an alert in place of an answer. */
  hasAlert: boolean;
}

/** A page shows what came a moment later. */
const SHOWN_WITHIN = 2000; // ms

export default async function answeredMessages({ where }: PromptOrder): Promise<AnsweredMessages> {
  await areAnswered(where);
  return {
    messages: lastMessages(where).flatMap(({ text, isAnswered }) => (isAnswered ? [text] : [])),
    boxes: findBoxes(where.composers).map((box) => readText(box)),
    hasAlert: showsAlert(where),
  };
}

interface Message {
  text: string;
  isAnswered: boolean;
}

// Two at most: an answer that was handed over has come by the next message at the latest. The same
// words may stand further up, in a message of long ago.
function lastMessages(rules: PromptRules): Message[] {
  const [composer] = findBoxes(rules.composers);
  if (!composer) return [];
  const messages: Message[] = [];
  let end = composer.closest("form") ?? composer;
  while (messages.length < 2) {
    const { text, whole } = lastTurn(rules, messages.length ? end : undefined);
    if (!whole) break;
    messages.push({ text: text ? readText(text) : "", isAnswered: hasAnswer(whole, end, rules) });
    end = whole;
  }
  // Of the same message sent twice, the newer one says how it went.
  return messages.filter(({ text }, at) => messages.findIndex((it) => it.text === text) === at);
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

function areAnswered(rules: PromptRules): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(look);
    const waiting = setTimeout(end, SHOWN_WITHIN);
    function end(): void {
      observer.disconnect();
      clearTimeout(waiting);
      resolve();
    }
    function look(): void {
      const isEnded =
        lastMessages(rules).every(({ isAnswered }) => isAnswered) || showsAlert(rules);
      if (isEnded) end();
    }
    observer.observe(own("documentElement"), {
      childList: true,
      subtree: true,
      characterData: true,
    });
    look();
  });
}
