// The playground's hands: hands choices to the core, draws what came of them, and decides nothing.
import { factsOf } from "../../extension/content/page-facts.ts";
import { pageCard } from "../../extension/pages/shared/page-card.ts";
import { readCatalogue } from "../../extension/shared/catalogue.ts";
import { ENGLISH } from "../../extension/shared/generated/english.js";
import start, { hear, judge, Play } from "./playground.js";

const OUTAGES = { "a blip": "0-40", "ten minutes": "0-600", "two hours": "0-7200", "it falls over again": "0-120,150-400,430-500", "a night": "0-28800" };
const CODES = [502, 503, 504, 500, 520, 521, 522, 523, 524, 525, 526, 530];
const LANGUAGES = ["en", "zh-CN", "zh-TW", "ja", "ko", "es", "pt-BR", "fr", "de", "it", "ru", "hi", "ar", "tr", "vi", "id", "nl", "pl", "uk"];
const FIRST = { down: OUTAGES["ten minutes"], code: 502, retry: 0, seed: 7, looked: 1, beside: "all", lang: "en", do: "" };
// How far the marks of time below the picture may be apart, in milliseconds.
const STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400].map((s) => s * 1000);
const RIVALS = ["every 5 s", "every 30 s", "full jitter"];
const HOUR = 3600e3;
const LARGEST = 1 << 20; // bytes; a trace has 32,000 characters
const SVG = "http://www.w3.org/2000/svg";

const of = (id) => document.getElementById(id);
const form = of("plan").elements;
const paste = of("paste").elements;
const make = (tag, inside, attributes = {}) => {
  const element = document.createElement(tag);
  element.append(...[inside].flat());
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};
const drawn = (tag, attributes, inside = "") => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(inside);
  return element;
};

let wanted = { ...FIRST }; // what the address says
let acts = []; // what was done to the run: [ms, what, with]
let play; // the run
let time = 0; // ms from the first failing page
let done = 0; // how many of the acts
let playing = false;
let messages;
const catalogues = new Map();

// The page's clock is the run's, so that the card counts as it does on a failing page.
const realNow = Date.now;
Date.now = () => (play ? play.clock() + Math.max(0, time - play.now()) : realNow());

// The card's buttons reach the core as they do in the extension.
globalThis.chrome = { runtime: { id: "playground", sendMessage: async (message) => {
  if (message.kind === "pressed") act("press", message.button);
} } };

function painter(mount) {
  const card = pageCard(mount);
  // Of a rehearsal nobody is notified.
  const isOffered = ({ button }) => button !== "notify";
  return (view) =>
    view ? card.show({ ...view, buttons: view.buttons.filter(isOffered) }) : card.remove();
}
const paintCard = painter(of("card"));
const paintFirst = painter(of("first"));

async function speak(language) {
  if (!catalogues.has(language)) {
    catalogues.set(language, (await readCatalogue(language)) ?? ENGLISH);
  }
  messages = catalogues.get(language);
  document.querySelector("footer").textContent = messages.welcome_own;
}

// ---- The run

function anew() {
  play?.free();
  const { seed, down, code, retry, looked } = wanted;
  play = new Play(seed >>> 0, down, code, retry, !!looked);
  wanted.down = play.down();
  form.down.value = wanted.down;
  time = done = 0;
  play.advance(0);
  stop();
  plot.clear();
  show();
  of("lines").replaceChildren();
  address();
}

function act(what, value) {
  acts = acts.slice(0, done);
  acts.push([Math.round(time), what, value]);
  run(time);
  address();
  show();
}

// Goes on to a time; what was done to the run on the way is done again.
function run(until) {
  for (; done < acts.length && acts[done][0] <= until; done += 1) {
    const [at, what, value] = acts[done];
    play.advance(at);
    if (what === "kill") play.kill();
    if (what === "lie") play.lie(value);
    if (what === "press") play.press(value);
  }
  play.advance(until);
  time = until;
}

const runs = () => play.runs().filter(({ name }, at) => !at || wanted.beside === "all" || wanted.beside === name);
const isOver = () => runs().every(({ back }) => back !== null && back <= time);

function stop() {
  playing = false;
  of("play").textContent = time && !isOver() ? "Go on" : "Play";
}

let last = 0;
let painted = 0;
function frame(at) {
  if (!playing) return;
  const passed = Math.min(250, at - last) * Number(of("speed").value);
  last = at;
  run(Math.round(time + passed));
  if (isOver()) stop();
  if (!playing || at - painted > 90) {
    painted = at;
    show();
  }
  requestAnimationFrame(frame);
}

of("play").addEventListener("click", () => {
  if (playing) return stop();
  if (isOver()) anew();
  playing = true;
  last = performance.now();
  of("play").textContent = "Pause";
  requestAnimationFrame(frame);
});
of("step").addEventListener("click", () => {
  stop();
  const next = play.next();
  // Behind the return only the others go on.
  const others = runs().flatMap(({ asked }) => asked.map(([at]) => at)).filter((at) => at > time);
  const to = Number.isNaN(next) ? Math.min(...others, time + 60e3) : Math.max(next, time);
  if (acts[done]?.[0] <= to) run(acts[done][0]);
  else if (to > time || Number.isNaN(next)) run(to);
  else play.step();
  time = Math.max(time, play.now());
  show();
});
of("again").addEventListener("click", () => {
  acts = [];
  anew();
});
of("kill").addEventListener("click", () => act("kill", 0));
of("ahead").addEventListener("click", () => act("lie", HOUR));
of("behind").addEventListener("click", () => act("lie", -HOUR));

// ---- What came of it

const words = (ms) => {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (seconds < 7200) return rest ? `${minutes} min ${rest} s` : `${minutes} min`;
  return `${Number((seconds / 3600).toFixed(1))} h`;
};

function show() {
  const all = runs();
  plot.show(all);
  const rows = all.map(({ name, asked, back, wait }) => {
    const so = asked.filter(([at]) => at <= time);
    const loads = so.filter(([, load]) => load).length;
    const cells = [so.length, loads, back !== null && back <= time ? words(wait) : "not yet"];
    return make("tr", [make("th", name, { scope: "row" }), ...cells.map((cell) => make("td", `${cell}`))]);
  });
  of("numbers").tBodies[0].replaceChildren(...rows);
  const [ours, ...others] = all;
  if (ours.back === null || ours.back > time) of("said").textContent = `${words(time)} gone by`;
  else {
    const most = others.reduce((one, other) => (other.asked.length > one.asked.length ? other : one));
    of("said").textContent = `Gatewatch was back ${words(ours.wait)} after the site, with ${ours.asked.length} requests; ${most.name} takes ${most.asked.length}.`;
  }
  const view = play.view(wanted.lang, messages);
  paintCard(view);
  const list = of("lines");
  for (const [at, what] of play.lines(list.children.length)) list.append(make("li", `${(at / 1000).toFixed(1)} s  ${what}`));
}

const plot = {
  marked: [], until: 0, rows: [],
  clear() {
    this.until = 0;
  },
  x(at) {
    return 96 + (at / this.until) * (this.width - 108);
  },
  lay(runs) {
    const svg = of("plot");
    this.width = svg.clientWidth || 640;
    svg.setAttribute("viewBox", `0 0 ${this.width} 300`);
    const ends = wanted.down.split(",").map((stretch) => stretch.split("-").map((s) => s * 1000));
    const end = ends.at(-1)[1];
    this.until = Math.max(end * 1.06 + 30e3, time * 1.1, ...runs.slice(1).map(({ back }) => back * 1.02));
    const title = svg.querySelector("title");
    svg.replaceChildren(title, drawn("rect", { class: "strip", x: 96, y: 0, width: this.width - 108, height: 26 }));
    for (const [from, to] of ends) svg.append(drawn("rect", { class: "down", x: this.x(from), y: 0, width: this.x(to) - this.x(from), height: 272 }));
    svg.append(drawn("text", { x: 8, y: 17 }, "site is down"));
    this.rows = runs.map(({ name }, at) => {
      const y = 58 + at * 54;
      svg.append(drawn("line", { class: "rule", x1: 96, x2: this.width - 12, y1: y, y2: y }), drawn("text", { class: "name", x: 8, y: y + 4 }, name));
      return y;
    });
    const most = this.width < 480 ? 3 : 6;
    const step = STEPS.find((step) => this.until <= step * most) ?? this.until;
    for (let at = 0; at <= this.until; at += step) {
      const anchor = this.x(at) > this.width - 40 ? "end" : at ? "middle" : "start";
      svg.append(drawn("text", { x: this.x(at), y: 292, "text-anchor": anchor }, words(at)));
    }
    this.now = drawn("line", { class: "now", y1: 0, y2: 272 });
    svg.append(this.now);
    this.marked = runs.map(() => 0);
  },
  show(runs) {
    if (!this.until || time > this.until) this.lay(runs);
    runs.forEach(({ asked, back }, row) => {
      for (; this.marked[row] < asked.length && asked[this.marked[row]][0] <= time; this.marked[row] += 1) {
        const [at, load, well] = asked[this.marked[row]];
        const home = load && well && at === back;
        of("plot").append(drawn("circle", { class: home ? "home" : load ? "load" : "probe", cx: this.x(at), cy: this.rows[row], r: home ? 7 : load ? 5 : 3.5 }));
      }
    });
    for (const end of ["x1", "x2"]) this.now.setAttribute(end, this.x(Math.min(time, this.until)));
  },
};
addEventListener("resize", () => {
  plot.clear();
  if (play) show();
});

// Drawing an outage: a drag over the strip is a stretch more.
let from;
const seconds = (event) => {
  const { left } = of("plot").getBoundingClientRect();
  return Math.max(0, Math.round((((event.clientX - left - 96) / (plot.width - 108)) * plot.until) / 1000));
};
of("plot").addEventListener("pointerdown", (event) => {
  const { top } = of("plot").getBoundingClientRect();
  from = event.clientY - top <= 40 ? seconds(event) : undefined;
});
of("plot").addEventListener("pointerup", (event) => {
  if (from === undefined) return;
  const [a, b] = [from, seconds(event)].sort((one, other) => one - other);
  from = undefined;
  if (b > a) choose({ down: `${wanted.down},${a}-${b}` });
});

// ---- The address

function address() {
  const told = { ...wanted, do: acts.map(([at, what, value]) => `${what}@${at}:${value}`).join(",") };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(told)) if (`${value}` !== `${FIRST[name]}`) query.set(name, value);
  history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
}

// From an address, or from a file: whatever it holds.
function read(given) {
  const number = (value, least, most, or) => {
    const read = Number(value);
    return value !== undefined && Number.isFinite(read) ? Math.min(most, Math.max(least, Math.round(read))) : or;
  };
  wanted = {
    down: `${given.down ?? FIRST.down}`.slice(0, 2000),
    code: CODES.includes(Number(given.code)) ? Number(given.code) : FIRST.code,
    retry: number(given.retry, 0, 7200, FIRST.retry),
    seed: number(given.seed, 0, 0xffffffff, FIRST.seed),
    looked: number(given.looked, 0, 1, FIRST.looked),
    beside: RIVALS.includes(given.beside) ? given.beside : FIRST.beside,
    lang: LANGUAGES.includes(given.lang) ? given.lang : FIRST.lang,
  };
  acts = `${given.do ?? ""}`.split(",").slice(0, 200).flatMap((one) => {
    const [, what, at, value] = one.match(/^(kill|lie|press)@(\d{1,9}):(-?\w{1,20})$/) ?? [];
    return what ? [[Number(at), what, what === "press" ? value : Number(value) || 0]] : [];
  }).sort(([one], [other]) => one - other);
}

function fill() {
  form.code.value = wanted.code;
  form.retry.value = wanted.retry || "";
  form.seed.value = wanted.seed;
  form.looked.checked = !!wanted.looked;
  form.lang.value = wanted.lang;
  form.beside.value = wanted.beside;
  const kind = Object.values(OUTAGES).includes(wanted.down) ? wanted.down : "";
  form.kind.value = kind;
}

async function choose(change) {
  read({ ...wanted, ...change });
  await speak(wanted.lang);
  anew();
  fill();
  look();
}

for (const [name, change] of Object.entries({
  kind: () => ({ down: form.kind.value || wanted.down }),
  down: () => ({ down: form.down.value }),
  code: () => ({ code: form.code.value }),
  retry: () => ({ retry: form.retry.value || 0 }),
  seed: () => ({ seed: form.seed.value }),
  looked: () => ({ looked: Number(form.looked.checked) }),
  beside: () => ({ beside: form.beside.value }),
  lang: () => ({ lang: form.lang.value }),
})) form[name].addEventListener("change", () => choose(change()));
for (const each of document.forms) each.addEventListener("submit", (event) => event.preventDefault());

of("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(location.href);
  of("shared").textContent = "Copied.";
});
of("save").addEventListener("click", () => {
  const told = { gatewatch_run: 1, ...Object.fromEntries(new URL(location.href).searchParams) };
  const file = make("a", "", { download: "gatewatch-run.json", href: `data:application/json,${encodeURIComponent(JSON.stringify(told))}` });
  file.click();
});

// A run that was saved here, or a trace that the extension recorded.
async function take(file) {
  const said = (words) => (of("shared").textContent = words);
  of("heard").hidden = true;
  if (file.size > LARGEST) return said("This is larger than any run or trace. Nothing was read.");
  const text = await file.text();
  try {
    const told = JSON.parse(text);
    if (told?.gatewatch_run === 1) {
      read(told);
      await speak(wanted.lang);
      fill();
      anew();
      return said("Read: press play.");
    }
  } catch {
    // No JSON: a trace, then.
  }
  const told = hear(text);
  if (typeof told === "string") return said(`This is no run that was saved here, and as a trace: ${told}.`);
  again(told);
  said(`Read: ${told.length} lines of a trace of this version.`);
}

// A trace by its own clock: what was heard and asked for, and each request as a mark.
function again(lines) {
  of("heard").hidden = false;
  const [begun, end] = [lines[0]?.[0] ?? 0, lines.at(-1)?.[0] ?? 0];
  const svg = of("heard-plot");
  const width = svg.clientWidth || 640;
  const x = (at) => 12 + ((at - begun) / (end - begun || 1)) * (width - 24);
  svg.setAttribute("viewBox", `0 0 ${width} 60`);
  svg.replaceChildren(svg.querySelector("title"), drawn("line", { class: "rule", x1: 12, x2: width - 12, y1: 20, y2: 20 }),
    drawn("text", { x: 12, y: 52 }, new Date(begun).toLocaleString("en")),
    drawn("text", { x: width - 12, y: 52, "text-anchor": "end" }, words(end - begun)));
  for (const [at, mark] of lines) {
    const r = { probe: 3.5, load: 5, home: 7 }[mark];
    if (r) svg.append(drawn("circle", { class: mark, cx: x(at), cy: 20, r }));
  }
  const line = ([at, , words]) => make("li", `${((at - begun) / 1000).toFixed(1)} s  ${words}`);
  of("heard-lines").replaceChildren(...lines.map(line));
}
const box = document.querySelector(".file");
of("trace").addEventListener("change", () => of("trace").files[0] && take(of("trace").files[0]));
for (const kind of ["dragover", "dragleave", "drop"]) {
  box.addEventListener(kind, (event) => {
    event.preventDefault();
    box.classList.toggle("over", kind === "dragover");
    if (kind !== "drop") return;
    const { files: [file] } = event.dataTransfer;
    take(file ?? new Blob([event.dataTransfer.getData("text/plain")]));
  });
}

// ---- Failing pages

let pages = [];
const SAYS = {
  retry: "Gatewatch asks on its schedule, and takes you back.",
  wait: "Gatewatch asks later, as it was told to, and takes you back.",
  leave_alone: "Gatewatch leaves it alone.",
};

// A browser shows what is no HTML as text in a page of its own.
function parsed(body, kind) {
  if (kind === "text/html" || kind === "application/xhtml+xml") return new DOMParser().parseFromString(body, "text/html");
  const page = document.implementation.createHTMLDocument("");
  page.body.append(Object.assign(page.createElement("pre"), { textContent: body }));
  return page;
}

function look() {
  const { status, headers, body } = paste;
  const kind = (headers.value.match(/^content-type:\s*([^;\s]+)/im)?.[1] ?? "text/html").toLowerCase();
  const facts = { ...factsOf(parsed(body.value, kind)), kind, size: new Blob([body.value]).size };
  const told = judge(Number(status.value) || 0, headers.value, facts);
  of("verdict").replaceChildren(`${told.class}: ${SAYS[told.action]}`, make("span", `The ${told.witness} says so (${told.why}).`));
  const code = Number(told.class.match(/\d+$/)?.[0]) || 0;
  if (told.action === "leave_alone" || !code) return paintFirst(null);
  const first = new Play(wanted.seed, "0-600", code, 0, true);
  first.advance(0);
  const view = first.view(wanted.lang, messages);
  // It counts by its own clock, which the run's above does not move.
  if (view.next_check) view.next_check += Date.now() - first.clock();
  first.free();
  paintFirst(view);
}

function turn() {
  const page = pages[Number(paste.page.value)];
  if (!page) return;
  paste.status.value = page.status;
  paste.headers.value = Object.entries(page.headers).map((header) => header.join(": ")).join("\n");
  paste.body.value = page.body;
  const html = /html/.test(page.headers["content-type"] ?? "html");
  of("shown").srcdoc = html ? page.body : parsed(page.body, "text/plain").documentElement.outerHTML;
  look();
}
paste.page.addEventListener("change", turn);
for (const name of ["status", "headers", "body"]) paste[name].addEventListener("input", look);

// ---- The start

const option = (value, text) => make("option", text, { value });
form.kind.append(...Object.entries(OUTAGES).map(([name, down]) => option(down, name)), option("", "as written or drawn"));
form.code.append(...CODES.map((code) => option(code, `${code}`)));
form.beside.append(option("all", "all three"), ...RIVALS.map((name) => option(name, name)));
form.lang.append(...LANGUAGES.map((code) => option(code, new Intl.DisplayNames([code], { type: "language" }).of(code))));
read(Object.fromEntries(new URLSearchParams(location.search)));
[pages] = await Promise.all([fetch("./pages.json").then((file) => file.json()), speak(wanted.lang), start({ module_or_path: "./playground_bg.wasm" })]);
paste.page.append(...pages.map(({ file, class: called }, at) => option(at, `${called}: ${file.replace(/\.\w+$/, "").replaceAll("_", " ")}`)));
paste.page.value = String(Math.max(0, pages.findIndex(({ class: called }) => called === "gateway_502")));
// Each part in a task of its own, so that the page answers meanwhile.
for (const part of [anew, fill, turn]) {
  await new Promise((next) => setTimeout(next));
  part();
}
document.documentElement.dataset.ready = "yes";
