// What people chose, as the stores hold it: whether Gatewatch is switched off is known before any
// wasm is. What a choice means is the core's. A store that does not answer holds nothing up: what it
// said last counts, and what it says later is taken up then.
import { ENGLISH } from "./generated/english.js";
import { texts } from "./catalogue.js";
import { HOSTS } from "../background/request-filters.js";
import { BROWSER_ANSWERS_WITHIN, STORE_ANSWERS_WITHIN, readStore, withTimeLimit } from "./with-time-limit.js";

const { local, sync, managed } = chrome.storage;
const SWITCHES = { "chatgpt.com": "on_chatgpt", "chat.openai.com": "on_chat_openai" };
const LAST_KNOWN = "last known"; // in `local`: what people and their administrator chose, as it was read last
const NO_ANSWER = Symbol("the store did not answer");

// Scripts in pages have no business with what was chosen. Firefox has no such lock.
withTimeLimit(() => sync.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" }), STORE_ANSWERS_WITHIN);

let known; // asked of the stores once, then told by them
let locked; // what an administrator chose: a promise, until that changes
let remembered; // a promise of what is under LAST_KNOWN
let remembering = Promise.resolve(); // one at a time
const listeners = [];

const isObject = (it) => typeof it === "object" && it !== null && !Array.isArray(it);

// What a store answers about choices; where it does not in time, what it answered the last time, and
// `comesLater` is called with what it answers after all.
async function lastAnswer(name, ask, comesLater) {
  const asked = new Promise((done) => done(ask())).then((it) => (isObject(it) ? it : {}));
  asked.then((it) => remember(name, it)).catch(() => {});
  const answer = await withTimeLimit(() => asked, STORE_ANSWERS_WITHIN, NO_ANSWER);
  if (answer !== NO_ANSWER) return answer;
  const last = (await rememberedChoices())[name];
  asked.then((it) => JSON.stringify(it) !== JSON.stringify(last ?? {}) && comesLater(), () => {});
  return isObject(last) ? last : {};
}

function rememberedChoices() {
  remembered ??= readStore(local, LAST_KNOWN).then((kept) => (isObject(kept[LAST_KNOWN]) ? kept[LAST_KNOWN] : {}));
  return remembered;
}

// Nothing is written where nobody chose anything.
function remember(name, choices) {
  remembering = remembering.then(async () => {
    const all = await rememberedChoices();
    if (JSON.stringify(all[name] ?? {}) === JSON.stringify(choices)) return;
    remembered = Promise.resolve({ ...all, [name]: choices });
    await withTimeLimit(() => local.set({ [LAST_KNOWN]: { ...all, [name]: choices } }), STORE_ANSWERS_WITHIN);
  });
  return remembering;
}

// What people chose themselves.
export const own = () => lastAnswer("own", () => sync.get("settings").then(({ settings }) => settings), choicesCame);

// The same to be changed and written back: what cannot be read is not written over.
export async function ownForChange() {
  const kept = await withTimeLimit(() => sync.get("settings"), BROWSER_ANSWERS_WITHIN, null);
  if (!kept) throw new Error("the store of settings does not answer");
  return kept;
}

// What their administrator did, and nobody else can change. Firefox fails where nobody is one.
export function policy() {
  locked ??= lastAnswer("policy", askPolicy, choicesCame);
  return locked;
}

async function askPolicy() {
  try {
    return await managed?.get(null);
  } catch (error) {
    if (/managed storage manifest not found/i.test(error?.message)) return {};
    throw error;
  }
}

export function chosen() {
  known ??= Promise.all([own(), policy()]).then(([settings, policy]) => ({ ...settings, ...policy }));
  return known;
}

// A store answered after all, or an administrator chose otherwise: whatever counted until now, it is
// told as if all had been off.
async function choicesCame() {
  known = locked = undefined;
  const now = await chosen();
  for (const listener of listeners) listener({ on: false }, now);
}

// Keeps one more choice of a page of ours.
export async function choose(name, value) {
  await sync.set({ settings: { ...(await ownForChange()).settings, [name]: value } });
}

// Whether everything is switched off, or the site of that address is.
export async function isOff(address) {
  const it = await chosen();
  return it.on === false || (!!address && it[SWITCHES[new URL(address).host]] === false);
}

// The addresses of the sites that are not switched off.
export async function watched() {
  const off = await Promise.all(HOSTS.map((host) => isOff(host.replace("*", ""))));
  return HOSTS.filter((_, at) => !off[at]);
}

// Tells what was chosen and what is now, at each change.
export function onChosen(does) {
  listeners.push(does);
  sync.onChanged.addListener(async ({ settings }) => {
    if (!settings) return;
    known = policy().then((locked) => ({ ...settings.newValue, ...locked }));
    remember("own", settings.newValue ?? {});
    does({ ...settings.oldValue, ...(await policy()) }, await known);
  });
  managed?.onChanged?.addListener(choicesCame);
}

// Whether more is watched now.
export const wakes = (before, now) =>
  ["on", ...Object.values(SWITCHES)].some((name) => before[name] === false && now[name] !== false);

// The language that was chosen, or else the browser's, and its texts; English where they cannot be
// read. Then `cameLater` is called with the language and its texts, if they are read later.
export async function words(settings, cameLater) {
  const browsers = chrome.i18n.getMessage("lang") || "en";
  const wanted = settings?.language || browsers;
  const isWanted = async () => ((await chosen()).language || browsers) === wanted;
  const late = cameLater && (async (found) => (await isWanted()) && cameLater([wanted, found]));
  const found = await texts(wanted, late);
  if (found) return [wanted, found];
  const other = wanted === browsers ? null : await texts(browsers);
  return other ? [browsers, other] : ["en", ENGLISH];
}
