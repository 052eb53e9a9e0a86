// Reads what the user wrote, line by line: innerText doubles line breaks, and textContent loses
// them. It runs in healthy pages, too (keep-typing.ts), so it stays small.
import { TEMPORARY_CHAT } from "../shared/generated/sites.ts";
import type { KeptPrompt } from "../shared/kept-prompt.ts";

const BLOCKS = /^(DIV|P|PRE|LI|[OU]L|H\d|BLOCKQUOTE|TABLE|TR)$/;

/** Marks where a text was cut. */
export const CUT = "[…]";

/** What some editors put on an empty line. */
const HELD_OPEN = "\uFEFF";

/** Whether this is a private window or a temporary chat, whose text never reaches the disk. */
export function isPrivate(): boolean {
  return chrome.extension.inIncognitoContext || TEMPORARY_CHAT.test(location.href);
}

/** The text as a prompt to keep, as if it had been written that many ms ago. */
export function promptOf(text: string, ago = 0): KeptPrompt {
  return { text, at: Date.now() - ago, chat: location.origin + location.pathname };
}

/** Of a long text CodeMirror draws only the visible part and a little around it. */
export function isDrawnWhole(box: Element): boolean {
  return !box.querySelector(".cm-gap");
}

/** The text of a message box or of a turn. */
export function readText(top: Element): string {
  if ("value" in top && typeof top.value === "string") return top.value; // an <li>'s is a number
  let text = "";
  let hasLine = false; // the present line has something, perhaps empty
  let needsBreak = false; // what follows is on another line

  function add(words: string): void {
    text += (needsBreak ? "\n" : "") + words;
    hasLine = true;
    needsBreak = false;
  }

  function addText(raw: string, keepsBlanks: boolean): void {
    const data = raw.replaceAll(HELD_OPEN, "");
    if (keepsBlanks) {
      if (data) add(data);
      return;
    }
    // White space of the page's source is no text; several blanks in a row may be.
    let words = data.replace(/ *[\t\r\n][ \t\r\n]*/g, " ");
    if (needsBreak || !hasLine) words = words.replace(/^ (?! )/, "");
    if (words) add(words.replaceAll("\u00A0", " "));
  }

  function walk(parent: Node, keepsBlanks: boolean): void {
    // This runs at each key, for each line, and in Firefox each property of a page's node takes
    // time.
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      const name = node.nodeName;
      if (name === "#text") addText((node as Text).data, keepsBlanks);
      else if (name === "BR") add(isLastOfLine(node, top) ? "" : "\n");
      else if (name[0] !== "#" && !/^(BUTTON|STYLE|svg)$/.test(name)) {
        walkElement(node as HTMLElement, name, keepsBlanks);
      }
    }
  }

  function walkElement(element: HTMLElement, name: string, keepsBlanks: boolean): void {
    const isMarked = element.hasAttributes(); // most lines are not
    const className = isMarked ? element.className : "";
    if (isMarked && isHint(element, className)) return;
    const isBlock = BLOCKS.test(name);
    if (isBlock) needsBreak ||= hasLine;
    if (name === "LI") {
      add(bulletOf(element));
      hasLine = false;
    }
    if (className === "cm-gap") add(CUT);
    const isStyled = isMarked && (className !== "" || element.hasAttribute("style"));
    const keeps = name === "PRE" || isStyled ? keepsBlanksIn(element) : keepsBlanks;
    if (element.childElementCount) walk(element, keeps);
    else addText(element.textContent, keeps);
    if (isBlock) {
      hasLine ||= text !== "";
      needsBreak = hasLine;
    }
  }
  walk(top, keepsBlanksIn(top));
  return text;
}

// The placeholder that Slate and CodeMirror put into an empty box; others draw theirs by style.
function isHint(element: Element, className: string): boolean {
  return className === "cm-placeholder" || element.hasAttribute("data-slate-placeholder");
}

// A line break at the end only keeps its line open.
function isLastOfLine(start: Node, top: Node): boolean {
  for (let node = start; node !== top && !BLOCKS.test(node.nodeName);) {
    let next = node.nextSibling;
    while (next && "data" in next && next.data === "") next = next.nextSibling;
    if (next) return BLOCKS.test(next.nodeName);
    node = node.parentNode as Node;
  }
  return true;
}

function bulletOf(item: Node): string {
  const list = item.parentNode as Element;
  return list.nodeName === "OL" ? `${[...list.children].indexOf(item as Element) + 1}. ` : "- ";
}

function keepsBlanksIn(element: Node): boolean {
  return !/^(normal|nowrap)$/.test(getComputedStyle(element as Element).whiteSpace);
}
