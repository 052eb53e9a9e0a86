// A saved prompt, and the check of whatever claims to be one: scripts in pages can write to the
// store on disk, and they send what is kept in memory.
import { isSiteAddress } from "./sites.ts";

/** Why the bytes of an attached file are not kept. */
export type NotKept = "too_large" | "too_many" | "no_room" | "private" | "unreadable" | "crowded";

/** What is stored about an attached file beside its prompt. */
export interface FileNote {
  name: string;
  /** In bytes. */
  size: number;
  /** The id under which its bytes are kept (background/file-store.ts). */
  id?: string;
  /** Otherwise, why they are not. */
  why?: NotKept;
}

/** One text that was saved, as it is in a store. */
export interface KeptPrompt {
  text: string;
  /** When it was written, in ms since 1970. */
  at: number;
  /** The address of its chat, without query and fragment. */
  chat: string;
  /** The names of attached files that were not seen when they were chosen. */
  files?: string[];
  /** Those that were. */
  attached?: FileNote[];
  /** What the assistant had written when its answer broke off, as Markdown. */
  answer?: string;
  /** Whether the chat already had a message with the same words. */
  isRepeated?: boolean;
  /** The background's name for its tab. */
  from?: string;
  /** Whose cookies that tab has: Firefox tells its containers apart. */
  cookieStore?: string;
  /** The account that was signed in, as a hash (content/account-of-page.ts), if it is known. */
  account?: string | undefined;
}

/** The owner of a prompt: its tab, its container and its account. */
export type Owner = Pick<KeptPrompt, "account" | "from" | "cookieStore">;

/** One that the background keeps in memory: it is offered in its own tab and nowhere else. */
export interface StoredPrompt extends KeptPrompt {
  tab?: number;
}

/** How a tab keeps what is typed: the longest text in characters, 0 for none, and the owner. */
export interface TypingKept {
  most: number;
  owner?: Owner;
}

/**
 * The key of a saved prompt: `prompt`, the document's time origin in microseconds, its place there.
 */
export type PromptKey = `prompt ${string}`;

/** The beginning of every prompt's key, and of no other. */
export const PROMPT_PREFIX = "prompt ";

const KEY = /^prompt \w{1,40} \w{1,40}$/;

// Writers cut a prompt and its answer at this many bytes, so neither has more characters.
const LONGEST_TEXT = 200_000;
const LONGEST_NAME = 60; // of a tab's name, and of its cookie store's
/** Attached files of one prompt. */
const MOST_FILES = 20;
const LONGEST_FILE_NAME = 100;
/** Bytes of one file that is kept, and of all together. */
export const LARGEST_FILE = 20_000_000;
export const MOST_FILE_BYTES = 50_000_000;
/** A file is sent from its page to the background, and stored, in parts of this many bytes. */
export const FILE_PART = 1_000_000;

const ACCOUNT = /^[\da-f]{32}$/;
const FILE_ID = /^[\da-f-]{36}$/;
const NOT_KEPT: Record<NotKept, true> = {
  too_large: true,
  too_many: true,
  no_room: true,
  private: true,
  unreadable: true,
  crowded: true,
};

export function isPromptKey(key: unknown): key is PromptKey {
  return typeof key === "string" && KEY.test(key);
}

export function isFileId(id: unknown): id is string {
  return typeof id === "string" && FILE_ID.test(id);
}

/** A prompt that is safe to use, with only its known members; null if it is none. */
export function checkedPrompt(key: string, value: unknown): StoredPrompt | null {
  if (!isPromptKey(key) || typeof value !== "object" || value === null) return null;
  const { text, at, chat, files, attached, answer, isRepeated, tab, from, cookieStore, account } =
    value as Record<keyof StoredPrompt, unknown>;
  if (!isText(text, LONGEST_TEXT) || !text.trim() || !isMoment(at) || !isSiteAddress(chat)) {
    return null;
  }
  if (files !== undefined && !areFileNames(files)) return null;
  if (attached !== undefined && !areNotes(attached)) return null;
  if (answer !== undefined && !isText(answer, LONGEST_TEXT)) return null;
  if (tab !== undefined && !Number.isInteger(tab)) return null;
  if (from !== undefined && !isText(from, LONGEST_NAME)) return null;
  if (cookieStore !== undefined && !isText(cookieStore, LONGEST_NAME)) return null;
  if (account !== undefined && !isAccount(account)) return null;
  return {
    text,
    at,
    chat,
    files: files ?? [],
    ...(attached && { attached: attached.map((note) => onlyNote(note)) }),
    ...(answer && { answer }),
    ...(isRepeated === true && { isRepeated }),
    ...(tab !== undefined && { tab: tab as number }),
    ...(from !== undefined && { from }),
    ...(cookieStore !== undefined && { cookieStore }),
    ...(account !== undefined && { account }),
  };
}

/** The path of an existing chat, with its id: it belongs to one account. */
const OWN_CHAT = /\/u?c\/.|\/(?=[\w-]*\d)[\w-]{12,}/;

/**
 * Whether a prompt belongs to the account of a page. If the page does not name its account, only the
 * prompt's own tab counts; if the account was unknown when the prompt was saved, so does its chat.
 */
export function isOfAccount(prompt: KeptPrompt, account: string | undefined, tab: string): boolean {
  if (prompt.account && account) return prompt.account === account;
  if (prompt.from === tab) return true;
  return !prompt.account && isOwnChat(prompt.chat);
}

/** Whether it is the address of a chat that exists. */
export function isOwnChat(chat: string): boolean {
  return OWN_CHAT.test(new URL(chat).pathname);
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.length <= longest;
}

function isAccount(value: unknown): value is string {
  return typeof value === "string" && ACCOUNT.test(value);
}

function isMoment(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function areNotes(value: unknown): value is FileNote[] {
  if (!Array.isArray(value) || value.length > MOST_FILES) return false;
  return value.every((note: unknown) => {
    if (typeof note !== "object" || note === null) return false;
    const { name, size, id, why } = note as Record<keyof FileNote, unknown>;
    return (
      isText(name, LONGEST_FILE_NAME) &&
      isMoment(size) &&
      (id === undefined || isFileId(id)) &&
      (why === undefined || Object.hasOwn(NOT_KEPT, String(why)))
    );
  });
}

function onlyNote({ name, size, id, why }: FileNote): FileNote {
  return { name, size, ...(id && { id }), ...(why && { why }) };
}

function areFileNames(value: unknown): value is string[] {
  if (!Array.isArray(value) || value.length > MOST_FILES) return false;
  return value.every((name) => isText(name, LONGEST_FILE_NAME));
}
