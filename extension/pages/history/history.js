// Shows outages that are over, as a drawing and as a table, and saves or deletes them; what they say
// is worked out by the pages' wasm.
import { own, policy, words } from "../../shared/settings-store.js";
import { load } from "../../shared/load-wasm.js";
import init, { History } from "../../shared/generated/gatewatch.js";
import { lines, onPasts, wipe } from "../../shared/history-reader.js";
import { readStore } from "../../shared/with-time-limit.js";

const FIRST = 50; // rows, and so many more at a time
const MORE = 200;
const main = document.querySelector("main");
const core = load("gatewatch_bg.wasm").then((module) => init({ module_or_path: module }));
let history;
let shown; // the page's words

async function paint() {
  const [kept, { snapshot = "" }, stored, locked] = await Promise.all([
    lines(), readStore(chrome.storage.session, "snapshot"), own(), policy(), core]);
  const spoken = await words({ ...stored, ...locked }, paint);
  history?.free();
  history = new History(kept, ...spoken);
  shown = history.page(snapshot);
  document.documentElement.lang = shown.lang;
  document.documentElement.dir = shown.dir;
  document.title = shown.title;
  const parts = [make("h1", shown.title), make("p", shown.about)];
  if (shown.unreadable) parts.push(make("p", shown.unread));
  main.replaceChildren(...parts, ...(shown.count ? full() : [make("section", shown.none)]));
}

function full() {
  const legend = make("p", "", make("i", ""), shown.mine, make("i", ""), shown.posted);
  Object.assign(legend, { className: "legend" });
  legend.children[0].className = "mine";
  legend.children[1].className = "posted";
  return [make("section", "", legend, scrolled(shown.timeline, drawing())), make("section", "", ...table()), make("p", shown.how), foot()];
}

function drawing() {
  const svg = document.adoptNode(new DOMParser().parseFromString(shown.chart, "text/html").querySelector("svg"));
  svg.setAttribute("aria-label", shown.timeline);
  const day = new Intl.DateTimeFormat(shown.lang, { month: "short", day: "numeric" });
  for (const text of svg.querySelectorAll("[data-at]:not([data-at=''])")) text.textContent = day.format(Number(text.dataset.at));
  return svg;
}

// What is wider than the screen is scrolled by keys, too.
function scrolled(label, inside) {
  const box = Object.assign(make("div", "", inside), { className: "wide", role: "region", tabIndex: 0, ariaLabel: label });
  return box;
}

function table() {
  const heads = shown.heads.map((head) => Object.assign(make("th", head), { scope: "col" }));
  const body = make("tbody", "");
  const rest = press(shown.more, () => fill(MORE));
  const when = new Intl.DateTimeFormat(shown.lang, { dateStyle: "medium", timeStyle: "short" });
  const fill = (most) => {
    const rows = history.rows(body.rows.length, most).map(([at, cells]) => {
      const began = Object.assign(make("th", when.format(at)), { scope: "row" });
      const row = make("tr", "", began, ...cells.map((cell) => make("td", cell)));
      // OpenAI's own words, in a column that begins where the others do.
      row.lastChild.replaceChildren(Object.assign(make("bdi", cells.at(-1)), { lang: "en" }));
      return row;
    });
    body.append(...rows);
    rest.hidden = body.rows.length >= shown.count;
  };
  fill(FIRST);
  // Whoever scrolls to the end finds more.
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && !rest.hidden && fill(MORE)).observe(rest);
  return [scrolled(shown.title, make("table", "", make("thead", "", make("tr", "", ...heads)), body)), rest];
}

function foot() {
  let sure = false; // whether it was asked for once
  const all = press(shown.wipe, async () => {
    if (sure) return wipe(); // the store tells, and the page is painted anew
    sure = true;
    all.textContent = shown.sure;
    const leave = () => {
      sure = false;
      all.textContent = shown.wipe;
    };
    all.addEventListener("blur", leave, { once: true });
  });
  const footer = make("footer", "", press(shown.csv, () => save("csv", "text/csv")), press(shown.json, () => save("json", "application/json")), all);
  return footer;
}

function save(ending, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([history.file(ending === "csv")], { type }));
  link.download = `gatewatch-history.${ending}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function press(words, does) {
  const button = Object.assign(make("button", words), { type: "button" });
  button.addEventListener("click", does);
  return button;
}

function make(tag, text, ...inside) {
  const element = document.createElement(tag);
  element.append(...(text ? [text] : []), ...inside);
  return element;
}

// An outage ended meanwhile, all was deleted, or another language was chosen.
onPasts(paint);
chrome.storage.sync.onChanged.addListener(paint);
paint();
