// Whether an app's page is empty: no text, and nothing to write in, to press or to follow.
import { own } from "../shared/own-document.ts";
import { pageState } from "./page-state.ts";

/** What can be used without any text. */
const PARTS = [
  "a[href]",
  "button",
  "input:not([type=hidden])",
  "textarea",
  "select",
  "[contenteditable]:not([contenteditable=false])",
  "iframe",
  "video",
  "canvas",
].join(",");

/** A page with more text nodes than this is not empty. */
const MOST_TEXTS = 2000;

export function isEmptyPage(): boolean {
  const body = own("body");
  if (!body) return true;
  const ours = pageState().hosts;
  const isSeen = (element: Element): boolean => !ours?.has(element) && isShown(element);
  const all = own("querySelectorAll");
  if ([...all(PARTS)].some(isSeen)) return false;
  // What a custom element draws cannot always be read, so a visible one counts.
  if ([...all("*")].some((it) => it.localName.includes("-") && isSeen(it))) return false;
  const texts = own("createTreeWalker")(body, NodeFilter.SHOW_TEXT);
  for (let read = 0; texts.nextNode(); read += 1) {
    if (read > MOST_TEXTS) return false;
    const { data, parentElement } = texts.currentNode as Text;
    if (data.trim() && parentElement && isShown(parentElement)) return false;
  }
  return true;
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true });
}
