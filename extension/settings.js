// Shows what can be chosen, from what the core describes, and hands each choice to it as it is
// made; decides nothing and keeps nothing itself.
import { bookmark } from "./bookmark.js";

const main = document.querySelector("main");
const rows = new Map(); // the parts of each field, by its name
let shown;

const say = (message) => chrome.runtime.sendMessage(message);

function paint(next) {
  if (!next) return;
  const focused = document.activeElement?.dataset.setting;
  if (shown && shown.lang !== next.lang) {
    rows.clear();
    main.replaceChildren();
  }
  shown = next;
  document.documentElement.lang = next.lang;
  document.documentElement.dir = next.dir;
  document.title = next.title;
  if (!rows.size) {
    main.append(make("h1", next.title), make("p", next.about));
    for (const field of next.fields) main.append(row(field));
    main.append(foot());
  }
  for (const field of next.fields) {
    const { tick, number, list, said } = rows.get(field.name);
    if (field.missing) said.textContent = next.not_here;
    if (list) list.value = field.value;
    if (list && focused === field.name) list.focus(); // it was said in the other language
    const on = field.value !== false;
    if (tick) Object.assign(tick, { checked: on && !field.missing, disabled: field.missing });
    if (!number) continue;
    number.disabled = !on || field.missing;
    number.value = on ? field.value : field.offered;
  }
}

function row(field) {
  const { name, kind } = field;
  const label = make("label", "", make("strong", field.label));
  const said = Object.assign(make("p", ""), { className: "said", role: "status" });
  const about = Object.assign(make("p", field.about), { id: `${name}-about` });
  const line = make("div", "", label);
  const parts = { said };
  if (kind === "language") {
    const list = (parts.list = named("select", field));
    list.append(...field.languages.map(([code, name]) =>
      Object.assign(make("option", name || field.browsers), { value: code, lang: code })));
    list.addEventListener("change", () => choose(field, list.value));
    label.htmlFor = list.id = name;
    line.append(list);
  }
  if (kind === "switch" || kind === "number-or-off") {
    parts.tick = input(field, "checkbox");
    parts.tick.addEventListener("click", () => choose(field, parts.tick.checked));
    label.prepend(parts.tick);
  }
  if (kind === "number" || kind === "number-or-off") {
    const number = (parts.number = input(field, "number"));
    Object.assign(number, { min: field.least, max: field.most, step: 1 });
    number.addEventListener("change", () => choose(field, number.value === "" ? NaN : Number(number.value)));
    const unit = make("span", field.unit);
    if (kind === "number") {
      label.htmlFor = number.id = name;
    } else {
      number.ariaLabel = `${field.label} (${field.unit})`;
    }
    line.append(make("span", "", number, unit));
  }
  rows.set(name, parts);
  return make("section", "", line, about, said);
}

const input = (field, type) => Object.assign(named("input", field), { type });

function named(tag, { name }) {
  const element = make(tag, "");
  element.dataset.setting = name;
  element.setAttribute("aria-describedby", `${name}-about`);
  return element;
}

// A permission can be asked for in the click itself alone, so before anything is awaited.
async function choose({ name, permission }, value) {
  const { said, number } = rows.get(name);
  const leave = permission && value ? chrome.permissions.request({ permissions: [permission] }) : true;
  if (!(await leave)) {
    paint(shown);
    said.textContent = shown.no_leave;
    return;
  }
  // Numbers alone travel: what is none is refused by its bounds.
  const next = await say({ kind: "choose", name, value: value === value ? value : -1 });
  if (!next) return;
  if (number) number.ariaInvalid = String(!!next.refused);
  if (!next.refused) paint(next);
  said.textContent = next.refused ?? next.saved;
}

function foot() {
  const button = Object.assign(make("button", shown.reset), { type: "button" });
  const said = Object.assign(make("p", ""), { className: "said", role: "status" });
  button.addEventListener("click", async () => {
    const next = await say({ kind: "reset" });
    for (const { said, number } of rows.values()) {
      said.textContent = "";
      if (number) number.ariaInvalid = "false";
    }
    paint(next);
    said.textContent = next?.refused ?? next?.was_reset ?? "";
  });
  const mark = Object.assign(make("button", shown.bookmark), { type: "button" });
  mark.addEventListener("click", async () => (said.textContent = await bookmark(shown)));
  return make("footer", "", mark, button, said);
}

function make(tag, text, ...inside) {
  const element = document.createElement(tag);
  element.append(...(text ? [text] : []), ...inside);
  return element;
}

// Chosen on another device or in the popup, or said in another language from now on.
const again = async () => paint(await say({ kind: "settings" }));
chrome.storage.sync.onChanged.addListener(again);
chrome.runtime.onMessage.addListener(({ kind }) => void (kind === "spoken" && again()));
again();
