// Writes a prompt into a page's message box as if it were pasted, and copies one to the clipboard.
import { make } from "../shared/dom.ts";
import { own } from "../shared/own-document.ts";
import { plain } from "../shared/plain-text.ts";
import { findBoxes } from "./composer-locator.ts";
import { CUT, isDrawnWhole, readText } from "./composer-reader.ts";
import type { PromptRules } from "./prompt-rules.ts";
import type { Restored } from "./restore-order.ts";

/**
 * Editors that hold their text apart from the page and draw it anew: Slate, Lexical, CodeMirror.
 * Quill accepts what is put into its page, but needs seconds for 200 KB in Firefox.
 */
const APART = "[data-slate-editor], [data-lexical-editor], .cm-content, .ql-editor";

/**
 * How long an editor may take to draw a text, in ms, plus that for each character: 200 KB in 10 s.
 */
const DRAWN_WITHIN = 250;
const DRAWN_PER_CHARACTER = 0.05;

/** Firefox's: a copy that the page may read. */
declare const cloneInto: <T>(value: T, target: object) => T;

export function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** Why a text cannot be put into the message box now, or that it is already there. */
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
 * Puts a text into an empty message box, or below what is there. All in one task: a paragraph that
 * comes alone is taken for Enter, and sends.
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
  // If the user sends at once, the box is empty and there is one more message.
  const isThere = (): boolean => holds(box, wanted.trimEnd()) || countTurns(rules) > messages;
  box.focus();
  if (isApart) {
    // On a busy machine the editor may not know its caret yet and take nothing: then try once more.
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
  // This editor only takes commands.
  box.focus();
  own("execCommand")("selectAll");
  own("execCommand")("insertText", false, wanted);
  if (await comesTrue(isThere, wanted)) return "put";
  // If the page refuses, the newer text must not be lost.
  if (!isBlank(before) && readText(box) !== before) write(box, before);
  return "refused";
}

export async function copyText(text: string): Promise<"copied" | "refused"> {
  try {
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    // The page's policy forbids it: the old way needs no permission.
    const area = make("textarea", { value: text });
    own("documentElement").append(area);
    area.select();
    const isCopied = own("execCommand")("copy");
    area.remove();
    return isCopied ? "copied" : "refused";
  }
}

// A text that is not drawn whole is compared by its visible parts.
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
  const selection = getSelection();
  selection?.selectAllChildren(box);
  if (isReplaced) return;
  // Into the last line: Firefox would leave the caret behind it.
  let last: Node = box;
  while (last.lastChild && last.lastChild.nodeName !== "BR") last = last.lastChild;
  const { childNodes } = last;
  const end = last instanceof Text ? last.data.length : childNodes.length;
  selection?.collapse(last, last.lastChild ? end - 1 : end);
}

// First one event, then the other: an editor that handles it prevents the default action.
function paste(box: HTMLElement, text: string): void {
  // In Firefox the page cannot read what an extension puts into an object of its own, nor into an
  // event: both must be the page's.
  const page = (window as typeof window & { wrappedJSObject?: typeof window }).wrappedJSObject;
  const data = new (page ?? window).DataTransfer();
  data.setData("text/plain", text);
  const how = { bubbles: true, cancelable: true };
  const inputType = "insertReplacementText";
  const isFree = box.dispatchEvent(
    new InputEvent("beforeinput", { ...how, inputType, dataTransfer: data }),
  );
  if (!isFree) return;
  // There it takes the text from `data`, and leaves out `clipboardData`.
  const told = { ...how, dataType: "text/plain", data: text };
  const event = page
    ? new page.ClipboardEvent("paste", cloneInto(told, window))
    : new ClipboardEvent("paste", { ...how, clipboardData: data });
  box.dispatchEvent(event);
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

// The editor sees lines appear in its page, as when the user types: 20 KB in 2 ms, where the
// browser's own command takes 400.
function writeLines(box: HTMLElement, text: string): void {
  const keepsBlanks = !/^(normal|nowrap)$/.test(getComputedStyle(box).whiteSpace);
  const tag = box.querySelector(":scope > p") ? "p" : "div";
  const lines = text.split("\n").map((line) => {
    // Blanks that would collapse are written as ones that do not.
    const words = keepsBlanks ? line : line.replace(/^ | (?= )| $/g, "\u00A0");
    return make(tag, {}, words || make("br"));
  });
  box.replaceChildren(...lines);
  getSelection()?.selectAllChildren(box);
  getSelection()?.collapseToEnd();
}

// Editors notice changes after the task, and some only in the next frame, which a hidden page does
// not have. A long text is drawn over many frames, for seconds on a slow laptop.
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
