// Writes a prompt into a page's message box as if it were pasted, and copies one to the clipboard.
import { make } from "../shared/dom.ts";
import { own } from "../shared/own-document.ts";
import { plain } from "../shared/plain-text.ts";
import { findBoxes } from "./composer-locator.ts";
import { CUT, isDrawnWhole, readText } from "./composer-reader.ts";
import type { PromptRules } from "./prompt-rules.ts";
import type { Restored } from "./restore-order.ts";

/**
 * Editors that hold their text apart from the page, which they draw anew: Slate, Lexical, CodeMirror.
 * Quill takes over what is put into its page, but for 200 KB needs seconds in Firefox.
 */
const APART = "[data-slate-editor], [data-lexical-editor], .cm-content, .ql-editor";

/** How long an editor may take to draw a text, in ms, and for each of its characters: 200 KB in 10 s. */
const DRAWN_WITHIN = 250;
const DRAWN_PER_CHARACTER = 0.05;

export function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** Why a text is not put into the message box now, or that it stands there already. */
export function hindrance(
  text: string,
  { composers }: PromptRules,
  where?: "below",
): "newer" | "no_composer" | "there" | undefined {
  const [box] = findBoxes(composers);
  if (!box) return "no_composer";
  const before = readText(box);
  if (before.trim() === text.trim()) return "there";
  return isBlank(before) || where === "below" ? undefined : "newer";
}

/**
 * Puts a text into an empty message box, or below what stands there. In one task each: a paragraph
 * that comes alone is taken for Enter, and sends.
 */
export async function putText(
  text: string,
  rules: PromptRules,
  where?: "below",
): Promise<Restored> {
  const hinders = hindrance(text, rules, where);
  const [box] = findBoxes(rules.composers) as HTMLElement[];
  if (hinders || !box) return hinders ?? "no_composer";
  const before = readText(box);
  const wanted = isBlank(before) ? text : `${before}\n${text}`;
  const messages = countTurns(rules);
  const isApart = box.matches(APART);
  // A person who sends at once leaves an empty box behind, and one message more.
  const isThere = (): boolean => holds(box, wanted.trimEnd()) || countTurns(rules) > messages;
  box.focus();
  if (isApart) {
    // On a busy machine it has not heard of its caret yet, and takes nothing: then once more.
    for (let tries = 0; tries < 2; tries += 1) {
      placeCaret(box, isBlank(before));
      await pageSettled(); // it hears of its caret in a task of its own
      if (readText(box) !== before) return "newer";
      paste(box, isBlank(before) ? text : `\n${text}`);
      if (await comesTrue(isThere, wanted)) return "put";
      if (readText(box) !== before) break;
    }
  } else {
    write(box, wanted);
    if (await comesTrue(isThere, wanted)) return "put";
  }
  // Some take blanks as they like: what is there is not to be added once more.
  if (isApart && !isBlank(before)) {
    return plain(readText(box)) === plain(wanted) ? "put" : "refused";
  }
  // An editor that takes nothing but commands.
  box.focus();
  own("execCommand")("selectAll");
  own("execCommand")("insertText", false, wanted);
  if (await comesTrue(isThere, wanted)) return "put";
  // What was newer is not lost to a page that refuses.
  if (!isBlank(before) && readText(box) !== before) write(box, before);
  return "refused";
}

export async function copyText(text: string): Promise<"copied" | "refused"> {
  try {
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    // The page's policy forbids it: the old way needs none.
    const area = make("textarea", { value: text });
    own("documentElement").append(area);
    area.select();
    const isCopied = own("execCommand")("copy");
    area.remove();
    return isCopied ? "copied" : "refused";
  }
}

// Of what is not drawn whole, by what is.
function holds(box: HTMLElement, text: string): boolean {
  const read = readText(box).trimEnd();
  if (isDrawnWhole(box)) return read === text;
  const parts = read.split(CUT);
  return text.startsWith(parts[0]?.trimEnd() ?? "") && text.endsWith(parts.at(-1)?.trim() ?? "");
}

function countTurns({ turns }: PromptRules): number {
  return turns.flatMap((turn) => [...own("querySelectorAll")(turn)]).length;
}

function placeCaret(box: HTMLElement, isReplaced: boolean): void {
  getSelection()?.selectAllChildren(box);
  if (!isReplaced) getSelection()?.collapseToEnd();
}

// The one event or the other: who takes it keeps the browser from doing anything about it.
function paste(box: HTMLElement, text: string): void {
  // Firefox keeps what an extension puts into an object of its own from the page.
  const page = (window as typeof window & { wrappedJSObject?: typeof window }).wrappedJSObject;
  const data = new (page ?? window).DataTransfer();
  data.setData("text/plain", text);
  const how = { bubbles: true, cancelable: true };
  const inputType = "insertReplacementText";
  const isFree = box.dispatchEvent(
    new InputEvent("beforeinput", { ...how, inputType, dataTransfer: data }),
  );
  if (isFree) box.dispatchEvent(new ClipboardEvent("paste", { ...how, clipboardData: data }));
}

function write(box: HTMLElement, text: string): void {
  if ("value" in box) {
    const area = box as HTMLTextAreaElement;
    area.setRangeText(text, 0, area.value.length, "end");
  } else {
    writeLines(box, text);
  }
  box.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
}

// The editor sees lines come into its page, as when somebody writes: 20 KB in 2 ms, where the
// browser's own command takes 400.
function writeLines(box: HTMLElement, text: string): void {
  const keepsBlanks = !/^(normal|nowrap)$/.test(getComputedStyle(box).whiteSpace);
  const tag = box.querySelector(":scope > p") ? "p" : "div";
  const lines = text.split("\n").map((line) => {
    // Where blanks collapse, those that would are written as ones that do not.
    const words = keepsBlanks ? line : line.replace(/^ | (?= )| $/g, "\u00A0");
    return make(tag, {}, words || make("br"));
  });
  box.replaceChildren(...lines);
  getSelection()?.selectAllChildren(box);
  getSelection()?.collapseToEnd();
}

// Editors look at what changed behind the task, and some in the next frame, which a hidden page does
// not have.
// A long text is drawn over many frames, on a slow laptop for seconds.
async function comesTrue(isSo: () => boolean, text: string): Promise<boolean> {
  const end = performance.now() + DRAWN_WITHIN + text.length * DRAWN_PER_CHARACTER;
  do await pageSettled();
  while (!isSo() && performance.now() < end);
  return isSo();
}

function pageSettled(): Promise<void> {
  return new Promise((resolve) => {
    if (own("hidden")) setTimeout(resolve, 0);
    else requestAnimationFrame(() => setTimeout(resolve, 0));
  });
}
