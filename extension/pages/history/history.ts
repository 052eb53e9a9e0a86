// Shows outages that are over, as a drawing and as a table, and saves or deletes them; what they say
// is worked out by the wasm.
import { make, makeButton, makeText } from "../../shared/dom.ts";
import { History } from "../../shared/generated/gatewatch.js";
import { deleteHistory, onHistoryChanged, outageLines } from "../../shared/history-store.ts";
import { loadWasm } from "../../shared/load-wasm.ts";
import { chosenWords, currentSettings, onAnySettingChanged } from "../../shared/settings-store.ts";
import { readStore } from "../../shared/stores.ts";
import { saveFile } from "../shared/save-file.ts";

/** What stands around the rows; src/pages/history.rs puts it together. */
interface HistoryPage {
  lang: string;
  dir: string;
  title: string;
  about: string;
  none: string;
  unreadable: boolean;
  unread: string;
  heads: string[];
  count: number;
  /** The timeline, as SVG. */
  chart: string;
  timeline: string;
  mine: string;
  posted: string;
  more: string;
  /** With `{format}`. */
  save_as: string;
  wipe: string;
  sure: string;
}

/** When it began, in ms since 1970, and its cells behind that. */
type Row = [began: number, cells: string[]];

const FIRST_ROWS = 50;
const MORE_ROWS = 200; // at a time

const main = document.querySelector("main") as HTMLElement;
let history: History | undefined;

async function paint(): Promise<void> {
  const [lines, { snapshot = "" }, settings] = await Promise.all([
    outageLines(),
    readStore("session", "snapshot"),
    currentSettings(),
    loadWasm(),
  ]);
  const words = await chosenWords(settings, paint);
  history?.free();
  const outages = new History(lines, ...words);
  history = outages;
  const page = outages.page(snapshot) as HistoryPage;
  document.documentElement.lang = page.lang;
  document.documentElement.dir = page.dir;
  document.title = page.title;
  const unread = page.unreadable ? [makeText("p", page.unread)] : [];
  const content = page.count ? contentOf(page, outages) : [makeText("section", page.none)];
  main.replaceChildren(
    makeText("h1", page.title),
    makeText("p", page.about),
    ...unread,
    ...content,
  );
}

function contentOf(page: HistoryPage, outages: History): Node[] {
  const legend = make(
    "p",
    { className: "legend" },
    make("span", {}, make("i", { className: "mine" }), page.mine),
    make("span", {}, make("i", { className: "posted" }), page.posted),
  );
  return [
    make("section", {}, legend, scrollable(page.timeline, drawingOf(page))),
    make("section", {}, ...tableOf(page, outages)),
    footerOf(page, outages),
  ];
}

function drawingOf({ chart, timeline, lang }: HistoryPage): Node {
  const parsed = new DOMParser().parseFromString(chart, "text/html").querySelector("svg");
  const svg = document.adoptNode(parsed as SVGSVGElement);
  svg.setAttribute("aria-label", timeline);
  const day = new Intl.DateTimeFormat(lang, { month: "short", day: "numeric" });
  for (const text of svg.querySelectorAll<SVGTextElement>("[data-at]:not([data-at=''])")) {
    text.textContent = day.format(Number(text.dataset["at"]));
  }
  return svg;
}

// What is wider than the screen is scrolled by keys, too.
function scrollable(label: string, inside: Node): Node {
  return make("div", { className: "wide", role: "region", tabIndex: 0, ariaLabel: label }, inside);
}

function tableOf(page: HistoryPage, outages: History): Node[] {
  const heads = page.heads.map((head) => make("th", { scope: "col" }, head));
  const body = make("tbody");
  const more = makeButton(page.more, () => addRows(MORE_ROWS));
  const when = new Intl.DateTimeFormat(page.lang, { dateStyle: "medium", timeStyle: "short" });

  function addRows(most: number): void {
    const rows = outages.rows(body.rows.length, most) as Row[];
    body.append(...rows.map((row) => rowOf(row, when)));
    more.hidden = body.rows.length >= page.count;
  }
  addRows(FIRST_ROWS);
  // Whoever scrolls to the end finds more.
  const observer = new IntersectionObserver(([entry]) => {
    if (entry?.isIntersecting && !more.hidden) addRows(MORE_ROWS);
  });
  observer.observe(more);
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body);
  return [scrollable(page.title, table), more];
}

function rowOf([began, cells]: Row, when: Intl.DateTimeFormat): HTMLTableRowElement {
  const head = make("th", { scope: "row" }, when.format(began));
  const texts = cells.slice(0, -1).map((cell) => makeText("td", cell));
  // OpenAI's own words, in a column that begins where the others do.
  const posted = make("td", {}, make("bdi", { lang: "en" }, cells.at(-1) ?? ""));
  return make("tr", {}, head, ...texts, posted);
}

function footerOf(page: HistoryPage, outages: History): Node {
  let isSure = false; // whether it was asked for once
  const wipe = makeButton(page.wipe, async () => {
    if (isSure) {
      await deleteHistory(); // the store tells, and the page is painted anew
      return;
    }
    isSure = true;
    wipe.textContent = page.sure;
    const forget = (): void => {
      isSure = false;
      wipe.textContent = page.wipe;
    };
    wipe.addEventListener("blur", forget, { once: true });
  });
  const saveCsv = (): void => saveFile("gatewatch-history.csv", "text/csv", outages.file(true));
  const saveJson = (): void =>
    saveFile("gatewatch-history.json", "application/json", outages.file(false));
  const saveAs = (format: string): string => page.save_as.replace("{format}", format);
  return make(
    "footer",
    {},
    makeButton(saveAs("CSV"), saveCsv),
    makeButton(saveAs("JSON"), saveJson),
    wipe,
  );
}

// An outage ended meanwhile, all was deleted, or another language was chosen.
onHistoryChanged(paint);
onAnySettingChanged(paint);
void paint();
