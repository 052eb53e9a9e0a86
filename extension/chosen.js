// What people chose, as the stores hold it: whether Gatewatch is switched off is known before any
// wasm is. What a choice means is the core's.
import { texts } from "./texts.js";
import { HOSTS } from "./watched.js";

const { sync, managed } = chrome.storage;
const SWITCHES = { "chatgpt.com": "on_chatgpt", "chat.openai.com": "on_chat_openai" };

let known; // asked of the stores once, then told by them

// What people chose themselves.
export const own = async () => (await sync.get("settings").catch(() => ({}))).settings;

// What their administrator did, and nobody else can change. Firefox throws where nobody is one.
export async function policy() {
  try {
    return await managed.get(null);
  } catch {
    return {};
  }
}

export function chosen() {
  known ??= Promise.all([own(), policy()]).then(([settings, policy]) => ({ ...settings, ...policy }));
  return known;
}

// Keeps one more choice of a page of ours.
export async function choose(name, value) {
  await sync.set({ settings: { ...(await own()), [name]: value } });
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
  sync.onChanged.addListener(async ({ settings }) => {
    if (!settings) return;
    const locked = policy();
    known = locked.then((locked) => ({ ...settings.newValue, ...locked }));
    does({ ...settings.oldValue, ...(await locked) }, await known);
  });
  managed?.onChanged?.addListener(async () => {
    known = undefined;
    does({ on: false }, await chosen()); // whatever it was
  });
}

// Whether more is watched now.
export const wakes = (before, now) =>
  ["on", ...Object.values(SWITCHES)].some((name) => before[name] === false && now[name] !== false);

async function catalogue(language) {
  return [language, await texts(language)];
}

// The language that was chosen, or else the browser's, and its catalogue.
export function words(settings) {
  const browsers = chrome.i18n.getMessage("lang");
  return catalogue(settings?.language || browsers)
    .catch(() => catalogue(browsers))
    .catch(() => [browsers, {}]);
}
