// Gives a kept prompt back to the page that it was written on: by the page's bar, which offers it, or at
// once, where that was pressed elsewhere. Never sends, and never writes over newer text.
import { isOfAccount } from "../shared/kept-prompt.ts";
import { own } from "../shared/own-document.ts";
import { plain } from "../shared/plain-text.ts";
import accountOfPage from "./account-of-page.ts";
import { putBelow } from "./avoid-overlap.ts";
import { findBoxes } from "./composer-locator.ts";
import { readText } from "./composer-reader.ts";
import { filesNow } from "./files-now.ts";
import { isMoreThan } from "./is-more-than.ts";
import { isMissing, lastMessages } from "./last-messages.ts";
import { listen } from "./listen.ts";
import type { ListedPrompt, RestoreOrder, Restored } from "./restore-order.ts";
import type { AnswerWords, KeptAnswer } from "./page-bar.ts";
import { createPageBar } from "./page-bar.ts";
import { leaveFiles, putFiles, readFiles } from "./put-files.ts";
import { navigationEntry, pageState, timeOrigin } from "./page-state.ts";
import { send } from "./send.ts";
import { onSwitchedOff } from "./switched-off.ts";
import { watchFiles } from "./watch-files.ts";
import { copyText, hindrance, isBlank, putText } from "./write-prompt.ts";

type Came = Restored | "discarded" | "hidden";

/**
 * Whether a prompt was sent after all, by what the chat shows once it has loaded: the message with
 * an answer, without one, or not at all. Often this is unknown.
 */
type Outcome = "answered" | "unanswered" | "missing" | "unknown";

const QUOTED = 200; // characters

/** The text of each button. */
const LABELS: Partial<Record<string, string>> = {
  put_back: "safe_button_put_back",
  put_below: "safe_button_put_below",
  copy_prompt: "button_copy_prompt",
  discard: "safe_button_discard",
  hide: "button_hide",
};

/** Results that mean the same to the user have the same words. */
const SAID_AS: Partial<Record<Came, string>> = { there: "put", no_composer: "refused" };

/** What came of it. */
export default async function restorePrompt(asked: RestoreOrder): Promise<Restored> {
  const { does, age } = asked;
  const responseStart = navigationEntry()?.responseStart ?? 0;
  if (age && performance.now() - responseStart > age) return "older"; // the next document is on its way
  const account = await accountOfPage(asked);
  const prompts = asked.prompts.filter((it) => isOfAccount(it, account, asked.from));
  const order = { ...asked, prompts };
  const prompt = does ? lostPrompt(order) : prompts[0];
  if (!prompt) return "nothing";
  if (does === "copy_prompt") return copyText(prompt.text);
  if (does === "put_back") {
    const isRefused = isOfAnotherChat(prompt) && new URL(prompt.chat).pathname !== "/";
    return isRefused ? "refused" : putBack(prompt, order);
  }
  pageState().offer?.remove();
  return showOffer(order);
}

// The files go with the text: if it is not put back, they are not either. They are in the page first,
// for users who send at once.
async function putBack(
  prompt: ListedPrompt,
  { where: rules }: RestoreOrder,
  where?: "below",
): Promise<Restored> {
  const isHindered = (): boolean => {
    const hinders = hindrance(prompt.text, rules, where);
    return hinders !== undefined && hinders !== "there";
  };
  if (!isHindered()) {
    const state = pageState();
    const files = await readFiles(prompt.attached ?? []);
    if (isHindered()) leaveFiles(files);
    else {
      state.filesPut = putFiles(files, rules.composers);
      state.files = prompt;
      if (files.length) watchFiles(rules);
    }
  }
  return putText(prompt.text, rules, where);
}

// A text that is still in a box was not lost.
function lostPrompt({ prompts, where: rules }: RestoreOrder): ListedPrompt | undefined {
  const boxes = new Set(findBoxes(rules.composers).map((box) => readText(box).trim()));
  return prompts.find(({ text }) => !boxes.has(text.trim())) ?? prompts[0];
}

function isOfAnotherChat({ chat }: ListedPrompt): boolean {
  return chat !== location.origin + location.pathname;
}

/** Whether it was sent as a message: what was in a message box was not. */
function wasSent({ keys }: ListedPrompt): boolean {
  return keys.some((key) => / turn\d+$/.test(key));
}

// The document in which it was lost shows the message in any case.
function outcomeOf(prompt: ListedPrompt, { where: rules }: RestoreOrder): Outcome {
  const { text, keys, answer, isRepeated } = prompt;
  const isHere = keys.some((key) => key.includes(` ${timeOrigin()} `));
  if (isHere || isRepeated) return "unknown";
  const messages = lastMessages(rules);
  const message = messages.find((it) => plain(it.text) === plain(text));
  if (message) {
    const isAnswered = message.isAnswered && (!answer || isMoreThan(message.answer(), answer));
    return isAnswered ? "answered" : "unanswered";
  }
  // A chat that shows no message may not have loaded.
  return wasSent(prompt) && isMissing(text, rules) ? "missing" : "unknown";
}

/** Text that was only typed is no longer lost once it is in the chat. */
function isOver(prompt: ListedPrompt, outcome: Outcome): boolean {
  return !wasSent(prompt) && (outcome === "answered" || outcome === "unanswered");
}

function showOffer(order: RestoreOrder): "nothing" | "shown" {
  const { where: rules, words = {} } = order;
  const queue = order.prompts.filter((prompt) => !isOver(prompt, outcomeOf(prompt, order)));
  if (!queue.length) return "nothing";
  const state = pageState();
  const say = (id: string): string => words[id] ?? "";
  const answerWords: AnswerWords = {
    kept: say("answer_kept"),
    copy: say("answer_copy"),
    show: say("answer_show"),
    fold: say("answer_fold"),
    copied: say("safe_copied"),
  };
  const bar = createPageBar(
    { tag: "gatewatch-prompt", leavesFocus: false, onEscape: remove },
    async (name) => {
      const [prompt] = queue;
      if (prompt) show(await presses[name]?.(prompt));
    },
  );
  let isPut = false; // it is in the message box
  let came: Came | undefined;
  let outcome: Outcome = "unknown";

  function remove(): void {
    bar.remove();
    clearInterval(ticking);
    delete state.offer;
  }

  function forget({ keys }: ListedPrompt): void {
    void send({ kind: "deletePrompts", keys }, remove);
  }

  const presses: Record<string, (prompt: ListedPrompt) => Promise<Came> | Came> = {
    put_back: (prompt) => putBack(prompt, order),
    put_below: (prompt) => putBack(prompt, order, "below"),
    copy_prompt: ({ text }) => copyText(text),
    discard: (prompt) => {
      forget(prompt);
      queue.shift();
      outcome = "unknown";
      return "discarded";
    },
    hide: () => "hidden",
  };

  function answerOf({ answer }: ListedPrompt): KeptAnswer | undefined {
    return answer ? { markdown: answer, words: answerWords } : undefined;
  }

  function buttonNames(): string[] {
    if (isPut || outcome === "answered") return ["hide"];
    // A message that is in the chat need not be put back again.
    if (outcome === "unanswered") return ["copy_prompt", "discard", "hide"];
    return [came === "newer" ? "put_below" : "put_back", "copy_prompt", "discard", "hide"];
  }

  function show(next?: Came): void {
    came = next;
    isPut = came === "put" || came === "there";
    if (isPut && queue.length > 1) {
      queue.shift(); // the next one's turn
      show();
      return;
    }
    const [prompt] = queue;
    if (!prompt || came === "hidden") {
      remove();
      return;
    }
    bar.show({
      lang: say("lang"),
      dir: say("dir"),
      label: say("panel_label"),
      tone: "saved",
      title: say(outcome === "unknown" || isPut ? "safe_title" : `sent_${outcome}`),
      text: words[`safe_${came && (SAID_AS[came] ?? came)}`] ?? "",
      files: filesNow(prompt, isPut ? state.filesPut : undefined, words),
      quote: prompt.text.slice(0, QUOTED),
      answer: outcome === "answered" ? undefined : answerOf(prompt),
      buttons: buttonNames().map((name) => ({ name, label: say(LABELS[name] ?? "") })),
    });
    keepClear();
  }

  // Keeps clear of the page's sign-in, and of our own card.
  function keepClear(): void {
    bar.avoidOverlap();
    const card = own("querySelector")<HTMLElement>("gatewatch-panel");
    if (card) putBelow(card, bar.host);
  }

  function place(): void {
    const [prompt] = queue;
    const [composer] = findBoxes(rules.composers);
    const wasSentAgain = isPut && isBlank(composer ? readText(composer) : "");
    const before = outcome;
    if (prompt && !isPut && before !== "answered") outcome = outcomeOf(prompt, order);
    if (!prompt || isOver(prompt, outcome) || wasSentAgain) {
      remove();
      return;
    }
    // A page keeps its document when it shows another chat, but a prompt belongs to its own chat.
    if (!isPut && isOfAnotherChat(prompt)) {
      bar.host.remove();
      return;
    }
    if (outcome !== before) {
      if (outcome === "answered") forget(prompt); // the site has it
      show(came);
    }
    bar.place();
    keepClear();
  }

  listen(window, "pagehide", bar.signal, remove);
  onSwitchedOff(bar.signal, remove);
  state.offer = { remove };
  const ticking = setInterval(place, 1000);
  show();
  place();
  return "shown";
}
