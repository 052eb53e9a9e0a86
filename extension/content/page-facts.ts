// Reads facts from a document for crates/detect/src/page.rs: decides nothing, forces no layout.
import { own } from "../shared/own-document.ts";
import { navigationEntry, pageState, timeOrigin } from "./page-state.ts";

/** What is read from the page; `crates/detect/src/page.rs` says what each fact is for. */
export interface PageFacts {
  kind: string;
  title: string;
  headings: string[];
  text: string;
  shape: string;
  sign: string;
  marks: string[];
  label: string;
  skin: string;
  link: string;
  fault: string;
  ray: string;
  alert: string;
  refresh: string;
  elements: number;
  size: number;
}

/** No failing page has more elements: of a longer one only a little is read. */
const MOST_ELEMENTS = 600;
const LONGEST_TEXT = 600; // characters

// Selectors that are checked in any page, however long.
const MARKS = [
  "html[data-build]",
  "#prompt-textarea",
  "#__NEXT_DATA__",
  "main[id]",
  "nav",
  "article",
];
const MARKS_IN_HEAD = ['link[href*="oaistatic.com/"]', 'meta[property^="og:"]'];
// Selectors for pages that are short enough to be a failure's.
const MARKS_OF_SHORT_PAGES = [
  "textarea,select",
  "#cf-error-details",
  "#sysmsg",
  ".blocked-icon",
  '[data-translate="block_headline"]',
  '[data-translate="challenge_headline"]',
  "#captcha-bypass",
  "#challenge-form",
  "#challenge-running",
  'form[action*="__cf_chl_"]',
  ".cf-browser-verification",
  '[name="jschl_vc"]',
];
const MARKS_IN_SCRIPTS = [
  "oaistatic.com/",
  "__remixContext",
  "__reactRouterContext",
  '"page":"/_error"',
  "challenge-platform",
  "/orchestrate/",
  "_cf_chl_opt",
  "errorCode:1015",
  "sucuri_cloudproxy_js",
];
const MOST_SCRIPTS = 40;
const SCRIPT_IS_READ_TO = 4000; // characters

/** The facts of a document: of the page itself, or of one pasted into the playground. */
export function factsOf(from: Document): PageFacts {
  const one = (selector: string): Element | null => own("querySelector", from)(selector);
  const elements = own("getElementsByTagName", from)("*");
  const isLong = elements.length > MOST_ELEMENTS;
  const near = (selector: string): Element | null => (isLong ? null : one(selector));
  const body = isLong ? null : own("body", from);
  const children = [...(body?.children ?? [])]
    .slice(0, 99)
    .filter(({ localName }) => !/^(script|style|noscript|iframe)$|-/.test(localName))
    .slice(0, 12);
  const text = shownText(body, from);
  const headings = isLong ? [] : own("querySelectorAll", from)('h1,h2,[role="heading"],.text-3xl');
  const link = near('a[href*="utm_source=errorcode_"]') as HTMLAnchorElement | null;
  const refresh = near('meta[http-equiv="refresh" i]') as HTMLMetaElement | null;
  const alert = one('[role="alert"]') ?? one(".text-token-text-error") ?? one(".text-red-500");
  return {
    kind: own("contentType", from),
    title: flat(pageState().ownTitle ?? own("title", from), 200),
    headings: [...headings].slice(0, 4).map((heading) => read(heading, 120)),
    text: text.slice(0, LONGEST_TEXT),
    shape: children.map(({ localName }) => localName).join(" "),
    sign: read(children.filter(({ localName }) => localName === "center")[1], 60),
    marks: marksOf(from, isLong),
    label: read(near(".cf-error-code,.code-label"), 40),
    skin: flat(near(".cf-error-details")?.className, 80),
    link: link?.href.match(/errorcode_\d+/)?.[0] ?? "",
    fault: near(".cf-error-source")?.id ?? "",
    ray: text.match(/Ray ID\W*([0-9a-f]{10,20})\b/i)?.[1] ?? "",
    alert: read(alert, 300),
    refresh: flat(refresh?.content, 20),
    elements: isLong ? MOST_ELEMENTS + 1 : elements.length,
    size: isLong ? 0 : (navigationEntry()?.decodedBodySize ?? 0),
  };
}

/** The facts of the page that this is put into; nothing if it is not the one meant. */
export default function pageFacts(meant?: { time_origin: number }): PageFacts | undefined {
  if (meant && meant.time_origin !== timeOrigin()) return undefined;
  return factsOf(document);
}

function marksOf(from: Document, isLong: boolean): string[] {
  const isThere = (selector: string): boolean => own("querySelector", from)(selector) !== null;
  const head = own("head", from) as HTMLHeadElement | null;
  const marks = [
    ...MARKS.filter((selector) => isThere(selector)),
    ...MARKS_IN_HEAD.filter((selector) => head?.querySelector(selector)),
    ...MARKS_OF_SHORT_PAGES.filter((selector) => !isLong && isThere(selector)),
  ];
  const scripts = own("getElementsByTagName", from)("script");
  for (let at = 0; at < MOST_SCRIPTS && at < scripts.length; at += 1) {
    const script = scripts[at];
    const code = script?.src || (script?.text.slice(0, SCRIPT_IS_READ_TO) ?? "");
    marks.push(...MARKS_IN_SCRIPTS.filter((word) => code.includes(word) && !marks.includes(word)));
  }
  return marks;
}

// The visible text, without what only scripts and styles use, and without what the user may have
// typed.
function shownText(body: Element | null, from: Document): string {
  let all = "";
  const walker = body && own("createTreeWalker", from)(body, NodeFilter.SHOW_TEXT);
  for (
    let nodes = 0;
    walker && nodes < 2000 && all.length < 3000 && walker.nextNode();
    nodes += 1
  ) {
    const node = walker.currentNode as Text;
    const parent = (node.parentNode as Element).localName;
    if (!/^(script|style|noscript|template|textarea)$/.test(parent)) {
      all += `${node.data.slice(0, 3000)} `;
    }
  }
  return flat(all, 1500);
}

function read(element: Element | null | undefined, longest: number): string {
  return flat(element?.textContent, longest);
}

function flat(text: string | null | undefined, longest: number): string {
  const short = (text ?? "").slice(0, 4 * longest);
  return short.replace(/\s+/g, " ").trim().slice(0, longest);
}
