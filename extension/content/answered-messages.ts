// Reads which of the user's last messages a page shows as answered, and what is in its message
// boxes. Put into the page once a message's request has ended, if a saved prompt may be that
// message.
//
// That the request ended well proves nothing: one that hands its answer over ends at once.
import { own } from "../shared/own-document.ts";
import { findBoxes } from "./composer-locator.ts";
import { showsAlert } from "./final-alert.ts";
import { readText } from "./composer-reader.ts";
import { lastMessages } from "./last-messages.ts";
import type { PromptOrder, PromptRules } from "./prompt-rules.ts";

export interface AnsweredOrder extends PromptOrder {
  /**
   * Whether a partial answer is saved with any prompt: then what the page shows now is read as
   * well.
   */
  withAnswers: boolean;
}

export interface AnsweredMessages {
  messages: { text: string; answer: string }[];
  boxes: string[];
  /** The last message has an alert instead of an answer. */
  hasAlert: boolean;
}

/** A page shows what it received a moment later. */
const SHOWN_WITHIN = 2000; // ms

export default async function answeredMessages({
  where,
  withAnswers,
}: AnsweredOrder): Promise<AnsweredMessages> {
  await areAnswered(where);
  const answered = lastMessages(where).filter(({ isAnswered }) => isAnswered);
  return {
    messages: answered.map(({ text, answer }) => ({ text, answer: withAnswers ? answer() : "" })),
    boxes: findBoxes(where.composers).map((box) => readText(box)),
    hasAlert: showsAlert(where),
  };
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
