// Finds what the user sent by how a page is built, in a layout without known marks: a message is
// shown above the composer, with the blanks and line breaks as typed.
//
// If what is typed is kept, it is known, and a text equal to it is certain. Any other text, an
// answer's or an alert's, is laid out by the page and never taken for a message.
import { own } from "../shared/own-document.ts";
import { plain } from "../shared/plain-text.ts";
import { readText } from "./composer-reader.ts";

/**
 * At most this many pieces of text are looked at, upwards from the composer: only the chat's end
 * counts.
 */
const MOST_TEXTS = 2000;

/** What a page itself says, wherever it is. */
const OF_THE_PAGE =
  "button,nav,aside,header,footer,dialog,label,script,style,noscript,textarea,[role=alert],[role=status],[contenteditable]:not([contenteditable=false])";

/** Shown as typed, but not code in an answer. */
const AS_TYPED = /^(pre-wrap|break-spaces)$/;
const CODE = "pre,code";

const BEFORE = Node.DOCUMENT_POSITION_PRECEDING;

/** The messages above a composer, the last one first. */
export function messagesAbove(composer: Element, typed: string | undefined): Element[] {
  const blocks = blocksAbove(composer.closest("form") ?? composer);
  const same = typed && plain(typed);
  const known = same ? blocks.find((block) => plain(readText(block)) === same) : undefined;
  if (known) return [known];
  return blocks.filter(
    (block) => !block.closest(CODE) && AS_TYPED.test(getComputedStyle(block).whiteSpace),
  );
}

/** The blocks of text before an element and after another, the last one first. */
export function blocksAbove(end: Element, begin?: Element): Element[] {
  const walker = own("createTreeWalker")(own("documentElement"), NodeFilter.SHOW_TEXT);
  walker.currentNode = end;
  const blocks = new Set<Element>();
  for (let looked = 0; looked < MOST_TEXTS; looked += 1) {
    const text = walker.previousNode();
    if (!text) break;
    const isPast = begin?.contains(text) || begin?.compareDocumentPosition(text) === BEFORE;
    if (isPast) break;
    const parent = text.parentElement;
    if (
      parent &&
      text.nodeValue?.trim() &&
      !parent.closest(OF_THE_PAGE) &&
      parent.checkVisibility()
    ) {
      blocks.add(blockOf(parent));
    }
  }
  return [...blocks];
}

function blockOf(start: Element): Element {
  let block = start;
  while (block.parentElement && /^(inline|contents)/.test(getComputedStyle(block).display)) {
    block = block.parentElement;
  }
  // Several paragraphs may be the lines of one message.
  const parent = block.parentElement;
  const isLine = ({ nodeName }: Element): boolean => nodeName === "P";
  return parent && isLine(block) && [...parent.children].every(isLine) ? parent : block;
}
