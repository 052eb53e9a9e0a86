// Every message that is sent inside the extension, who may send it, and the one gate that each
// message passes before anything else of it is looked at.
import type { Button } from "./generated/Button.ts";
import type { Question } from "./generated/Question.ts";

/** One text that was kept, as it stands in a store. */
export interface KeptPrompt {
  text: string;
  /** When it was written, in ms since 1970. */
  at: number;
  /** The address of its chat, without query and fragment. */
  chat: string;
  /** The names of files that were attached. */
  files?: string[];
  /** The background's name for the tab that it is of. */
  from?: string;
}

/** The key of a kept prompt: `prompt`, the document's time origin in microseconds, its place there. */
export type PromptKey = `prompt ${string}`;

/** A button of a card, a bar, the popup or a waiting page was pressed. */
export interface Pressed {
  kind: "pressed";
  button: Button;
}

/** A person answered a question that the advice asks. */
export interface Told {
  kind: "told";
  question: Question;
  yes: boolean;
}

/** A countdown came to its end. */
export interface Due {
  kind: "due";
}

/** The browser says that the network is back. */
export interface Online {
  kind: "online";
}

/** A page that shows a card came into sight, or went out of it. */
export interface Seen {
  kind: "seen";
  visible: boolean;
}

/** A page came out of the browser's store of pages, with whatever card it had. */
export interface Again {
  kind: "again";
}

/** A waiting page asks what to show. */
export interface Waiting {
  kind: "waiting";
  /** The address that it keeps. */
  address: string;
}

/** A page of ours asks what a tab shows. */
export interface Classify {
  kind: "classify";
  tab: number;
}

/** The popup asks what to show. */
export interface Popup {
  kind: "popup";
  /** Whether it has just been opened, or asks again. */
  opened: boolean;
}

/** A page has a text that must not reach the disk: it is kept in the browser's memory. */
export interface Keep {
  kind: "keep";
  kept: Record<PromptKey, KeptPrompt>;
}

/** Kept prompts are wanted no more. */
export interface Drop {
  kind: "drop";
  keys: PromptKey[];
}

/** The popup asks which prompts are kept. */
export interface Prompts {
  kind: "prompts";
}

/** The script that keeps what is typed asks whether it shall, and up to which length. */
export interface Typing {
  kind: "typing";
}

/** The language was changed: pages ask for their words again. */
export interface Spoken {
  kind: "spoken";
}

/** A waiting page is to go back to the address that it keeps. */
export interface Leave {
  kind: "leave";
  tab: number;
  address: string;
  /** Also where a person is at work in its card. */
  anyway: boolean;
}

/** A waiting page is to copy a prompt, since no script can be put into it. */
export interface Copy {
  kind: "copy";
  address: string;
  text: string;
}

/** Whether the script that keeps what is typed does so. */
export interface Protected {
  kind: "protected";
}

/** The script that keeps what is typed is to stop. */
export interface Stop {
  kind: "stop";
}

/** Gatewatch was switched off for a tab's site: whatever of ours stands there goes. */
export interface Off {
  kind: "off";
}

/** What is sent to the background. */
export type ToBackground =
  | Pressed
  | Told
  | Due
  | Online
  | Seen
  | Again
  | Waiting
  | Classify
  | Popup
  | Keep
  | Drop
  | Prompts
  | Typing;

/** What the background sends to pages of the extension. */
export type ToPage = Spoken | Leave | Copy;

/** What the background sends to the scripts in a tab. */
export type ToTab = Protected | Stop | Off;

export type Message = ToBackground | ToPage | ToTab;
export type Kind = Message["kind"];
export type MessageOf<K extends Kind> = Extract<Message, { kind: K }>;

/** Who sends: a page of the extension, a script of ours in a watched site's tab, the background. */
export type Sender = "own page" | "content script" | "background";

/** Who may send which kind; nobody else may. */
export const SENDERS: Readonly<Record<Kind, readonly Sender[]>> = {
  pressed: ["own page", "content script"],
  told: ["own page"],
  due: ["own page", "content script"],
  online: ["own page", "content script"],
  seen: ["own page", "content script"],
  again: ["own page", "content script"],
  waiting: ["own page"],
  classify: ["own page"],
  popup: ["own page"],
  keep: ["content script"],
  drop: ["own page", "content script"],
  prompts: ["own page"],
  typing: ["content script"],
  spoken: ["background"],
  leave: ["background"],
  copy: ["background"],
  protected: ["background"],
  stop: ["background"],
  off: ["background"],
};

// Longer addresses than this are none that a person came to.
const LONGEST_ADDRESS = 8192;

// The bytes of one prompt are bounded where it is read (200,000): no text of them has more characters.
const LONGEST_TEXT = 200_000;

// As many as one page can have: nine message boxes, and turns that were lost.
const MOST_KEPT = 20;
const MOST_KEYS = 1000;
const PROMPT_KEY = /^prompt \w{1,40} \w{1,40}$/;
const LONGEST_FROM = 40;
const MOST_FILES = 20;
const LONGEST_FILE = 100;

/** The hosts whose pages our scripts stand in. */
export const HOSTS: readonly string[] = ["chatgpt.com", "chat.openai.com"];

// The compiler holds both lists to the names that the core knows.
const BUTTONS: Record<Button, true> = {
  check_now: true,
  clear_cache: true,
  copy_prompt: true,
  go_now: true,
  hide: true,
  pause: true,
  put_back: true,
  resume: true,
  status_page: true,
  stay: true,
  what_else: true,
};
const QUESTIONS: Record<Question, true> = {
  ask_extensions_off: true,
  ask_other_sites: true,
  ask_uses_vpn: true,
  ask_without_vpn: true,
  "other-browser": true,
  "other-device": true,
  "other-network": true,
  "private-window": true,
  "restart-router": true,
  vpn: true,
};

type Members = Record<string, unknown>;
type Check = (value: unknown) => boolean;

const isBoolean: Check = (value) => typeof value === "boolean";
const isTab: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isTextUpTo =
  (most: number): Check =>
  (value) =>
    typeof value === "string" && value.length <= most;
const isOneOf =
  (names: Readonly<Record<string, true>>): Check =>
  (value) =>
    typeof value === "string" && Object.hasOwn(names, value);
const isListOf =
  (most: number, check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(check);

function isAddress(value: unknown): boolean {
  if (typeof value !== "string" || value.length > LONGEST_ADDRESS) return false;
  const url = parsed(value);
  return url?.protocol === "https:" && HOSTS.includes(url.host);
}

// `URL.parse` is newer than the oldest Chromium that the manifest allows.
function parsed(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null; // no address: what that means is said by whoever asks
  }
}

const isPromptKey: Check = (value) => typeof value === "string" && PROMPT_KEY.test(value);

const isKeptPrompt: Check = (value) =>
  hasShape(value, {
    text: isTextUpTo(LONGEST_TEXT),
    at: (at) => Number.isFinite(at) && (at as number) >= 0,
    chat: isAddress,
    from: (from) => from === undefined || isTextUpTo(LONGEST_FROM)(from),
    files: (files) => files === undefined || isListOf(MOST_FILES, isTextUpTo(LONGEST_FILE))(files),
  });

function isKept(value: unknown): boolean {
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MOST_KEPT &&
    entries.every(([key, prompt]) => isPromptKey(key) && isKeptPrompt(prompt))
  );
}

type Shape<M> = { readonly [Name in keyof Omit<M, "kind">]-?: Check };

const SHAPES: { readonly [K in Kind]: Shape<MessageOf<K>> } = {
  pressed: { button: isOneOf(BUTTONS) },
  told: { question: isOneOf(QUESTIONS), yes: isBoolean },
  due: {},
  online: {},
  seen: { visible: isBoolean },
  again: {},
  waiting: { address: isAddress },
  classify: { tab: isTab },
  popup: { opened: isBoolean },
  keep: { kept: isKept },
  drop: { keys: isListOf(MOST_KEYS, isPromptKey) },
  prompts: {},
  typing: {},
  spoken: {},
  leave: { tab: isTab, address: isAddress, anyway: isBoolean },
  copy: { address: isAddress, text: isTextUpTo(LONGEST_TEXT) },
  protected: {},
  stop: {},
  off: {},
};

/** What of a message's sender is looked at, as the browser itself says it. */
export type From = Pick<chrome.runtime.MessageSender, "id" | "url" | "frameId" | "tab">;

/** The extension that hears it: its id, and the origin of its pages. */
export interface Self {
  id: string;
  origin: string;
}

/** Who sent something, or null for whoever has no say: a frame, another site, another extension. */
export function senderOf({ id, url, frameId, tab }: From, self: Self): Sender | null {
  if (id !== self.id || (frameId !== undefined && frameId !== 0)) return null;
  const from = parsed(url ?? "");
  if (!from) return null;
  // Not `origin`: it is "null" in Chromium for whatever is no address of the web.
  if (`${from.protocol}//${from.host}` === self.origin) {
    const isPage = from.pathname.endsWith(".html") && !from.pathname.startsWith("/_generated_");
    return isPage ? "own page" : "background";
  }
  const watched = from.protocol === "https:" && HOSTS.includes(from.host);
  return watched && tab?.id !== undefined ? "content script" : null;
}

/** Whether this is a message, of a kind that its sender may send, and of that kind's very shape. */
export function isAllowed(message: unknown, from: From, self: Self): message is Message {
  const sender = senderOf(from, self);
  if (!sender || !isObject(message)) return false;
  const { kind, ...members } = message;
  if (typeof kind !== "string" || !isKind(kind) || !SENDERS[kind].includes(sender)) return false;
  return hasShape(members, SHAPES[kind]);
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(SENDERS, kind);
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Whether all members are as they should be, and there are no others.
function hasShape(value: unknown, shape: Readonly<Record<string, Check>>): boolean {
  if (!isObject(value)) return false;
  return (
    Object.keys(value).every((name) => Object.hasOwn(shape, name)) &&
    Object.entries(shape).every(([name, check]) =>
      check(Object.hasOwn(value, name) ? value[name] : undefined),
    )
  );
}
