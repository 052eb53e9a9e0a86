// A prompt as it is kept, and how what claims to be one is checked: scripts in pages can write to the
// store on disk, and they send what is kept in memory.
import { isSiteAddress } from "./sites.ts";

/** One text that was kept, as it stands in a store. */
export interface KeptPrompt {
  text: string;
  /** When it was written, in ms since 1970. */
  at: number;
  /** The address of its chat, without query and fragment. */
  chat: string;
  /** The names of files that were attached. */
  files?: string[];
  /** What the assistant had written when its answer broke off, as Markdown. */
  answer?: string;
  /** Whether the chat had a message of the same words before. */
  isRepeated?: boolean;
  /** The background's name for the tab that it is of. */
  from?: string;
  /** Whose cookies that tab has: Firefox tells its containers apart. */
  jar?: string;
}

/** One that the background keeps in memory: it is offered in its own tab and nowhere else. */
export interface StoredPrompt extends KeptPrompt {
  tab?: number;
}

/** How a tab keeps what is typed: texts of so many characters, 0 for none, under the tab's name. */
export interface TypingKept {
  most: number;
  from: string;
}

/** The key of a kept prompt: `prompt`, the document's time origin in microseconds, its place there. */
export type PromptKey = `prompt ${string}`;

/** What every key begins with, and nothing else that is kept. */
export const PROMPT_PREFIX = "prompt ";

const KEY = /^prompt \w{1,40} \w{1,40}$/;

// Whatever writes a prompt cuts it, and its answer, at as many bytes: no text of them has more characters.
const LONGEST_TEXT = 200_000;
const LONGEST_NAME = 60; // of a tab, and of whose cookies it has
const MOST_FILES = 20;
const LONGEST_FILE_NAME = 100;

export function isPromptKey(key: unknown): key is PromptKey {
  return typeof key === "string" && KEY.test(key);
}

/** A prompt as it may be used, with its known members alone; null where it is none. */
export function checkedPrompt(key: string, value: unknown): StoredPrompt | null {
  if (!isPromptKey(key) || typeof value !== "object" || value === null) return null;
  const { text, at, chat, files, answer, isRepeated, tab, from, jar } = value as Record<
    keyof StoredPrompt,
    unknown
  >;
  if (!isText(text, LONGEST_TEXT) || !text.trim() || !isMoment(at) || !isSiteAddress(chat)) {
    return null;
  }
  if (files !== undefined && !areFileNames(files)) return null;
  if (answer !== undefined && !isText(answer, LONGEST_TEXT)) return null;
  if (tab !== undefined && !Number.isInteger(tab)) return null;
  if (from !== undefined && !isText(from, LONGEST_NAME)) return null;
  if (jar !== undefined && !isText(jar, LONGEST_NAME)) return null;
  return {
    text,
    at,
    chat,
    files: files ?? [],
    ...(answer && { answer }),
    ...(isRepeated === true && { isRepeated }),
    ...(tab !== undefined && { tab: tab as number }),
    ...(from !== undefined && { from }),
    ...(jar !== undefined && { jar }),
  };
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.length <= longest;
}

function isMoment(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function areFileNames(value: unknown): value is string[] {
  if (!Array.isArray(value) || value.length > MOST_FILES) return false;
  return value.every((name) => isText(name, LONGEST_FILE_NAME));
}
