// The log of errors, in memory that ends with the browser: what kind of error, where in Gatewatch,
// when and how often. No error message is kept, because browsers put addresses into them. The
// settings show it under *Troubleshooting*, and the report contains it.

import { STORE_ANSWERS_WITHIN, inTime } from "./in-time.ts";

export interface LogEntry {
  /** Which of our calls failed, as named in the source. */
  where: string;
  /** The kind of error, never in the browser's words. */
  kind: string;
  /** When it happened last, in ms since 1970. */
  at: number;
  times: number;
}

export const MOST_ENTRIES = 50;

// Parts of browsers' messages, and our names for them.
const KINDS: [RegExp, string][] = [
  [/cannot access|permission|not allowed|cannot be scripted|showing error page/i, "refused"],
  [/no tab with id|invalid tab id|no frame|was removed|no window|was discarded/i, "gone"],
  [
    /receiving end|message port closed|message channel closed|back\/forward cache/i,
    "nobody listens",
  ],
  [/quota/i, "store full"],
  // What Firefox says for anything that goes wrong inside it.
  [/an unexpected error occurred/i, "browser failed"],
];

let writing = Promise.resolve(); // one at a time, or one entry would overwrite another

/** Logs an error, or one named by its kind. Never fails, and need not be awaited. */
export function logError(where: string, error: unknown): void {
  const kind = typeof error === "string" ? error : kindOf(error);
  writing = writing
    // A store that never answers keeps the next entry waiting no longer than any other.
    .then(async () => {
      await inTime(add(where, kind), STORE_ANSWERS_WITHIN);
    })
    .catch(() => {
      // The store itself refuses, so there is nowhere to log this.
    });
}

/** The entries in the store, the latest last. */
export async function loggedErrors(): Promise<LogEntry[]> {
  const { errors } = await chrome.storage.session.get("errors");
  return Array.isArray(errors) ? errors.filter(isEntry) : [];
}

async function add(where: string, kind: string): Promise<void> {
  // The playground runs in a page's world, without stores.
  if (!globalThis.chrome?.storage?.session) return;
  const entries = await loggedErrors();
  const isSame = (entry: LogEntry): boolean => entry.where === where && entry.kind === kind;
  const times = (entries.find(isSame)?.times ?? 0) + 1;
  const others = entries.filter((entry) => !isSame(entry));
  const errors = [...others, { where, kind, at: Date.now(), times }].slice(-MOST_ENTRIES);
  await chrome.storage.session.set({ errors });
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error) && !(error instanceof DOMException)) return "failed";
  const known = KINDS.find(([says]) => says.test(error.message));
  return known ? known[1] : error.name;
}

function isEntry(value: unknown): value is LogEntry {
  if (typeof value !== "object" || value === null) return false;
  const { where, kind, at, times } = value as Record<keyof LogEntry, unknown>;
  const areTexts = typeof where === "string" && typeof kind === "string";
  return areTexts && typeof at === "number" && typeof times === "number";
}
