// Shows what can be chosen, from what the core describes, and keeps each choice as it is made where
// the core allows it; decides nothing itself.
import { bookmark } from "../shared/status-bookmark.js";
import { own, ownForChange, policy, words } from "../../shared/settings-store.js";
import { load } from "../../shared/load-wasm.js";
import init, { at_first, chosen, exported, imported, settings } from "../../shared/generated/gatewatch.js";

// The first-run page has room for some of them.
const some = document.querySelector("[data-only]");
const only = some?.dataset.only.split(" ");
const main = some ?? document.querySelector("main");
const core = load("gatewatch_bg.wasm").then((module) => init({ module_or_path: module }));
const rows = new Map(); // the parts of each field, by its name
let spoken = []; // the language and its texts
let shown;

// The page as the stores have it now.
async function ask() {
  const [stored, locked] = await Promise.all([own(), policy(), core]);
  const holds = { ...stored, ...locked };
  spoken = await words(holds, again);
  const page = settings(holds, locked, ...spoken);
  if (only) page.fields = only.map((wanted) => page.fields.find(({ name }) => name === wanted));
  return page;
}

// What a later version chose stays as it is.
async function ofLater() {
  const { settings } = await ownForChange();
  const known = new Set(shown.fields.map(({ name }) => name));
  return Object.fromEntries(Object.entries(settings ?? {}).filter(([name]) => !known.has(name)));
}

// Keeps what the core made of a choice; answers what is to be said of it.
async function keep({ settings, refused }, well, others = {}) {
  if (refused) return refused;
  try {
    await chrome.storage.sync.set({ settings: { ...others, ...settings } });
  } catch {
    return shown.not_kept;
  }
  paint(await ask());
  return shown[well];
}

function paint(next) {
  const focused = document.activeElement?.dataset.setting;
  const locks = ({ fields }) => `${fields.map(({ locked }) => locked)}`;
  if (shown && (shown.lang !== next.lang || locks(shown) !== locks(next))) {
    rows.clear();
    main.replaceChildren();
  }
  shown = next;
  if (!only) {
    document.documentElement.lang = next.lang;
    document.documentElement.dir = next.dir;
    document.title = next.title;
  }
  if (!rows.size) {
    if (!only) main.append(make("h1", next.title), make("p", next.about));
    for (const field of next.fields) main.append(row(field));
    if (!only) main.append(foot());
  }
  for (const field of next.fields) {
    const { tick, number, list, said } = rows.get(field.name);
    if (field.missing) said.textContent = next.not_here;
    if (list) list.value = field.value;
    if (list && focused === field.name) list.focus(); // it was said in the other language
    const on = field.value !== false;
    if (tick) Object.assign(tick, { checked: on && !field.missing, disabled: field.locked || field.missing });
    if (!number) continue;
    number.disabled = !on || field.locked || field.missing;
    number.value = on ? field.value : field.offered;
  }
}

function row(field) {
  const { name, kind } = field;
  const label = make("label", "", make("strong", field.label));
  const { locked } = field;
  const said = Object.assign(make("p", ""), { className: "said", role: "status" });
  const about = Object.assign(make("p", field.about), { id: `${name}-about` });
  const line = make("div", "", label);
  const parts = { said };
  if (kind === "list") {
    const list = (parts.list = named("select", field));
    list.append(...field.options.map(([value, name]) =>
      Object.assign(make("option", name), { value }, field.languages && { lang: value })));
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
  if (locked) about.append(" ", make("strong", shown.locked));
  return make("section", "", line, about, said);
}

const input = (field, type) => Object.assign(named("input", field), { type });

function named(tag, { name, locked }) {
  const element = make(tag, "");
  element.dataset.setting = name;
  element.setAttribute("aria-describedby", `${name}-about`);
  element.disabled = locked;
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
  // What is no number is refused by its bounds.
  const stored = await ownForChange().catch(() => null);
  if (!stored) return void (said.textContent = shown.not_kept);
  const next = chosen(stored.settings, name, value === value ? value : -1, ...spoken);
  if (number) number.ariaInvalid = String(!!next.refused);
  said.textContent = "";
  const words = await keep(next, "saved", await ofLater().catch(() => ({})));
  rows.get(name).said.textContent = words; // the language may be another
}

function foot() {
  const said = Object.assign(make("p", ""), { className: "said", role: "status" });
  const press = (words, does) => {
    const button = Object.assign(make("button", words), { type: "button" });
    button.addEventListener("click", does);
    return button;
  };
  const tell = async (next, well) => {
    for (const { said, number } of rows.values()) {
      said.textContent = "";
      if (number) number.ariaInvalid = "false";
    }
    said.textContent = "";
    const words = await keep(next, well);
    document.querySelector("footer .said").textContent = words; // the language may be another
  };
  const file = Object.assign(make("input", ""), { type: "file", accept: ".json,application/json", hidden: true });
  file.addEventListener("change", async () => {
    const bytes = new Uint8Array(await file.files[0].arrayBuffer());
    file.value = ""; // the same one may be chosen again
    const stored = await ownForChange().catch(() => null);
    if (!stored) return void (said.textContent = shown.not_kept);
    await tell(await allowed(imported(stored.settings, bytes, ...spoken)), "imported");
  });
  const save = async () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([exported(await own())], { type: "application/json" }));
    link.download = "gatewatch-settings.json";
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const mark = async () => (said.textContent = await bookmark(shown));
  const past = Object.assign(make("a", shown.history), { href: "history.html" });
  return make("footer", "", past, press(shown.bookmark, mark), press(shown.export, save), press(shown.import, () => file.click()),
    press(shown.reset, () => tell({ settings: at_first() }, "was_reset")), file, said);
}

// A file cannot give leave: what needs some that is not given stays off.
async function allowed(next) {
  for (const { name, permission } of shown.fields) {
    if (!permission || !next.settings?.[name]) continue;
    next.settings[name] = await chrome.permissions.contains({ permissions: [permission] });
  }
  return next;
}

function make(tag, text, ...inside) {
  const element = document.createElement(tag);
  element.append(...(text ? [text] : []), ...inside);
  return element;
}

// Chosen on another device, in the popup or by an administrator.
const again = async () => paint(await ask());
chrome.storage.sync.onChanged.addListener(again);
chrome.storage.managed?.onChanged?.addListener(again);
again();
