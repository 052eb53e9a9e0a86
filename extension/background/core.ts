// The one core: loaded by the first event that needs it, and reached through here by everybody.
import { hear } from "../shared/generated/gatewatch.js";
import type { StoredSettings } from "../shared/stores.ts";
import { readStore } from "../shared/stores.ts";
import { isOff } from "../shared/settings-store.ts";
import type { Words } from "../shared/settings-store.ts";
import type { MeantDocument } from "../content/page-state.ts";
import { attempt } from "../shared/with-time-limit.ts";
import type { CoreHooks } from "./core-hooks.ts";
import { coreThrew, isCoreUp, loadCore } from "./core-loader.ts";
import type { SeenError, SeenResponse } from "./tab-inspector.ts";

/** What the core is told, by the kinds that src/browser/events.rs knows. */
export interface CoreInput {
  response: [response: SeenResponse];
  error: [error: SeenError];
  /** The app asked for a chat, or for an answer again. */
  chatRequested: [details: SeenResponse | SeenError];
  /** A page shows an alert below a message whose request ended well. */
  alertShown: [details: SeenResponse | SeenError];
  /** An answer that is under way stands still, goes on or has ended, or ended after long, unseen. */
  answerStalled: [document: MeantDocument, tab: number];
  answerMoved: [tab: number];
  answerEnded: [details: SeenResponse | SeenError, isBroken: boolean];
  /** A script or a style of the app did not load, of a document that a POST brought, or may have. */
  assetFailed: [details: SeenResponse | SeenError, post: boolean];
  /** A tab was changed. */
  tabUpdated: [tab: number];
  tabReplaced: [by: number, tab: number];
  alarm: [];
  networkReturned: [];
  command: [name: string];
  settings: [settings: StoredSettings];
  language: Words;
  /** A message, and the last response of the tab that it asks about. */
  message: [message: unknown, sender: chrome.runtime.MessageSender, seen: SeenResponse | undefined];
  /** Asks for the words of kept prompts. */
  promptWords: [];
  /** Asks which prompts go: the newest first. */
  expiredPrompts: [prompts: { at: number; bytes: number; source: number }[]];
}

/** What it answers; nothing to all others, and nothing while it rests. */
interface CoreOutput {
  message: unknown;
  promptWords: Record<string, string>;
  expiredPrompts: boolean[];
}
type Answer<Kind extends keyof CoreInput> = Kind extends keyof CoreOutput
  ? CoreOutput[Kind] | undefined
  : undefined;

let hooks: CoreHooks | undefined;
let loading: Promise<void> | undefined;
let isOpen: boolean | undefined; // whether an outage is; unknown until somebody asked

/** Gives the core what it calls. Before anything else. */
export function provideHooks(given: CoreHooks): void {
  hooks = given;
}

/** Whether it has been loaded, or is being loaded. */
export function isCoreAwake(): boolean {
  return loading !== undefined;
}

export function setOpen(open: boolean): void {
  isOpen = open;
}

/** Asks the core, and loads it where it is not there. */
export async function askCore<Kind extends keyof CoreInput>(
  kind: Kind,
  ...values: CoreInput[Kind]
): Promise<Answer<Kind>> {
  loading ??= load();
  await loading;
  const isUp = isCoreUp();
  if (isUp !== true && !(await isUp)) return undefined as Answer<Kind>;
  try {
    return hear(kind, values) as Answer<Kind>;
  } catch (error) {
    coreThrew(error);
    await isCoreUp();
    return undefined as Answer<Kind>;
  }
}

/** Tells it of something at an address, unless Gatewatch is off there. */
export async function tellCore<Kind extends keyof CoreInput>(
  kind: Kind,
  address: string | undefined,
  ...values: CoreInput[Kind]
): Promise<void> {
  if (await isOff(address)) return; // then nothing that the browser tells gets as far as the wasm
  await attempt(`core, ${kind}`, () => askCore(kind, ...values), undefined);
}

/** The same where it matters only while something fails: a healthy response ends here. */
export async function tellIfOpen<Kind extends keyof CoreInput>(
  kind: Kind,
  address: string | undefined,
  ...values: CoreInput[Kind]
): Promise<void> {
  if (isOpen === undefined) {
    const { open } = await readStore("session", "open");
    isOpen ??= open === true; // the core may have said meanwhile how it is
  }
  if (isOpen) await tellCore(kind, address, ...values);
}

// A core that cannot be loaded is loaded anew by the next event.
async function load(): Promise<void> {
  try {
    if (!hooks) throw new Error("the core has no hooks");
    await loadCore(hooks);
  } catch (error) {
    loading = undefined;
    throw error;
  }
}
