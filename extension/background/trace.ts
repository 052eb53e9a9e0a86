// Keeps what the core handled lately, as the core wrote it, in memory that ends with the browser,
// so that a bug report can be replayed. What is copied from it names no chat: the wasm in a page
// removes that.
import { readStore, writeStore } from "../shared/stores.ts";

const MOST = 32_000; // characters

let reading: Promise<[boolean, string][]> | undefined;
let hasChanged = false;
let isWriting = false;

/** Adds a line; some are whole states, and without one before it a line means nothing. */
export async function recordTrace(isState: boolean, line: string): Promise<void> {
  reading ??= read();
  const entries = await reading;
  if (!entries.length && !isState) return;
  entries.push([isState, line]);
  while (sizeOf(entries) > MOST) {
    const next = entries.findIndex(([isWhole], at) => isWhole && at > 0);
    entries.splice(0, next === -1 ? entries.length : next);
  }
  hasChanged = true;
  if (isWriting) return;
  isWriting = true;
  while (hasChanged) {
    hasChanged = false;
    await writeStore("session", { trace: entries });
  }
  isWriting = false;
}

async function read(): Promise<[boolean, string][]> {
  const { trace } = await readStore("session", "trace");
  return trace ?? [];
}

function sizeOf(entries: [boolean, string][]): number {
  let size = 0;
  for (const [, line] of entries) size += line.length;
  return size;
}
