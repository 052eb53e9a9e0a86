// What is kept in each of the browser's stores and under which key, and the one way to read and write
// it: with a time limit, since a store may never answer.
import type { SiteSetting } from "./generated/sites.ts";
import type { CardView } from "../content/card-view.ts";
import type { PromptRules } from "../content/prompt-rules.ts";
import type { LogEntry } from "./error-log.ts";
import type { PromptKey, StoredPrompt } from "./kept-prompt.ts";
import { STORE_ANSWERS_WITHIN, withTimeLimit } from "./with-time-limit.ts";

/** On this device's disk. Scripts in pages can write to it, so nothing of it is what it seems. */
export interface LocalStore {
  /** Whether any prompt is kept on the disk. */
  prompts?: unknown;
  /** What people and their administrator chose, as it was read last. */
  "last known"?: unknown;
  /** When the site's files were cleared last, or that was chosen: ms since 1970. */
  cleaned?: unknown;
  /** What ids of accounts are hashed with: this installation's own, and of no other use. */
  salt?: unknown;
  /** A trial of the store, taken away again at once. */
  check?: unknown;
  [outages: `past ${string}`]: unknown;
  [waiting: `waits ${string}`]: unknown;
  [prompt: PromptKey]: unknown;
}

/** In memory that ends with the browser, and closed to scripts in pages. */
export interface SessionStore {
  /** The core's state. */
  snapshot?: string;
  /** Whether an outage is open. */
  open?: boolean;
  /** What the core heard lately: whether it is a whole state, and its line. */
  trace?: [boolean, string][];
  /** The popup's last view. */
  shown?: CardView;
  /** Whether any prompt is kept here: a private window's, or a temporary chat's. */
  private?: boolean;
  /** A message was lost on a page where no message box was found. */
  unseen?: boolean;
  /** How prompts are kept, as the core said last. */
  where?: PromptRules;
  /** The name of this run of the browser. */
  run?: string;
  /** Whether a background has begun since the browser did. */
  begun?: boolean;
  /** How often the core broke, and until when it rests. */
  fault?: Fault;
  /** When an update came that waits: ms since 1970. */
  update?: number;
  /** Whether the extension has run since the browser began, or since it was switched on. */
  lives?: boolean;
  /** What went wrong. */
  errors?: LogEntry[];
  /** Answers that are under way, by the names of their alarms. */
  looks?: Record<string, AnswerLook>;
  /** A trial of the store, taken away again at once. */
  check?: boolean;
  [prompt: PromptKey]: StoredPrompt;
}

/** What people chose, on all of their devices. */
export interface SyncStore {
  settings?: StoredSettings;
}

/** The fields that scripts read themselves; what the others mean is known to the core alone. */
export interface StoredSettings extends Partial<Record<SiteSetting, boolean>> {
  /** The host of a site of one's own, and the address of its status page. */
  own_site?: string;
  own_status?: string;
  on?: boolean;
  language?: string;
  keep_while_typing?: boolean;
  notify?: boolean;
  clean_days?: number | false;
  stall_minutes?: number | false;
  tell_end?: boolean;
}

/** An answer that is under way. */
export interface AnswerLook {
  /** When its message was sent: ms since 1970. */
  since: number;
  /** Where, as far as the browser said so. */
  address?: string;
  /** Of its text, in characters, when it was looked at last. */
  length?: number;
  /** Whether it is told that it stands still. */
  isTold?: boolean;
}

export interface Fault {
  at: number;
  times: number;
  until?: number;
}

interface Stores {
  local: LocalStore;
  session: SessionStore;
}
type Area = keyof Stores;

/** What a store holds under some keys, or nothing of it where it does not answer. */
export function readStore<Name extends Area, Key extends keyof Stores[Name] & string>(
  area: Name,
  ...keys: Key[]
): Promise<Partial<Pick<Stores[Name], Key>>> {
  const asked = keys.length === 1 ? keys[0] : keys;
  const read = (): Promise<Stores[Name]> =>
    chrome.storage[area].get(asked) as Promise<Stores[Name]>;
  return withTimeLimit(`storage.${area}.get`, read, STORE_ANSWERS_WITHIN, {});
}

/** All that it holds, or `otherwise` where it does not answer. */
export function readWhole<Otherwise>(
  area: Area,
  otherwise: Otherwise,
): Promise<Record<string, unknown> | Otherwise> {
  const read = (): Promise<Record<string, unknown>> => chrome.storage[area].get(null);
  return withTimeLimit(`storage.${area}.get`, read, STORE_ANSWERS_WITHIN, otherwise);
}

/** Whether it was written. */
export function writeStore<Name extends Area>(
  area: Name,
  items: Partial<Stores[Name]>,
  milliseconds = STORE_ANSWERS_WITHIN,
): Promise<boolean> {
  const write = async (): Promise<boolean> => {
    await chrome.storage[area].set(items);
    return true;
  };
  return withTimeLimit(`storage.${area}.set`, write, milliseconds, false);
}

/** Whether the keys are gone. */
export function removeFromStore<Name extends Area>(
  area: Name,
  keys: (keyof Stores[Name] & string)[],
): Promise<boolean> {
  if (!keys.length) return Promise.resolve(true);
  const remove = async (): Promise<boolean> => {
    await chrome.storage[area].remove(keys);
    return true;
  };
  return withTimeLimit(`storage.${area}.remove`, remove, STORE_ANSWERS_WITHIN, false);
}
