// The lines of outages that are over, as the core writes them, on this device: a list for each
// month, and no more of either than a page can show.
import { attempt } from "./with-time-limit.ts";
import { readWhole, removeFromStore, writeStore } from "./stores.ts";

type MonthKey = `past ${string}`;

const PREFIX = "past ";
const MONTH = /^past \d{4}-\d{2}$/;
const MOST_OF_A_MONTH = 400; // lines
const MOST_MONTHS = 24;
const MOST_READ = 20_000; // lines
const LONGEST_LINE = 2000; // characters

let writing: Promise<unknown> = Promise.resolve(); // one at a time: two sites may be back at once
let known: Promise<string> | undefined;
let isListening = false;
const listeners: (() => unknown)[] = [];

/**
 * Keeps one more line. Never fails: if the store is full the line is lost, and nothing waits for
 * it.
 */
export async function keepOutage(line: string): Promise<void> {
  writing = writing.then(() => attempt("history", () => keep(line), undefined));
  await writing;
}

/**
 * Every line, as one text, the newest last; what is not a list, or not a line, counts as an
 * unreadable line. If there are more than anyone should have, only the newest are read.
 */
export function outageLines(): Promise<string> {
  listen();
  known ??= readLines();
  return known;
}

export async function deleteHistory(): Promise<void> {
  const stored = await chrome.storage.local.get(null);
  await chrome.storage.local.remove(Object.keys(stored).filter((key) => isKey(key)));
}

/** Calls when the lines change. */
export function onHistoryChanged(listener: () => unknown): void {
  listen();
  listeners.push(listener);
}

async function keep(line: string): Promise<void> {
  const began = new Date(Number(line.split(" ")[1])); // it follows the line's format
  const key: MonthKey = `past ${began.toISOString().slice(0, 7)}`;
  const stored = await readWhole("local", null);
  if (!stored) return; // what cannot be read is not overwritten
  // A line that is written again after a death is exactly the same.
  const others = linesOf(stored[key]).filter((other) => isLine(other) && other !== line);
  await writeStore("local", { [key]: [...others, line].slice(-MOST_OF_A_MONTH) });
  const months = Object.keys({ ...stored, [key]: [] }).filter((name) => MONTH.test(name));
  const old = months.toSorted().slice(0, -MOST_MONTHS) as MonthKey[];
  await removeFromStore(
    "local",
    old.filter((month) => month !== key),
  );
}

async function readLines(): Promise<string> {
  const stored = Object.entries(await readWhole("local", {})).filter(([key]) => isKey(key));
  const months = stored.toSorted(([one], [other]) => (one < other ? -1 : 1));
  const lines = months.flatMap(([, value]) => {
    if (!Array.isArray(value)) return ["?"];
    return value.slice(-MOST_OF_A_MONTH).map((line) => (isLine(line) ? line : "?"));
  });
  return lines.slice(-MOST_READ).join("\n");
}

function linesOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

// Scripts in pages can write to that store.
function isLine(line: unknown): line is string {
  return typeof line === "string" && line.length <= LONGEST_LINE && !line.includes("\n");
}

function isKey(key: string): key is MonthKey {
  return key.startsWith(PREFIX);
}

// Not in the background, which would be woken by each prompt that is written.
function listen(): void {
  if (isListening) return;
  isListening = true;
  chrome.storage.local.onChanged.addListener((changes) => {
    if (!Object.keys(changes).some((key) => isKey(key))) return;
    known = undefined;
    for (const listener of listeners) listener();
  });
}
