// Shows the first-run page at the installation, lets an update wait while an outage is open, and gives
// waiting pages' addresses back when the extension was off and with it its pages.
import { GONE } from "./waits.js";

const { local, session } = chrome.storage;

const isOpen = async () => (await session.get("open")).open ?? false;

// The only page that opens by itself, and never again: not where an administrator installs it for others.
chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  if (reason !== "install") return;
  const { installType } = await chrome.management.getSelf();
  if (installType !== "admin") chrome.tabs.create({ url: chrome.runtime.getURL("welcome.html") });
});

// Unheard, Firefox would load the new version at once, and take every waiting page with it.
chrome.runtime.onUpdateAvailable.addListener(async () => {
  if (await isOpen()) await session.set({ update: true });
  else chrome.runtime.reload();
});
session.onChanged.addListener(async ({ open }) => {
  if (open?.oldValue && !open.newValue && (await session.get("update")).update) chrome.runtime.reload();
});

// The browser starts: whether yesterday's tabs are wanted is for it and its person to say.
chrome.runtime.onStartup.addListener(() => void forget());

async function forget() {
  await session.set({ lives: true }).catch(() => {});
  const kept = Object.keys(await local.get(null)).filter((key) => key.startsWith(GONE));
  if (kept.length) await local.remove(kept);
}

// What is in the session's store ends with the browser and when the extension is switched off. Answers
// whether it had ended.
async function giveBack() {
  const { lives } = await session.get("lives");
  if (lives) return false;
  await session.set({ lives: true }).catch(() => {});
  const kept = Object.entries(await local.get(null)).filter(([key]) => key.startsWith(GONE));
  await local.remove(kept.map(([key]) => key));
  const stand = (await chrome.tabs.query({})).map((tab) => tab.url ?? "");
  for (const [, url] of kept) {
    const there = `${chrome.runtime.getURL("waiting.html")}#${encodeURIComponent(url)}`;
    if (!stand.includes(there)) await chrome.tabs.create({ url, active: false });
  }
  return true;
}

// Calls where something may have begun to fail unheard: at its start, after it was off, which no event
// tells of, and where access was given.
export function begins(heard) {
  const { permissions, runtime } = chrome;
  for (const event of [runtime.onInstalled, runtime.onStartup, permissions.onAdded]) event.addListener(heard);
  giveBack().then((begun) => begun && heard());
}
