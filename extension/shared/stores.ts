// What is kept in each of the browser's stores and under which key, and the one way to read and
// write it: with a time limit, since a store may never answer.
import type { SiteSetting } from "./generated/sites.ts";
import type { CardView } from "../content/card-view.ts";
import type { PromptRules } from "../content/prompt-rules.ts";
import type { LogEntry } from "./error-log.ts";
import type { PromptKey, StoredPrompt } from "./kept-prompt.ts";
import { STORE_ANSWERS_WITHIN, withTimeLimit } from "./with-time-limit.ts";

/** On this device's disk. Scripts in pages can write to it, so everything in it must be checked. */
export interface LocalStore {
  /** Whether any prompt is kept on the disk. */
  prompts?: unknown;
  /** The user's and the administrator's settings, as last read. */
  "last known"?: unknown;
  /** When the site's files were last cleared, or clearing was chosen: ms since 1970. */
  cleaned?: unknown;
  /** The salt with which this installation hashes the ids of accounts. */
  salt?: unknown;
  /** A trial of the store, taken away again at once. */
  check?: unknown;
  [outages: `past ${string}`]: unknown;
  [waiting: `waits ${string}`]: unknown;
  [prompt: PromptKey]: unknown;
}

/** In memory that ends with the browser, and out of reach of scripts in pages. */
export interface SessionStore {
  /** The core's state. */
  snapshot?: string;
  /** Whether an outage is open. */
  open?: boolean;
  /** What the core handled lately: whether it is a whole state, and its line. */
  trace?: [boolean, string][];
  /** The popup's last view. */
  shown?: CardView;
  /** Whether any prompt is kept here: a private window's, or a temporary chat's. */
  private?: boolean;
  /** A message was lost on a page where no message box was found. */
  unseen?: boolean;
  /** How prompts are kept, as the core last said. */
  where?: PromptRules;
  /** The name of this run of the browser. */
  run?: string;
  /** Whether a background has started since the browser did. */
  begun?: boolean;
  /** How often the core broke, and until when it rests. */
  fault?: Fault;
  /** When an update came that is waiting: ms since 1970. */
  update?: number;
  /** Whether the extension has run since the browser started, or since it was switched on. */
  lives?: boolean;
  /** The error log. */
  errors?: LogEntry[];
  /** Answers that are under way, by the names of their alarms. */
  looks?: Record<string, AnswerLook>;
  /** A test of the store, removed at once. */
  check?: boolean;
  [prompt: PromptKey]: StoredPrompt;
}

/** The user's settings, on all of their devices. */
export interface SyncStore {
  settings?: StoredSettings;
}

/** The settings that scripts read themselves; only the core knows what the others mean. */
export interface StoredSettings extends Partial<Record<SiteSetting, boolean>> {
  /** The host of the custom site, and the address of its status page. */
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
  /** In which chat, as far as the browser said. */
  address?: string;
  /** The length of its text in characters, when last looked at. */
  length?: number;
  /** Whether it was reported as stalled. */
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

/** What a store has under some keys, or nothing if it does not answer. */
export function readStore<Name extends Area, Key extends keyof Stores[Name] & string>(
  area: Name,
  ...keys: Key[]
): Promise<Partial<Pick<Stores[Name], Key>>> {
  const asked = keys.length === 1 ? keys[0] : keys;
  const read = (): Promise<Stores[Name]> =>
    chrome.storage[area].get(asked) as Promise<Stores[Name]>;
  return withTimeLimit(`storage.${area}.get`, read, STORE_ANSWERS_WITHIN, {});
}

/** All that it has, or `otherwise` if it does not answer. */
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
