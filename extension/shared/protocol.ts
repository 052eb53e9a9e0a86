// Every message that is sent inside the extension, who may send it, and the one gate that each
// message must pass before anything else of it is read.
import type { CardView } from "../content/card-view.ts";
import type { ListedPrompt } from "../content/restore-order.ts";
import type { Button } from "./generated/Button.ts";
import type { Question } from "./generated/Question.ts";
import type { FileNote, KeptPrompt, PromptKey } from "./kept-prompt.ts";
import { FILE_PART, LARGEST_FILE, checkedPrompt, isFileId, isPromptKey } from "./kept-prompt.ts";
import { isOfSite, isSiteAddress, parsedAddress } from "./sites.ts";

/** A button of a card, a bar, the popup or a waiting page was pressed. */
export interface Pressed {
  kind: "pressed";
  button: Button;
}

/** The user answered a question of the advice. */
export interface QuestionAnswered {
  kind: "questionAnswered";
  question: Question;
  yes: boolean;
}

/** A countdown ended. */
export interface CountdownEnded {
  kind: "countdownEnded";
}

/** The browser says that the network is back. */
export interface NetworkReturned {
  kind: "networkReturned";
}

/** A page with a card became visible or hidden. */
export interface VisibilityChanged {
  kind: "visibilityChanged";
  visible: boolean;
}

/** A page came from the browser's page cache, with whatever card it had. */
export interface PageRestored {
  kind: "pageRestored";
}

/** A waiting page asks what to show. */
export interface WaitingView {
  kind: "waitingView";
  /** The address that it keeps. */
  address: string;
}

/** A page of ours asks what a tab shows. */
export interface Classify {
  kind: "classify";
  tab: number;
}

/** The popup asks what to show. */
export interface PopupView {
  kind: "popupView";
  /** Whether it was just opened, or asks again. */
  opened: boolean;
}

/** A page has text that must not reach the disk: it is kept in the browser's memory. */
export interface KeepPrompts {
  kind: "keepPrompts";
  kept: Record<PromptKey, KeptPrompt>;
}

/** Saved prompts are no longer wanted. */
export interface DeletePrompts {
  kind: "deletePrompts";
  keys: PromptKey[];
}

/** The popup asks which prompts are saved. */
export interface ListPrompts {
  kind: "listPrompts";
}

/** One of our pages asks for the prompt saved for a tab's page, to be used elsewhere. */
export interface PromptOfPage {
  kind: "promptOfPage";
  tab: number;
  address: string;
}

/** The script that keeps what is typed asks up to which length, if at all, and who the owner is. */
export interface TypingLimit {
  kind: "typingLimit";
}

/** Files were attached to a message: the script that keeps what is typed asks to save them. */
export interface FilesChosen {
  kind: "filesChosen";
}

/** A page is about to send the bytes of an attached file. */
export interface KeepFile {
  kind: "keepFile";
  /** The page's own id for it, which its prompt names from the beginning. */
  id: string;
  name: string;
  type: string;
  /** In bytes. */
  size: number;
  /** When it was changed last, in ms since 1970. */
  modified: number;
  /** The time origin of the page's document. */
  document: number;
}

/** A part of those bytes. */
export interface KeepFilePart {
  kind: "keepFilePart";
  id: string;
  /** The number of the part, from 0. */
  at: number;
  /** As base64, because Chromium sends messages as JSON. */
  bytes: string;
}

/** A page in which a prompt is put back asks for a part of one of its files. */
export interface FilePart {
  kind: "filePart";
  id: string;
  at: number;
}

/** The language was changed: pages ask for their texts again. */
export interface LanguageChanged {
  kind: "languageChanged";
}

/** A waiting page must go back to the address that it keeps. */
export interface LeaveWaitingPage {
  kind: "leaveWaitingPage";
  tab: number;
  address: string;
  /** Even if the user is busy in its card. */
  evenIfBusy: boolean;
}

/** A waiting page must copy a prompt, since no script can be put into it. */
export interface CopyPrompt {
  kind: "copyPrompt";
  address: string;
  text: string;
}

/** Asks whether the script that keeps what is typed is doing so. */
export interface IsTypingKept {
  kind: "isTypingKept";
}

/** The script that keeps what is typed must stop. */
export interface StopKeepingTyping {
  kind: "stopKeepingTyping";
}

/**
 * Gatewatch was switched off for a tab's site, or has lost access to it: everything shown there
 * must go.
 */
export interface SwitchedOff {
  kind: "switchedOff";
}

/** What is sent to the background. */
export type ToBackground =
  | Pressed
  | QuestionAnswered
  | CountdownEnded
  | NetworkReturned
  | VisibilityChanged
  | PageRestored
  | WaitingView
  | Classify
  | PopupView
  | KeepPrompts
  | DeletePrompts
  | ListPrompts
  | PromptOfPage
  | TypingLimit
  | FilesChosen
  | KeepFile
  | KeepFilePart
  | FilePart;

/** What the background sends to pages of the extension. */
export type ToPage = LanguageChanged | LeaveWaitingPage | CopyPrompt;

/** What the background sends to the scripts in a tab. */
export type ToTab = IsTypingKept | StopKeepingTyping | SwitchedOff;

export type Message = ToBackground | ToPage | ToTab;
export type Kind = Message["kind"];
/** What the background answers to the extension's own pages, if anything. */
export interface Answers {
  popupView: PopupAnswer;
  waitingView: WaitingAnswer;
  listPrompts: PromptsAnswer;
  promptOfPage: string | undefined;
}

/** Why a file is not kept, if it is not. */
export type FileKept = Pick<FileNote, "why">;

/** A part of a file that is put back. */
export interface FilePartAnswer {
  name: string;
  type: string;
  size: number;
  modified: number;
  /** As base64. */
  bytes: string;
}

/** What is below a card on our own pages. */
export interface FooterWords {
  /** Whether Gatewatch is on, and the label of the switch. */
  on: boolean;
  switch: string;
  /** The label of the link to the settings. */
  settings: string;
}

/** What the popup shows. */
export interface PopupAnswer extends FooterWords {
  view: CardView;
  /** Whether to mention an old browser, and how many open chats are worth a word (0: never). */
  old: boolean;
  most: number;
}

/** What a waiting page shows; without a view it goes back. */
export interface WaitingAnswer extends FooterWords {
  view: CardView | null;
  /** The page's own tab. */
  tab: number;
}

/** What the popup lists about saved prompts. */
export interface PromptsAnswer {
  prompts: ListedPrompt[];
  /** Whether what is typed is kept, and in how many of how many tabs. */
  types?: boolean;
  guarded?: number;
  tabs?: number;
  /** A message failed on a page where no message box was found. */
  unseen?: boolean;
  /** For how many days prompts are kept, if they are. */
  days?: number;
  /** Missing while the core is resting. */
  words?: Record<string, string>;
}

export type MessageOf<K extends Kind> = Extract<Message, { kind: K }>;

/**
 * The sender: a page of the extension, a script of ours in a watched site's tab, the background.
 */
export type Sender = "own page" | "content script" | "background";

/** Who may send which kind of message; nobody else may. */
export const SENDERS: Readonly<Record<Kind, readonly Sender[]>> = {
  pressed: ["own page", "content script"],
  questionAnswered: ["own page"],
  countdownEnded: ["own page", "content script"],
  networkReturned: ["own page", "content script"],
  visibilityChanged: ["own page", "content script"],
  pageRestored: ["own page", "content script"],
  waitingView: ["own page"],
  classify: ["own page"],
  popupView: ["own page"],
  keepPrompts: ["content script"],
  deletePrompts: ["own page", "content script"],
  listPrompts: ["own page"],
  promptOfPage: ["own page"],
  typingLimit: ["content script"],
  filesChosen: ["content script"],
  keepFile: ["content script"],
  keepFilePart: ["content script"],
  filePart: ["content script"],
  languageChanged: ["background"],
  leaveWaitingPage: ["background"],
  copyPrompt: ["background"],
  isTypingKept: ["background"],
  stopKeepingTyping: ["background"],
  switchedOff: ["background"],
};

// A prompt's bytes are limited where it is read (200,000), so no text has more characters.
const LONGEST_TEXT = 200_000;

// The most that one page can have: nine message boxes, and turns that were lost.
const MOST_KEPT = 20;
const MOST_KEYS = 1000;

// Of a file's name, and of its type.
const LONGEST_NAME = 300;
const MOST_PARTS = LARGEST_FILE / FILE_PART;

// The compiler checks both lists against the names that the core knows.
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
  notify: true,
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
const isWholeUpTo =
  (most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
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

function isKept(value: unknown): boolean {
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= MOST_KEPT && entries.every(([key, prompt]) => isWholePrompt(key, prompt))
  );
}

const OF_A_PAGE: Record<keyof KeptPrompt, true> = {
  account: true,
  answer: true,
  at: true,
  attached: true,
  chat: true,
  files: true,
  from: true,
  isRepeated: true,
  cookieStore: true,
  text: true,
};

// A page must not set what only the background adds.
function isWholePrompt(key: string, value: unknown): boolean {
  const prompt = checkedPrompt(key, value);
  if (!prompt || !isObject(value)) return false;
  return Object.keys(value).every((name) => Object.hasOwn(OF_A_PAGE, name));
}

type Shape<M> = { readonly [Name in keyof Omit<M, "kind">]-?: Check };

const SHAPES: { readonly [K in Kind]: Shape<MessageOf<K>> } = {
  pressed: { button: isOneOf(BUTTONS) },
  questionAnswered: { question: isOneOf(QUESTIONS), yes: isBoolean },
  countdownEnded: {},
  networkReturned: {},
  visibilityChanged: { visible: isBoolean },
  pageRestored: {},
  waitingView: { address: isSiteAddress },
  classify: { tab: isTab },
  popupView: { opened: isBoolean },
  keepPrompts: { kept: isKept },
  deletePrompts: { keys: isListOf(MOST_KEYS, isPromptKey) },
  listPrompts: {},
  promptOfPage: { tab: isTab, address: isSiteAddress },
  typingLimit: {},
  filesChosen: {},
  keepFile: {
    id: isFileId,
    name: isTextUpTo(LONGEST_NAME),
    type: isTextUpTo(LONGEST_NAME),
    size: isWholeUpTo(Number.MAX_SAFE_INTEGER),
    modified: isWholeUpTo(Number.MAX_SAFE_INTEGER),
    document: isWholeUpTo(Number.MAX_SAFE_INTEGER),
  },
  keepFilePart: { id: isFileId, at: isWholeUpTo(MOST_PARTS), bytes: isTextUpTo(FILE_PART * 1.4) },
  filePart: { id: isFileId, at: isWholeUpTo(MOST_PARTS) },
  languageChanged: {},
  leaveWaitingPage: { tab: isTab, address: isSiteAddress, evenIfBusy: isBoolean },
  copyPrompt: { address: isSiteAddress, text: isTextUpTo(LONGEST_TEXT) },
  isTypingKept: {},
  stopKeepingTyping: {},
  switchedOff: {},
};

/** What is read of a message's sender, as the browser itself reports it. */
export type From = Pick<chrome.runtime.MessageSender, "id" | "url" | "frameId" | "tab">;

/** The receiving extension: its id, and the origin of its pages. */
export interface Self {
  id: string;
  origin: string;
}

/**
 * Who sent a message; null for senders that are ignored: a frame, another site, another extension.
 */
export function senderOf({ id, url, frameId, tab }: From, self: Self): Sender | null {
  if (id !== self.id || (frameId !== undefined && frameId !== 0)) return null;
  const from = parsedAddress(url);
  if (!from) return null;
  // Not `origin`: in Chromium that is "null" for whatever is not a web address.
  if (`${from.protocol}//${from.host}` === self.origin) {
    // Chromium's worker, and the page that Firefox makes around the same script.
    const { pathname } = from;
    const isBackground = pathname === "/background.js" || pathname.startsWith("/_generated_");
    return isBackground ? "background" : "own page";
  }
  return isOfSite(from) && tab?.id !== undefined ? "content script" : null;
}

/** Whether this is a message of a kind that its sender may send, in exactly that kind's shape. */
export function isAllowed(message: unknown, from: From, self: Self): message is Message {
  const sender = senderOf(from, self);
  if (!sender || !isObject(message)) return false;
  const { kind, ...members } = message;
  if (typeof kind !== "string" || !isKind(kind) || !SENDERS[kind].includes(sender)) return false;
  return hasShape(members, SHAPES[kind]);
}

/** The same for the extension's pages: whether the background sends this to them. */
export function isFromBackground(message: unknown, from: From): message is ToPage {
  const self = { id: chrome.runtime.id, origin: location.origin };
  return (
    isAllowed(message, from, self) &&
    ["copyPrompt", "languageChanged", "leaveWaitingPage"].includes(message.kind)
  );
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
