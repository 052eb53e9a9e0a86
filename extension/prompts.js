// The store of kept prompts: rescues, gives back, forgets. Texts stay here; the core says how they are
// kept, which of them go, and what is said, and hears what became of them.
import { give } from "./give.js";
import { isOff, watched } from "./chosen.js";
import { rescue, sent } from "./rescue.js";
import { isOwn } from "./senders.js";
import { soon } from "./soon.js";
import { HOSTS } from "./watched.js";

const { local, session } = chrome.storage;
const WORN = "worn"; // the alarm, once a day while anything is kept, or what is typed is
const DAY = 24 * 60; // minutes, as alarms are set
const NAME = "prompt ";
const KEY = /^prompt \d{1,17} (turn\d{0,10}|box\d|typed\d{1,2})$/; // as pages write them
const READERS = { files: ["reader.js", "aside.js", "finder.js"] };
const TYPING = { id: "typing", js: ["reader.js", "typing.js"] };
const chatOf = (address) => address.split(/[?#]/)[0];
const quietly = (promise) => promise.catch(() => null);

let ask; // the core
let where; // how prompts are kept, as the core said last
export const link = (core) => (ask = core);
const how = async () => (where ??= (await local.get("where")).where);

// The name of a tab, for as long as the browser runs: a tab's number comes again in the next run. What a page
// kept is bounded by it, so that a page crowds out its own alone.
let run_; // a promise of the run's name
async function nameOf(tab) {
  run_ ??= session.get("run").then(async ({ run }) => {
    const name = run ?? crypto.randomUUID().slice(0, 8);
    if (!run) await session.set({ run: name });
    return name;
  }).catch(() => "");
  return `${await run_} ${tab}`;
}

// Whose cookies a tab has: Firefox tells its containers apart, Chromium has none.
const jarOf = async (tab) => (await soon(chrome.tabs.get(tab)))?.cookieStoreId ?? "";

// Runs a function behind the reader in a tab's page. The rescue waits for the reader there: both are asked
// for at once, so that a background that dies over it has asked for all.
async function run(tab, func, order, early) {
  const [from, jar] = await Promise.all([nameOf(tab), jarOf(tab), how()]);
  const into = { target: { tabId: tab }, injectImmediately: early };
  const readers = chrome.scripting.executeScript({ ...into, ...READERS });
  const does = () => chrome.scripting.executeScript({ ...into, func, args: [{ ...order, where, from, jar }] });
  const [, [found]] = await Promise.all([readers, func === rescue ? does() : readers.then(does)]);
  return found?.result ?? null;
}

// Every kept prompt, the newest first, one for each text, with all keys that it stands under. What must not
// leave its tab stands for itself.
export async function all() {
  const kept = { ...(await local.get(null)), ...(await session.get(null)) };
  const byText = new Map();
  for (const [key, prompt] of Object.entries(kept)) {
    if (!key.startsWith(NAME)) continue;
    const name = `${prompt.tab ?? ""} ${prompt.text}`;
    const other = byText.get(name);
    const newer = other?.at > prompt.at ? other : prompt;
    byText.set(name, { ...newer, keys: [...(other?.keys ?? []), key] });
  }
  return [...byText.values()].sort((one, other) => other.at - one.at);
}

const some = async () => (await local.get("prompts")).prompts || (await session.get("private")).private;

// Drops what is too old and too much, and says whether any is left.
let sorting = Promise.resolve(); // one at a time: in the middle it is not known whether any is kept
export function sortOut() {
  return (sorting = sorting.then(sortNow, sortNow));
}
async function sortNow() {
  const kept = await all();
  // What the typing script kept names its document alone.
  const sources = kept.map(({ from, keys }) => from ?? keys[0].split(" ")[1]);
  const entries = kept.map(({ at, text, keys }, n) => ({ at, bytes: new Blob([text]).size * keys.length, source: sources.indexOf(sources[n]) }));
  const gone = await ask("outworn", entries);
  await drop(kept.filter((_, at) => gone?.[at]).flatMap(({ keys }) => keys));
  const none = async () => !(await all()).length;
  if (await none()) {
    await local.remove("prompts");
    // A page may have kept one meanwhile.
    if (!(await none())) await local.set({ prompts: true });
  }
  quietly(again());
}

// Worn out with nothing failing, they go all the same.
async function again() {
  if (!(await some()) && !(await how())?.types) return void chrome.alarms.clear(WORN);
  if (!(await chrome.alarms.get(WORN))) chrome.alarms.create(WORN, { periodInMinutes: DAY });
}
export const rang = (name) => (name === WORN ? sortOut() : null);

export async function drop(keys) {
  await Promise.all([local.remove(keys), session.remove(keys)]);
}

// What a private window or a temporary chat wrote is never on the disk, and ends with its tab. Of what
// a page sends nothing but its own prompts is taken: all else in that store is closed to pages.
async function keepHere(kept, { tab, url }) {
  const [from, { most }] = await Promise.all([nameOf(tab.id), how()]);
  const { origin } = new URL(url);
  const prompts = Object.entries(kept).slice(0, 20).filter(([key, it]) => KEY.test(key) && typeof it?.text === "string"
    && it.text.length <= most && Number.isFinite(it.at) && `${it.chat}`.startsWith(`${origin}/`));
  if (!prompts.length) return false;
  const taken = prompts.map(([key, { text, at, chat, files }]) =>
    [key, { text, at: Math.min(at, Date.now()), chat, files, from, tab: tab.id }]);
  await session.set({ ...Object.fromEntries(taken), private: true });
  chrome.tabs.onRemoved.addListener(tabClosed);
  quietly(sortOut());
  return true;
}
async function tabClosed() {
  const open = new Set((await chrome.tabs.query({})).map(({ id }) => id));
  const kept = Object.entries(await session.get(null));
  const gone = kept.filter(([key, prompt]) => key.startsWith(NAME) && !open.has(prompt.tab));
  await drop(gone.map(([key]) => key));
}

// A death between two closings: the browser wakes us for the next, and what is gone is seen then.
session.get("private").then(({ private: any }) => any && (chrome.tabs.onRemoved.addListener(tabClosed), tabClosed()));

// Reads and keeps what stands on a page: what the function there answers.
async function rescueIn(tab, order) {
  const answer = await run(tab, rescue, order, true);
  if (answer && !answer.composer && order.message) await session.set({ unseen: true });
  if (answer?.saved?.startsWith("kept")) quietly(sortOut());
  return answer;
}

// A message failed: its text is kept before anybody is awake who knows what that means, and wherever the
// background may die meanwhile.
export async function failed({ tabId, frameId, url, method, type, statusCode = 500 }) {
  if (tabId < 0 || frameId || method !== "POST" || type === "main_frame" || statusCode < 500) return;
  if (!(await isOff(url)) && (await how())) quietly(rescueIn(tabId, { message: true }));
}

// The site went down: every page of it that lives.
async function rescueAround() {
  for (const { id } of await chrome.tabs.query({ url: await watched() })) quietly(run(id, rescue, {}, true));
}

// A message was answered to its end: what was sent is safe with the site.
export async function accepted(it) {
  const { tabId, statusCode } = it;
  failed(it); // the other may have come to a background that died
  if (tabId < 0 || statusCode >= 300) return; // our own probes, too
  await sorting.catch(() => {});
  if (!(await some())) return;
  const { text = "", boxes } = (await quietly(run(tabId, sent, {}, true))) ?? {};
  if (!text.trim()) return;
  // A page may show blanks as it likes.
  const plain = (words) => words.replace(/\s+/g, " ").trim();
  const is = (other) => plain(other) === plain(text);
  const same = (await all()).filter((prompt) => is(prompt.text) && !boxes.some(is));
  await drop(same.flatMap(({ keys }) => keys));
}

// The prompts of a page's chat; one that must not leave its tab is offered there alone, and in a private
// window nothing else; one of a container of Firefox's, in that container.
async function of(address, tab) {
  if (!(await some())) return [];
  const { incognito, cookieStoreId: jar = "" } = (await quietly(chrome.tabs.get(tab))) ?? {};
  return (await all()).filter((prompt) => prompt.chat === chatOf(address)
    && (prompt.tab === undefined ? !incognito && (prompt.jar ?? jar) === jar : prompt.tab === tab));
}

// Offers a page's prompts on it. Its headers are here before it is: who answers first may be the page
// that goes.
export async function offer({ tabId, url, statusCode, timeStamp }, isOff) {
  const prompts = statusCode < 300 ? await of(url, tabId) : [];
  if (!prompts.length || (await isOff(url))) return;
  const words = await ask("words");
  for (let left = 40; left > 0; left -= 1) {
    const order = { prompts, words, age: Date.now() - timeStamp + 500 };
    const came = await quietly(run(tabId, give, order));
    if (came && came !== "older") return;
    await new Promise((again) => setTimeout(again, 250));
  }
}

// What was pressed in the panel, the bar or the waiting page of a tab.
async function giveIn(tab, address, does) {
  const prompts = await of(address, tab);
  if (!prompts.length) return "refused";
  const came = await quietly(run(tab, give, { prompts, does }, true));
  // A page of our own lets nobody in, but listens.
  return came ?? chrome.runtime.sendMessage({ kind: "copy", address, text: prompts[0].text });
}

// Keeping while somebody types: the script is there only where they want that. One at a time, or it would
// be registered twice. Where `missing` it is seen to only if it is.
let watching = Promise.resolve();
function watchTyping(on, missing) {
  const watch = () => watchNow(on, missing);
  return (watching = watching.then(watch, watch));
}
async function watchNow(on, missing) {
  const { scripting, tabs } = chrome;
  const [there] = await scripting.getRegisteredContentScripts({ ids: [TYPING.id] });
  if (there && missing) return;
  const matches = on ? await watched() : [];
  const same = `${(there?.matches ?? []).toSorted()}` === `${matches.toSorted()}`;
  if (there && !same) await scripting.unregisterContentScripts({ ids: [TYPING.id] });
  if (matches.length && !same) await scripting.registerContentScripts([{ ...TYPING, matches }]);
  for (const { id, url } of await tabs.query({ url: HOSTS })) {
    // Where it stands already it stays as it is.
    if (matches.some((match) => url.startsWith(match.slice(0, -1)))) quietly(scripting.executeScript({ target: { tabId: id }, files: TYPING.js }));
    else quietly(tabs.sendMessage(id, { kind: "stop" }));
  }
}

async function keeping(how) {
  where = how;
  const known = (await local.get("where")).where;
  if (JSON.stringify(known) !== JSON.stringify(how)) await local.set({ where: how });
  await watchTyping(how.types);
  quietly((await some()) ? sortOut() : again());
}

// An update takes the script from its pages and from the browser's list, and a restart may; with all well
// no core wakes to see it. What wore out meanwhile goes.
async function begin() {
  // Whether all is off is known before a message fails.
  const [{ begun }, kept, any] = await Promise.all([session.get("begun"), how(), some(), isOff()]);
  if (kept?.types) await watchTyping(true, begun);
  if (begun || !(kept?.types || any)) return;
  quietly(session.set({ begun: true }));
  if (any) await sortOut();
}
quietly(begin());

// How many tabs of the site keep what is typed, by their own answer.
async function guarded() {
  if (!(await how())?.types) return {};
  const tabs = await chrome.tabs.query({ url: HOSTS });
  const answers = await Promise.all(tabs.map(({ id }) => soon(chrome.tabs.sendMessage(id, { kind: "protected" }))));
  return { tabs: tabs.length, guarded: answers.filter(Boolean).length };
}

// What the popup lists.
async function listed() {
  await sortOut();
  const { unseen } = await session.get("unseen");
  await session.remove("unseen"); // said once
  return { prompts: await all(), types: (await how())?.types, unseen, ...(await guarded()), words: await ask("words") };
}

// A page forgets what its tab kept, and what was offered on it: what is of its chat.
async function forget(keys, { tab, url }) {
  const [from, kept] = await Promise.all([nameOf(tab.id), Promise.all([local.get(keys), session.get(keys)])]);
  const chat = chatOf(url);
  const isItsOwn = (key) => kept.every(({ [key]: it }) => !it
    || (it.tab === undefined ? it.from === from || it.chat === chat : it.tab === tab.id));
  return drop(keys.filter(isItsOwn));
}

// A message that is for the store: a promise of its answer.
export function hear({ kind, kept, keys }, sender) {
  const own = isOwn(sender);
  if (kind === "keep" && !own && typeof kept === "object" && kept) return keepHere(kept, sender);
  if (kind === "drop" && Array.isArray(keys)) {
    const named = keys.filter((key) => `${key}`.startsWith(NAME)).slice(0, 500);
    return (own ? drop(named) : forget(named, sender)).then(() => true);
  }
  if (kind === "jar" && !own) return Promise.resolve(sender.tab.cookieStoreId ?? "");
  if (kind === "prompts" && own) return listed();
  return null;
}

export const hooks = { rescue: rescueIn, rescueAround, give: giveIn, keeping,
  areKept: async (tab, address) => {
    const [first] = await of(address, tab);
    return first && (first.tab ? "kept_here" : "kept");
  } };
