// Reads kept prompts out of a store that scripts in pages can write to: whatever is no prompt of a
// watched site is left out, and nothing that one says of itself puts it before others.
import { isWatchedAddress } from "./request-filters.js";

const KEY = /^prompt \w{1,40} \w{1,40}$/;
const LONGEST_TEXT = 200_000; // characters; what writes them cuts at as many bytes
const MOST_FILES = 20;
const LONGEST_FILE_NAME = 100;
const LONGEST_NAME = 60; // of a tab, and of whose cookies it has
// A clock that was set back makes prompts of the future; the clocks of two processes differ by less.
const CLOCKS_DIFFER_BY = 60_000; // ms

export const isPromptKey = (key) => KEY.test(key);

const isText = (it, longest) => typeof it === "string" && it.length <= longest;

// A prompt as it may be used, or null where it is none.
export function checkedPrompt(key, it) {
  if (!isPromptKey(key) || typeof it !== "object" || it === null) return null;
  const { text, at, chat, files = [], tab, from, jar } = it;
  if (!isText(text, LONGEST_TEXT) || !text.trim() || !Number.isFinite(at) || at < 0 || !isWatchedAddress(chat)) return null;
  if (!Array.isArray(files) || files.length > MOST_FILES || !files.every((name) => isText(name, LONGEST_FILE_NAME))) return null;
  if (tab !== undefined && !Number.isInteger(tab)) return null;
  if (![from, jar].every((name) => name === undefined || isText(name, LONGEST_NAME))) return null;
  return { text, at, chat, files, ...(tab !== undefined && { tab }), ...(from !== undefined && { from }), ...(jar !== undefined && { jar }) };
}

export const isOfTheFuture = ({ at }, now = Date.now()) => at > now + CLOCKS_DIFFER_BY;

// Every prompt of what stores hold, the newest first, one for each text, with all keys that it stands
// under; one that must not leave its tab stands for itself. What claims to be of the future comes last.
export function promptsOf(stored) {
  const now = Date.now();
  const age = (prompt) => (isOfTheFuture(prompt, now) ? Infinity : now - prompt.at);
  const byText = new Map();
  for (const [key, it] of Object.entries(stored)) {
    const prompt = checkedPrompt(key, it);
    if (!prompt) continue;
    const name = `${prompt.tab ?? ""} ${prompt.text}`;
    const other = byText.get(name);
    const newer = other && age(other) <= age(prompt) ? other : prompt;
    byText.set(name, { ...newer, keys: [...(other?.keys ?? []), key] });
  }
  return [...byText.values()].sort((one, other) => (age(one) === age(other) ? 0 : age(one) - age(other)));
}
