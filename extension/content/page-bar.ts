// The one slim bar on living pages, in each of its states: a message that failed (bar.ts), a prompt
// that is offered (restore-prompt.ts). It shows what a state contains: words, what is saved,
// buttons.
import { make } from "../shared/dom.ts";
import type { Tone } from "../shared/generated/Tone.ts";
import type { TopBar, TopBarOptions } from "./top-bar.ts";
import { createTopBar } from "./top-bar.ts";
import { copyText } from "./write-prompt.ts";

export interface BarButton {
  name: string;
  label: string;
}

/** The texts about an answer that broke off. */
export interface AnswerWords {
  kept: string;
  copy: string;
  show: string;
  /** The label of what hides it again. */
  fold: string;
  copied: string;
}

export interface KeptAnswer {
  markdown: string;
  words: AnswerWords;
}

export interface BarState {
  lang: string;
  dir: string;
  label: string;
  tone: Tone | "saved";
  title: string;
  text: string;
  /** What is said about its attached files, a line each. */
  files?: string[];
  /** The beginning of what the user wrote. */
  quote?: string;
  /** The part of the answer that there is. */
  answer?: KeptAnswer | undefined;
  buttons: BarButton[];
}

export interface PageBar extends TopBar {
  /** Shows a state; what has not changed is left alone. */
  show(state: BarState): void;
  /** Shows the countdown, or nothing: no live region, or each second would be read out. */
  showCount(words: string): void;
}

/** Screen readers don't read out a live region that appears together with its words. */
const READ_AFTER = 99; // ms

export function createPageBar(options: TopBarOptions, onPress: (name: string) => unknown): PageBar {
  const title = make("b");
  const text = make("span", { className: "soft" });
  // It must be there before it is filled, or screen readers say nothing.
  const files = make("span", { className: "soft" });
  const live = make("div", { role: "status" }, title, " ", text, " ", files);
  const quote = make("bdi", { className: "soft text", hidden: true });
  const count = make("span", { className: "soft count" });
  const said = make("div", { className: "say" }, live, " ", count, quote);
  const buttons = make("div", { className: "buttons" });
  const answer = make("div", { className: "answer", hidden: true });
  const box = make("section", { className: "bar theme" }, said, buttons, answer);
  const bar = createTopBar(box, options);
  const kept = make("span", { className: "soft", role: "status" });
  const whole = make("pre", { className: "well", hidden: true, tabIndex: 0 });
  const copy = guarded("button", copyAnswer);
  const fold = guarded("button", () => showWhole(whole.hidden === true));
  answer.append(kept, make("div", { className: "buttons" }, copy, fold), whole);
  whole.addEventListener("mousedown", (event) => event.stopPropagation()); // its text can be selected
  let shown: BarState | undefined;
  let isCopied = false;

  function guarded(tag: "button", press: () => unknown): HTMLButtonElement {
    const button = make(tag, { type: "button" });
    button.addEventListener("click", (event) => {
      if (bar.guard.isPressed(event, button)) press();
    });
    return button;
  }

  async function copyAnswer(): Promise<void> {
    if (!shown?.answer) return;
    const { markdown, words } = shown.answer;
    if ((await copyText(markdown)) === "copied") {
      isCopied = true;
      fill(kept, words.copied);
      return;
    }
    // If the page allows no copying, the user can copy it.
    showWhole(true);
    getSelection()?.selectAllChildren(whole);
  }

  function showWhole(isShown: boolean): void {
    const { markdown = "", words } = shown?.answer ?? {};
    whole.hidden = !isShown;
    fill(whole, isShown ? markdown : "");
    fill(fold, (isShown ? words?.fold : words?.show) ?? "");
    fold.ariaExpanded = String(isShown);
  }

  function showButtons(all: BarButton[]): void {
    const hadFocus = buttons.contains(bar.root.activeElement);
    const elements = all.map(({ name, label }) => {
      const button = guarded("button", () => onPress(name));
      button.textContent = label;
      return button;
    });
    buttons.replaceChildren(...elements);
    bar.guard.watch([...elements, copy, fold]);
    if (hadFocus) elements[0]?.focus();
  }

  function showWords(): void {
    if (!shown) return;
    fill(title, shown.title);
    fill(text, shown.text);
    fill(files, (shown.files ?? []).join(" · "));
    const words = shown.answer?.words;
    fill(kept, (isCopied ? words?.copied : words?.kept) ?? "");
    bar.avoidOverlap();
  }

  return {
    ...bar,
    show(state) {
      const isSame = JSON.stringify(state.buttons) === JSON.stringify(shown?.buttons);
      const isSameAnswer = JSON.stringify(state.answer) === JSON.stringify(shown?.answer);
      shown = state;
      Object.assign(box, { lang: state.lang, dir: state.dir, ariaLabel: state.label });
      box.dataset["tone"] = state.tone;
      fill(quote, state.quote ?? "");
      quote.hidden = !state.quote;
      if (!isSame) showButtons(state.buttons);
      if (!isSameAnswer) {
        answer.hidden = !state.answer;
        fill(copy, state.answer?.words.copy ?? "");
        whole.ariaLabel = state.answer?.words.kept ?? null;
        isCopied = false;
        showWhole(false);
      }
      setTimeout(showWords, READ_AFTER);
    },
    showCount: (words) => fill(count, words),
  };
}

function fill(element: HTMLElement, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}
