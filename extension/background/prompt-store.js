// The store of kept prompts: rescues, gives back, forgets. Texts stay here; the core says how they are
// kept, which of them go, and what is said, and hears what became of them.
import { give } from "../content/restore-prompt.js";
import { chosen, isOff, watched } from "../shared/settings-store.js";
import { rescue, sent } from "../content/prompt-rescue.js";
import { isOwn } from "../shared/senders.js";
import { checkedPrompt, isOfTheFuture, promptsOf } from "./stored-prompt.js";
import { HOSTS } from "./request-filters.js";
import { BROWSER_ANSWERS_WITHIN, PAGE_ANSWERS_WITHIN, STORE_ANSWERS_WITHIN, readStore, withTimeLimit } from "../shared/with-time-limit.js";

const { local, session } = chrome.storage;
const WORN = "worn"; // the alarm, once a day while anything is kept, or what is typed is
const DAY = 24 * 60; // minutes, as alarms are set
const NAME = "prompt ";
const READERS = { files: ["reader.js", "aside.js", "finder.js"] };
const TYPING = { id: "typing", js: ["reader.js", "typing.js"] };
const chatOf = (address) => address.split(/[?#]/)[0];
const quietly = (promise) => promise.catch(() => null);

let ask; // the core
let where; // how prompts are kept, as the core said last
export const link = (core) => (ask = core);

// Out of the reach of scripts in pages: what is read of a page is nothing that a page may say.
async function how() {
  if (!where) {
    const kept = await readStore(session, "where");
    where ??= kept.where; // the core may have said it meanwhile
  }
  return where;
}

// The same where no core said it yet since the browser began: it does when it wakes.
async function howNow() {
  if (!(await how())) await ask("words");
  return where;
}

// The name of a tab, for as long as the browser runs: a tab's number comes again in the next run. What a page
// kept is bounded by it, so that a page crowds out its own alone.
let run_; // a promise of the run's name
async function nameOf(tab) {
  run_ ??= readStore(session, "run").then(async ({ run }) => {
    const name = run ?? crypto.randomUUID().slice(0, 8);
    if (!run) await inStore(() => session.set({ run: name }));
    return name;
  });
  return `${await run_} ${tab}`;
}

// Whose cookies a tab has: Firefox tells its containers apart, Chromium has none.
const jarOf = async (tab) => (await withTimeLimit(() => chrome.tabs.get(tab), BROWSER_ANSWERS_WITHIN, null))?.cookieStoreId ?? "";

// Runs a function behind the reader in a tab's page. The rescue waits for the reader there: both are asked
// for at once, so that a background that dies over it has asked for all.
async function run(tab, func, order, early) {
  const [from, jar] = await Promise.all([nameOf(tab), jarOf(tab), howNow()]);
  const into = { target: { tabId: tab }, injectImmediately: early };
  const readers = chrome.scripting.executeScript({ ...into, ...READERS });
  const does = () => chrome.scripting.executeScript({ ...into, func, args: [{ ...order, where, from, jar }] });
  const [, [found]] = await Promise.all([readers, func === rescue ? does() : readers.then(does)]);
  return found?.result ?? null;
}

const stored = async () => Object.assign({}, ...(await Promise.all([readStore(local, null), readStore(session, null)])));

// Every kept prompt, the newest first, one for each text, with all keys that it stands under.
export const all = async () => promptsOf(await stored());

const some = async () => (await readStore(local, "prompts")).prompts || (await readStore(session, "private")).private;

// Drops what is too old and too much, and says whether any is left.
let sorting = Promise.resolve(); // one at a time: in the middle it is not known whether any is kept
export function sortOut() {
  return (sorting = sorting.then(sortNow, sortNow));
}
async function sortNow() {
  await mend();
  const kept = await all();
  // What the typing script kept names its document alone.
  const sources = kept.map(({ from, keys }) => from ?? keys[0].split(" ")[1]);
  const entries = kept.map(({ at, text, keys }, n) => ({ at, bytes: new Blob([text]).size * keys.length, source: sources.indexOf(sources[n]) }));
  const gone = await ask("outworn", entries);
  await drop(kept.filter((_, at) => gone?.[at]).flatMap(({ keys }) => keys));
  const none = async () => !(await all()).length;
  if (await none()) {
    await inStore(() => local.remove("prompts"));
    // A page may have kept one meanwhile.
    if (!(await none())) await inStore(() => local.set({ prompts: true }));
  }
  quietly(again());
}

// What stands under a prompt's key and is none goes; one of the future begins to age now.
async function mend() {
  for (const area of [local, session]) {
    const entries = Object.entries(await readStore(area, null)).filter(([key]) => key.startsWith(NAME));
    const broken = entries.filter(([key, it]) => !checkedPrompt(key, it)).map(([key]) => key);
    const early = entries.filter(([key, it]) => !broken.includes(key) && isOfTheFuture(it));
    if (broken.length) await inStore(() => area.remove(broken));
    const now = Date.now();
    if (early.length) await inStore(() => area.set(Object.fromEntries(early.map(([key, it]) => [key, { ...it, at: now }]))));
  }
}

// Worn out with nothing failing, they go all the same.
async function again() {
  if ((await isOff()) || (!(await some()) && !(await how())?.types)) return void chrome.alarms.clear(WORN);
  if (!(await withTimeLimit(() => chrome.alarms.get(WORN), BROWSER_ANSWERS_WITHIN))) chrome.alarms.create(WORN, { periodInMinutes: DAY });
}
export const rang = (name) => (name === WORN ? sortOut() : null);

const inStore = (does) => withTimeLimit(does, STORE_ANSWERS_WITHIN);

export async function drop(keys) {
  await Promise.all([inStore(() => local.remove(keys)), inStore(() => session.remove(keys))]);
}

// What a private window or a temporary chat wrote is never on the disk, and ends with its tab. Of what
// a page sends nothing but its own prompts is taken: all else in that store is closed to pages.
async function keepHere(kept, { tab, url }) {
  const [from, { most }] = await Promise.all([nameOf(tab.id), howNow()]);
  const { origin } = new URL(url);
  const prompts = Object.entries(kept).slice(0, 20).map(([key, it]) => [key, checkedPrompt(key, it)])
    .filter(([, it]) => it && it.text.length <= most && it.chat.startsWith(`${origin}/`));
  if (!prompts.length) return false;
  const taken = prompts.map(([key, it]) => [key, { ...it, at: Math.min(it.at, Date.now()), from, tab: tab.id }]);
  const set = () => session.set({ ...Object.fromEntries(taken), private: true }).then(() => true);
  if (!(await withTimeLimit(set, BROWSER_ANSWERS_WITHIN, false))) return false;
  chrome.tabs.onRemoved.addListener(tabClosed);
  quietly(sortOut());
  return true;
}
async function tabClosed() {
  const tabs = await withTimeLimit(() => chrome.tabs.query({}), BROWSER_ANSWERS_WITHIN, null);
  if (!tabs) return; // asked again when the next one is closed
  const open = new Set(tabs.map(({ id }) => id));
  const kept = Object.entries(await readStore(session, null));
  const gone = kept.filter(([key, prompt]) => key.startsWith(NAME) && !open.has(prompt?.tab));
  await drop(gone.map(([key]) => key));
}

// A death between two closings: the browser wakes us for the next, and what is gone is seen then.
readStore(session, "private").then(({ private: any }) => any && (chrome.tabs.onRemoved.addListener(tabClosed), tabClosed()));

// Reads and keeps what stands on a page: what the function there answers.
async function rescueIn(tab, order) {
  const answer = await run(tab, rescue, order, true);
  if (answer && !answer.composer && order.message) await inStore(() => session.set({ unseen: true }));
  if (answer?.saved?.startsWith("kept")) quietly(sortOut());
  return answer;
}

// A message failed: its text is kept before anybody is awake who knows what that means, and wherever the
// background may die meanwhile.
export async function failed({ tabId, frameId, url, method, type, statusCode = 500 }) {
  if (tabId < 0 || frameId || method !== "POST" || type === "main_frame" || statusCode < 500) return;
  if (!(await isOff(url)) && (await howNow())) quietly(rescueIn(tabId, { message: true }));
}

const tabsOf = async (url) => (url.length ? withTimeLimit(() => chrome.tabs.query({ url }), BROWSER_ANSWERS_WITHIN, []) : []);

// The site went down: every page of it that lives.
async function rescueAround() {
  for (const { id } of await tabsOf(await watched())) quietly(run(id, rescue, {}, true));
}

// A message was answered to its end: what was sent is safe with the site.
export async function accepted(it) {
  const { tabId, statusCode } = it;
  failed(it); // the other may have come to a background that died
  if (tabId < 0 || statusCode >= 300) return; // our own probes, too
  if (await isOff(it.url)) return;
  await withTimeLimit(() => sorting, BROWSER_ANSWERS_WITHIN);
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
  const { incognito, cookieStoreId: jar = "" } = await withTimeLimit(() => chrome.tabs.get(tab), BROWSER_ANSWERS_WITHIN, {});
  return (await all()).filter((prompt) => prompt.chat === chatOf(address)
    && (prompt.tab === undefined ? !incognito && (prompt.jar ?? jar) === jar : prompt.tab === tab));
}

// Offers a page's prompts on it. Its headers are here before it is: who answers first may be the page
// that goes.
export async function offer({ tabId, url, statusCode, timeStamp }, isOff) {
  if (statusCode >= 300 || (await isOff(url))) return;
  const prompts = await of(url, tabId);
  if (!prompts.length) return;
  const words = await ask("words");
  for (let left = 40; left > 0 && !(await isOff(url)); left -= 1) {
    const order = { prompts, words, age: Date.now() - timeStamp + 500 };
    const came = await quietly(run(tabId, give, order));
    if (came && came !== "older") return;
    await new Promise((again) => setTimeout(again, 250));
  }
}

// Switched off, for all or for a site, an offer that stands is taken away at once.
export async function takeOffersAway() {
  const on = await watched();
  for (const { id } of await tabsOf(HOSTS.filter((host) => !on.includes(host)))) quietly(chrome.tabs.sendMessage(id, { kind: "off" }));
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
  const answered = (does, otherwise) => withTimeLimit(does, BROWSER_ANSWERS_WITHIN, otherwise);
  const listed = await answered(() => scripting.getRegisteredContentScripts({ ids: [TYPING.id] }), null);
  if (!listed) return; // it is seen to when the background begins again
  const [there] = listed;
  if (there && missing) return;
  const matches = on ? await filter(await watched(), hasAccess) : [];
  const same = `${(there?.matches ?? []).toSorted()}` === `${matches.toSorted()}`;
  if (there && !same) await answered(() => scripting.unregisterContentScripts({ ids: [TYPING.id] }));
  if (matches.length && !same) await answered(() => scripting.registerContentScripts([{ ...TYPING, matches }]));
  // Of a page to which access was taken away the browser tells no address, and its script hears us all
  // the same.
  for (const { id, url } of await withTimeLimit(() => tabs.query({}), BROWSER_ANSWERS_WITHIN, [])) {
    // Where it stands already it stays as it is.
    if (matches.some((match) => url?.startsWith(match.slice(0, -1)))) quietly(scripting.executeScript({ target: { tabId: id }, files: TYPING.js }));
    else quietly(tabs.sendMessage(id, { kind: "stop" }));
  }
}

const filter = async (all, test) => {
  const held = await Promise.all(all.map(test));
  return all.filter((_, at) => held[at]);
};
const hasAccess = (origin) =>
  withTimeLimit(() => chrome.permissions.contains({ origins: [origin] }), BROWSER_ANSWERS_WITHIN, true);

// Access to a host was given or taken away: nothing that is typed is kept where it was taken.
export async function accessChanged() {
  if ((await how())?.types) await watchTyping(true);
}

async function keeping(how) {
  where = how;
  inStore(() => session.set({ where: how }));
  await watchTyping(how.types);
  quietly((await some()) ? sortOut() : again());
}

// An update takes the script from its pages and from the browser's list, and a restart may; with all well
// no core wakes to see it. What wore out meanwhile goes.
async function begin() {
  // Whether all is off is known before a message fails.
  const [{ begun }, it, any, off] = await Promise.all([readStore(session, "begun"), chosen(), some(), isOff()]);
  if (off) return;
  const kept = it.keep_while_typing && (await howNow());
  if (kept?.types) await watchTyping(true, begun);
  if (begun || !(kept?.types || any)) return;
  inStore(() => session.set({ begun: true }));
  if (any) await sortOut();
}
quietly(begin());

// How many tabs of the site keep what is typed, by their own answer.
async function guarded() {
  if (!(await how())?.types) return {};
  const tabs = await tabsOf(HOSTS);
  const answers = await Promise.all(tabs.map(({ id }) =>
    withTimeLimit(() => chrome.tabs.sendMessage(id, { kind: "protected" }), PAGE_ANSWERS_WITHIN)));
  return { tabs: tabs.length, guarded: answers.filter(Boolean).length };
}

// What the popup lists.
async function listed() {
  await sortOut();
  const { unseen } = await readStore(session, "unseen");
  await inStore(() => session.remove("unseen")); // said once
  return { prompts: await all(), types: (await how())?.types, unseen, ...(await guarded()), words: await ask("words") };
}

// A page forgets what its tab kept, and what was offered on it: what is of its chat.
async function forget(keys, { tab, url }) {
  const [from, kept] = await Promise.all([nameOf(tab.id), Promise.all([readStore(local, keys), readStore(session, keys)])]);
  const chat = chatOf(url);
  const isItsOwn = (key) => kept.every(({ [key]: it }) => !it
    || (it.tab === undefined ? it.from === from || it.chat === chat : it.tab === tab.id));
  return drop(keys.filter(isItsOwn));
}

// How long a text the script that keeps what is typed keeps on a page, in bytes; 0 where it keeps nothing.
async function typingIn(url) {
  if (await isOff(url)) return 0;
  const { types, most } = (await howNow()) ?? {};
  return types ? most : 0;
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
  if (kind === "typing" && !own) return typingIn(sender.url);
  return null;
}

export const hooks = { rescue: rescueIn, rescueAround, give: giveIn, keeping,
  areKept: async (tab, address) => {
    const [first] = await of(address, tab);
    return first && (first.tab ? "kept_here" : "kept");
  } };
