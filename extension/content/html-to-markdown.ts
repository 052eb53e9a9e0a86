// Turns a part of a page into Markdown: headings, lists, tables, code with its language, quotes,
// links, emphasis and formulas. It reads the page as it is and changes nothing in it.
//
// Nothing is escaped, so what is copied has exactly the words that the page shows.
import { readText } from "./composer-reader.ts";

/** What is not part of a text. */
const SKIPPED =
  "button,[role=button],script,style,noscript,template,svg,select,textarea,[role=alert],[role=status],.sr-only,.visually-hidden";

const INLINE =
  /^(A|ABBR|B|BDI|BDO|BR|CITE|CODE|DEL|EM|FONT|I|IMG|INPUT|INS|KBD|LABEL|MARK|MATH|Q|S|SAMP|SMALL|SPAN|STRIKE|STRONG|SUB|SUP|TIME|U|VAR)$/;
const BLOCKS =
  "address,article,aside,blockquote,details,dd,div,dl,dt,figure,figcaption,h1,h2,h3,h4,h5,h6,hr,li,ol,p,pre,section,table,ul";

/** The marks around emphasised words. */
const MARKS: Record<string, string> = {
  B: "**",
  DEL: "~~",
  EM: "*",
  I: "*",
  S: "~~",
  STRIKE: "~~",
  STRONG: "**",
};

const FORMULA = ".katex,math";
const TEX = "annotation[encoding='application/x-tex']";

/** The name of a language, as it appears above a block of code. */
const LANGUAGE = /^[\w+#./-]{1,20}$/;

interface Block {
  text: string;
  isList: boolean;
}

/** The Markdown of an element; empty where it shows no text. What matches `skipped` is left out. */
export default function toMarkdown(top: Element, skipped = SKIPPED): string {
  return joined(blockOf(top, skipped) ?? blocksIn(top, skipped), false);
}

/** The same for several, one below the other. */
export function allToMarkdown(tops: Element[], alsoSkipped: string[]): string {
  const skipped = [SKIPPED, ...alsoSkipped].join(",");
  const texts = tops.map((top) => toMarkdown(top, skipped));
  return texts.filter(Boolean).join("\n\n");
}

function joined(blocks: Block[], isItem: boolean): string {
  const [first, ...others] = blocks;
  return others.reduce(
    (text, block) => text + (isItem && block.isList ? "\n" : "\n\n") + block.text,
    first?.text ?? "",
  );
}

function blocksIn(parent: Element, skipped: string): Block[] {
  const blocks: Block[] = [];
  let line = "";
  function endLine(): void {
    const text = line.replace(/^[ \n]+|[ \n]+$/g, "");
    if (text) blocks.push({ text, isList: false });
    line = "";
  }
  for (const node of parent.childNodes) {
    const inside = node instanceof Element ? blockOf(node, skipped) : null;
    if (inside) {
      endLine();
      blocks.push(...inside);
    } else {
      line = append(line, inlineOf(node, skipped));
    }
  }
  endLine();
  return blocks;
}

// Null for inline content.
function blockOf(element: Element, skipped: string): Block[] | null {
  if (isSkipped(element, skipped)) return null;
  const name = element.nodeName.toUpperCase();
  const block = (text: string, isList = false): Block[] => (text ? [{ text, isList }] : []);
  if (element.matches(".katex-display,math[display=block]")) {
    return block(`$$\n${formulaOf(element)}\n$$`);
  }
  if (isInline(element)) return null;
  if (/^H[1-6]$/.test(name)) {
    const words = lineOf(element, skipped).replaceAll("\n", " ");
    return block(words && `${"#".repeat(Number(name[1]))} ${words}`);
  }
  switch (name) {
    case "PRE":
      return block(codeOf(element));
    case "HR":
      return block("---");
    case "UL":
    case "OL":
      return block(listOf(element, skipped), true);
    case "TABLE":
      return block(tableOf(element as HTMLTableElement, skipped));
    case "BLOCKQUOTE": {
      const inside = joined(blocksIn(element, skipped), false);
      return block(quoted(inside));
    }
    default:
      return blocksIn(element, skipped);
  }
}

function isInline(element: Element): boolean {
  if (element.matches(FORMULA)) return true;
  if (element.querySelector(BLOCKS)) return false;
  if (INLINE.test(element.nodeName)) return true;
  return !element.matches(BLOCKS) && /^(inline|contents)/.test(getComputedStyle(element).display);
}

function isSkipped(element: Element, skipped: string): boolean {
  return element.matches(skipped) || !element.checkVisibility();
}

function inlineOf(node: Node, skipped: string): string {
  if (node instanceof Text) return textOf(node);
  if (!(node instanceof Element) || isSkipped(node, skipped)) return "";
  if (node.matches(FORMULA)) return `$${formulaOf(node)}$`;
  const name = node.nodeName.toUpperCase();
  if (name === "BR") return "  \n";
  if (name === "IMG") return imageOf(node as HTMLImageElement);
  if (name === "INPUT") return checkboxOf(node as HTMLInputElement);
  if (name === "CODE") return inlineCode(node.textContent);
  const inside = insideOf(node, skipped);
  if (name === "A") return linkOf(node as HTMLAnchorElement, inside);
  if (name === "SUP" || name === "SUB") {
    const tag = name.toLowerCase();
    return inside.trim() && `<${tag}>${inside}</${tag}>`;
  }
  const mark = MARKS[name];
  return mark ? around(inside, mark, mark) : inside;
}

function insideOf(parent: Element, skipped: string): string {
  let line = "";
  for (const node of parent.childNodes) line = append(line, inlineOf(node, skipped));
  return line;
}

// A line of the page never has two blanks in a row, wherever they come from.
function append(line: string, words: string): string {
  return /(^|[ \n])$/.test(line) && !words.startsWith("  \n")
    ? line + words.replace(/^ /, "")
    : line + words;
}

function lineOf(element: Element, skipped: string): string {
  return insideOf(element, skipped).trim();
}

function textOf({ data, parentElement }: Text): string {
  if (parentElement && /^(pre|break)/.test(getComputedStyle(parentElement).whiteSpace)) return data;
  return data.replace(/[ \t\r\n]+/g, " ");
}

// Markdown allows no blanks between a mark and its words.
function around(inside: string, before: string, behind: string): string {
  const words = inside.trim();
  if (!words) return inside;
  const start = inside.indexOf(words);
  return inside.slice(0, start) + before + words + behind + inside.slice(start + words.length);
}

function linkOf({ href }: HTMLAnchorElement, inside: string): string {
  return /^(https?|mailto):/.test(href) ? around(inside, "[", `](${href})`) : inside;
}

function imageOf({ alt, src }: HTMLImageElement): string {
  return /^https?:/.test(src) ? `![${alt}](${src})` : alt;
}

function checkboxOf({ type, checked }: HTMLInputElement): string {
  if (type !== "checkbox") return "";
  return checked ? "[x] " : "[ ] ";
}

function inlineCode(text: string): string {
  if (!text.trim()) return text;
  const fence = fenceFor(text, 1);
  const blank = /^`|`$/.test(text) ? " " : "";
  return fence + blank + text + blank + fence;
}

// A fence longer than any in the code itself.
function fenceFor(code: string, shortest: number): string {
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  return "`".repeat(Math.max(shortest, longest + 1));
}

function codeOf(pre: Element): string {
  const code = pre.querySelector("code,.cm-content") ?? pre;
  const text = (code.nodeName === "CODE" ? code.textContent : readText(code)).replace(/\n+$/, "");
  if (!text.trim()) return "";
  const fence = fenceFor(text, 3);
  return `${fence}${languageOf(pre, code)}\n${text}\n${fence}`;
}

function languageOf(pre: Element, code: Element): string {
  const named = [code, pre].map(
    ({ className }) => /\blang(?:uage)?-([\w+#.-]+)/.exec(className)?.[1],
  );
  const known = named.find(Boolean);
  if (known || code === pre) return known ?? "";
  // Or the language is above the code, beside a button.
  const above = [...pre.querySelectorAll("*")].filter(
    (it) => !it.childElementCount && !it.closest("button,code,.cm-content"),
  );
  return (
    above
      .map((it) => it.textContent.trim())
      .find((it) => LANGUAGE.test(it))
      ?.toLowerCase() ?? ""
  );
}

function listOf(list: Element, skipped: string): string {
  const items = [...list.children].filter((item) => !isSkipped(item, skipped));
  let number = (list as HTMLOListElement).start || 1;
  const lines = items.map((item) => {
    // A list directly inside a list belongs to the item before it.
    if (/^[OU]L$/.test(item.nodeName)) return indented(listOf(item, skipped), "  ", "  ");
    if (item instanceof HTMLLIElement) number = item.value || number;
    const bullet = list.nodeName === "OL" ? `${number}. ` : "- ";
    number += 1;
    return indented(joined(blocksIn(item, skipped), true), bullet, " ".repeat(bullet.length));
  });
  return lines.join("\n");
}

function indented(text: string, first: string, others: string): string {
  const lines = text.split("\n").map((line) => (line ? others + line : ""));
  return first + lines.join("\n").slice(others.length);
}

function quoted(text: string): string {
  return text && text.replaceAll(/^/gm, "> ").replaceAll(/^> $/gm, ">");
}

function tableOf(table: HTMLTableElement, skipped: string): string {
  const rows = [...table.rows].map((row) =>
    [...row.cells].map((cell) =>
      joined(blocksIn(cell, skipped), false)
        .replaceAll("|", String.raw`\|`)
        .replace(/ *\n+/g, "<br>"),
    ),
  );
  const [head, ...others] = rows;
  if (!head) return "";
  const lines = [head, head.map(() => "---"), ...others].map((cells) => `| ${cells.join(" | ")} |`);
  const about = table.caption && lineOf(table.caption, skipped);
  return (about ? `${about}\n\n` : "") + lines.join("\n");
}

// The TeX source of a formula, if the page has it.
function formulaOf(element: Element): string {
  const tex = element.querySelector(TEX)?.textContent ?? element.getAttribute("alttext");
  return (tex ?? element.textContent).trim();
}
