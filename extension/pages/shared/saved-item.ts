// One saved prompt, as the popup and the page of saved prompts list it: when, what, and what can be done.
import type { ListedPrompt } from "../../content/restore-order.ts";
import { make, makeButton, makeText } from "../../shared/dom.ts";
import { sayFiles } from "../../shared/file-words.ts";
import { attempt } from "../../shared/with-time-limit.ts";

export type Words = Record<string, string>;

/** When it was kept, on which site, and whether it is in memory alone. */
export function aboutPrompt({ at, chat, tab }: ListedPrompt, words: Words): string {
  const style = { dateStyle: "medium", timeStyle: "short" } as const;
  const when = new Date(at).toLocaleString(words["lang"], style);
  const inMemory = tab === undefined ? [] : [words["saved_here"] ?? ""];
  return [when, new URL(chat).host, ...inMemory].join(" · ");
}

/** At most `quoted` characters of what was written stand in it. */
export function createSavedItem(
  prompt: ListedPrompt,
  words: Words,
  quoted: number,
  onDiscard: () => unknown,
): HTMLElement {
  const say = (id: string): string => words[id] ?? "";
  const files = sayFiles(prompt, words).map((line) => makeText("p", line));
  const came = make("span", { role: "status" });
  const copy = async (text: string): Promise<void> => {
    const write = async (): Promise<string> => {
      await navigator.clipboard.writeText(text);
      return say("safe_copied");
    };
    came.textContent = await attempt("clipboard", write, say("safe_refused"));
  };
  const [whole, ...buttons] = prompt.answer ? answerParts(prompt.answer, words, copy) : [];
  return make(
    "li",
    {},
    makeText("bdi", prompt.text.slice(0, quoted)),
    makeText("p", aboutPrompt(prompt, words)),
    ...files,
    makeButton(say("button_copy_prompt"), () => copy(prompt.text)),
    ...buttons,
    makeButton(say("safe_button_discard"), onDiscard),
    came,
    ...(whole ? [whole] : []),
  );
}

// The whole of it, which unfolds, and its buttons.
function answerParts(answer: string, words: Words, copy: (text: string) => unknown): HTMLElement[] {
  const say = (id: string): string => words[id] ?? "";
  const whole = make("pre", { hidden: true, tabIndex: 0, ariaLabel: say("answer_kept") });
  const fold = makeButton(say("answer_show"), () => {
    whole.hidden = !whole.hidden;
    whole.textContent = whole.hidden ? "" : answer;
    fold.textContent = say(whole.hidden ? "answer_show" : "answer_fold");
    fold.ariaExpanded = String(!whole.hidden);
  });
  fold.ariaExpanded = "false";
  return [whole, makeButton(say("answer_copy"), () => copy(answer)), fold];
}
