// Shows what can be chosen, from what the core describes, and keeps each choice as it is made where
// the core allows it; decides nothing itself.
import { make, makeButton, makeText } from "../../shared/dom.ts";
import {
  at_first,
  chosen,
  exported,
  imported,
  own_chosen,
  own_origins,
  settings,
} from "../../shared/generated/gatewatch.js";
import { loadWasm } from "../../shared/load-wasm.ts";
import type { Words } from "../../shared/settings-store.ts";
import {
  chosenWords,
  onAnySettingChanged,
  ownSettings,
  policySettings,
  settingsForChange,
  mergePolicy,
  writeSettings,
} from "../../shared/settings-store.ts";
import { BROWSER_ANSWERS_WITHIN, attempt, withTimeLimit } from "../../shared/with-time-limit.ts";
import { saveFile } from "../shared/save-file.ts";
import type { BookmarkWords } from "../shared/status-bookmark.ts";
import { bookmarkStatusPage } from "../shared/status-bookmark.ts";
import type { Field, FieldRow, Value } from "./field-row.ts";
import { createRow } from "./field-row.ts";
import type { OwnSection, OwnSite } from "./own-site.ts";
import { ownSection } from "./own-site.ts";
import { troubleshooting } from "./troubleshooting.ts";

/** The page; src/pages/settings.rs puts it together. */
interface SettingsPage extends BookmarkWords {
  lang: string;
  dir: string;
  title: string;
  fields: Field[];
  own: OwnSite;
  saved: string;
  reset: string;
  not_kept: string;
  not_here: string;
  no_leave: string;
  bookmark: string;
  locked: string;
  habits: string;
  history: string;
  kept: string;
  export: string;
  import: string;
  log_title: string;
  log_about: string;
  empty: string;
  check: string;
  sites_title: string;
  sites_about: string;
  trace: string;
  copied: string;
  not_copied: string;
}

/** What is to be kept after a choice, or the sentence that says why not. */
interface Choice {
  settings?: Record<string, Value>;
  refused?: string;
}

// The first-run page has room for some of them.
const some = document.querySelector<HTMLElement>("[data-only]");
const only = some?.dataset["only"]?.split(" ");
const main = some ?? (document.querySelector("main") as HTMLElement);
const rows = new Map<string, FieldRow>(); // by the names of their fields
let words: Words | undefined;
let shown: SettingsPage | undefined;
let ownSite: OwnSection | undefined;

/** The page as the stores have it now. */
async function readPage(): Promise<SettingsPage> {
  const [own, policy] = await Promise.all([ownSettings(), policySettings(), loadWasm()]);
  const all = mergePolicy(own, policy);
  words = await chosenWords(all, refresh);
  const page = settings(all, policy, ...words) as SettingsPage;
  if (!only) return page;
  const fields = only.map((wanted) => page.fields.find(({ name }) => name === wanted));
  return { ...page, fields: fields.filter((field) => field !== undefined) };
}

async function refresh(): Promise<void> {
  paint(await readPage());
}

function paint(next: SettingsPage): void {
  const focused = (document.activeElement as HTMLElement | null)?.dataset["setting"];
  if (shown && (shown.lang !== next.lang || locksOf(shown) !== locksOf(next))) {
    rows.clear();
    main.replaceChildren();
  }
  shown = next;
  if (!only) {
    document.documentElement.lang = next.lang;
    document.documentElement.dir = next.dir;
    document.title = next.title;
  }
  if (!rows.size) build(next);
  for (const field of next.fields) {
    const row = rows.get(field.name);
    row?.show(field);
    // It was said in the other language.
    if (focused === field.name) row?.focusList();
  }
  ownSite?.show(next.own);
}

function locksOf({ fields, own: { locked: isOwnLocked } }: SettingsPage): string {
  return [...fields.map(({ locked }) => locked), isOwnLocked].join(",");
}

function build(page: SettingsPage): void {
  if (!only) main.append(makeText("h1", page.title));
  const isOther = ({ origins }: Field): boolean => origins !== undefined;
  const habits = page.fields.filter(({ habit }) => habit);
  const others = page.fields.filter((field) => isOther(field));
  for (const field of page.fields) {
    const row = createRow(field, page, (value) => choose(field, value));
    rows.set(field.name, row);
    if (!field.habit && !isOther(field)) main.append(row.element);
  }
  const elementsOf = (fields: Field[]): (Element | string)[] =>
    fields.map(({ name }) => rows.get(name)?.element ?? "");
  if (habits.length) main.append(makeText("h2", page.habits), ...elementsOf(habits));
  if (others.length) {
    main.append(makeText("h2", page.sites_title), makeText("p", page.sites_about));
    main.append(...elementsOf(others));
  }
  ownSite = only ? undefined : ownSection(page, chooseOwn);
  if (ownSite) main.append(ownSite.element);
  if (!only) main.append(troubleshooting(page), footerOf(page));
}

// A permission can be asked for in the click itself alone, so before anything is awaited.
async function choose({ name, permission, origins }: Field, value: Value): Promise<void> {
  const permissions = permission ? [permission as chrome.runtime.ManifestPermission] : [];
  const needed = { permissions, origins: origins ?? [] };
  const isNeeded = (permission || origins) && value;
  const isGiven = isNeeded ? chrome.permissions.request(needed) : true;
  if (!shown || !words) return;
  if (!(await isGiven)) {
    paint(shown);
    rows.get(name)?.say(shown.no_leave);
    return;
  }
  const stored = await forChange();
  if (!stored) {
    rows.get(name)?.say(shown.not_kept);
    return;
  }
  // What is no number is refused by its bounds.
  const isNumber = !Number.isNaN(value);
  const next = chosen(stored.settings, name, isNumber ? value : -1, ...words) as Choice;
  rows.get(name)?.markInvalid(next.refused !== undefined);
  rows.get(name)?.say("");
  const said = await keep(next, ofLaterVersion(stored.settings, shown));
  // What nobody watches any more needs no access.
  if (origins && !value) await attempt("permissions.remove", () => giveBack(origins), false);
  rows.get(name)?.say(said); // the row may be another, in another language
}

async function chooseOwn(
  host: string,
  status: string,
): Promise<{ said: string; isRefused: boolean }> {
  const stored = await forChange();
  if (!stored || !shown || !words) return { said: shown?.not_kept ?? "", isRefused: true };
  const next = own_chosen(stored.settings, host, status, ...words) as Choice;
  const said = await keep(next, ofLaterVersion(stored.settings, shown));
  return { said, isRefused: next.refused !== undefined || said === shown?.not_kept };
}

function giveBack(origins: string[]): Promise<boolean> {
  return chrome.permissions.remove({ origins });
}

// What people chose, to be changed; null where it cannot be read, and is not written over.
async function forChange(): Promise<{ settings: Record<string, Value> } | null> {
  const read = async (): Promise<{ settings: Record<string, Value> }> => ({
    settings: { ...(await settingsForChange()) } as Record<string, Value>,
  });
  return attempt("settings", read, null);
}

// What a later version chose stays as it is.
function ofLaterVersion(
  stored: Record<string, Value>,
  { fields }: SettingsPage,
): Record<string, Value> {
  const known = new Set([...fields.map(({ name }) => name), "own_site", "own_status"]);
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !known.has(name)));
}

// Keeps what the core made of a choice; answers what is to be said of it.
async function keep(
  { settings: next, refused }: Choice,
  others: Record<string, Value> = {},
): Promise<string> {
  if (refused !== undefined) return refused;
  if (!(await writeSettings({ ...others, ...next }))) return shown?.not_kept ?? "";
  await refresh();
  return shown?.saved ?? "";
}

function footerOf(page: SettingsPage): Node {
  const said = make("p", { className: "said", role: "status" });
  const say = (text: string): void => {
    // The footer may be another, in another language.
    const present = document.querySelector("footer .said") ?? said;
    present.textContent = text;
  };
  const keepAll = async (next: Choice): Promise<void> => {
    for (const row of rows.values()) {
      row.say("");
      row.markInvalid(false);
    }
    say("");
    say(await keep(next));
  };
  const file = make("input", { type: "file", accept: ".json,application/json", hidden: true });
  file.addEventListener("change", async () => {
    const [chosenFile] = file.files ?? [];
    if (!chosenFile || !words) return;
    const bytes = new Uint8Array(await chosenFile.arrayBuffer());
    file.value = ""; // the same one may be chosen again
    const stored = await forChange();
    if (stored) {
      await keepAll(await allowed(imported(stored.settings, bytes, ...words) as Choice));
    } else say(page.not_kept);
  });
  const save = async (): Promise<void> =>
    saveFile("gatewatch-settings.json", "application/json", exported(await ownSettings()));
  const bookmark = async (): Promise<void> => say(await bookmarkStatusPage(page));
  const reset = (): Promise<void> => keepAll({ settings: at_first() as Record<string, Value> });
  return make(
    "footer",
    {},
    make("a", { href: "history.html" }, page.history),
    make("a", { href: "saved.html" }, page.kept),
    makeButton(page.bookmark, bookmark),
    makeButton(page.export, save),
    makeButton(page.import, () => file.click()),
    makeButton(page.reset, reset),
    file,
    said,
  );
}

// A file cannot give leave: what needs some that is not given stays off.
async function allowed(next: Choice): Promise<Choice> {
  if (!next.settings) return next;
  const all = { ...next.settings };
  for (const { name, permission, origins = [] } of shown?.fields ?? []) {
    const permissions = permission ? [permission as chrome.runtime.ManifestPermission] : [];
    const isChosen = all[name] && (permission || origins.length);
    if (isChosen && !(await hasLeave({ permissions, origins }))) all[name] = false;
  }
  const own = own_origins(String(all["own_site"] ?? ""), String(all["own_status"] ?? ""));
  if (own.length && !(await hasLeave({ origins: own }))) {
    delete all["own_site"];
    delete all["own_status"];
  }
  return { ...next, settings: all };
}

function hasLeave(needed: chrome.permissions.Permissions): Promise<boolean> {
  const contains = (): Promise<boolean> => chrome.permissions.contains(needed);
  return withTimeLimit("permissions.contains", contains, BROWSER_ANSWERS_WITHIN, false);
}

// Chosen on another device, in the popup or by an administrator.
onAnySettingChanged(refresh);
void refresh();
