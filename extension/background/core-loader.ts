// Loads the core and starts it: all that it begins with is asked for at once, and what cannot be read
// it begins without. A core that broke is started anew from its last snapshot, once; if it breaks again
// within an hour it rests for one, and the toolbar says so.
import { logError } from "../shared/error-log.ts";
import { __wbg_reset_state as resetCore, hear, start } from "../shared/generated/gatewatch.js";
import { loadWasm } from "../shared/load-wasm.ts";
import { chosenWords, currentSettings } from "../shared/settings-store.ts";
import type { Words } from "../shared/settings-store.ts";
import { readStore, removeFromStore, writeStore } from "../shared/stores.ts";
import { attempt } from "../shared/with-time-limit.ts";
import type { CoreHooks } from "./core-hooks.ts";

const HOUR = 3_600_000; // ms
/** The core's own alarm. */
const CORE_ALARM = "due";

let hooks: CoreHooks | undefined;
let restsUntil = 0; // ms since 1970
let restarting: Promise<void> | undefined;
let isBreakNoted = true;

export async function loadCore(given: CoreHooks): Promise<void> {
  hooks = given;
  await begin(loadWasm());
}

/** Whether the core may be called: waits while it restarts; false while it rests. */
export function isCoreUp(): boolean | Promise<boolean> {
  if (restsUntil && Date.now() >= restsUntil) restart(() => begin(resetCore()));
  return restarting ? restarting.then(isCoreUp) : restsUntil === 0;
}

/** A panic in the core is a trap, after which the instance must not be used. Rethrows other errors. */
export function coreThrew(error: unknown): void {
  if (!(error instanceof WebAssembly.RuntimeError)) throw error;
  broke();
}

async function begin(loading: Promise<unknown> | unknown): Promise<void> {
  const keeping = readStore("session", "snapshot", "fault");
  const settings = await currentSettings();
  const [language, texts] = await chosenWords(settings, speak);
  const { snapshot, fault } = await keeping;
  await loading;
  const until = fault?.until ?? 0;
  restsUntil = until > Date.now() ? until : 0;
  if (restsUntil) return;
  if (until) showRested();
  try {
    const trouble = start(hooks, snapshot, language, texts, settings);
    // The core started fresh, and does not know an outage that was open.
    if (trouble !== undefined) logError("snapshot", trouble);
  } catch (error) {
    coreThrew(error);
  }
}

// The texts came late.
async function speak(words: Words): Promise<void> {
  if (await isCoreUp()) hear("language", words);
}

function restart(begins: () => Promise<void>): void {
  const mine = begins().finally(() => {
    if (restarting === mine) restarting = undefined;
  });
  restarting = mine;
}

function broke(): void {
  if (!isBreakNoted) return;
  isBreakNoted = false;
  logError("core", "broke");
  restart(async () => {
    const { fault } = await readStore("session", "fault");
    const at = Date.now();
    const isAgain = fault !== undefined && at - fault.at < HOUR;
    if (isAgain) rest();
    const noted = { at, times: (fault?.times ?? 0) + 1 };
    await writeStore("session", { fault: isAgain ? { ...noted, until: at + HOUR } : noted });
    isBreakNoted = true;
    await begin(resetCore());
  });
}

// What it kept may be what breaks it, so that goes. The site's tabs are left as they are.
function rest(): void {
  hooks?.setOpen(false);
  void attempt("alarms.clear", () => chrome.alarms.clear(CORE_ALARM), false);
  void attempt("action.setBadgeText", () => chrome.action.setBadgeText({ text: "!" }), undefined);
  const title = chrome.i18n.getMessage("badge_fault");
  void attempt("action.setTitle", () => chrome.action.setTitle({ title }), undefined);
  void showIcon("held");
  void removeFromStore("session", ["snapshot", "open"]);
}

function showRested(): void {
  void attempt("action.setBadgeText", () => chrome.action.setBadgeText({ text: "" }), undefined);
  void showIcon("icon");
}

function showIcon(name: string): Promise<void> {
  const path = `icons/${name}-32.png`;
  return attempt("action.setIcon", () => chrome.action.setIcon({ path }), undefined);
}

// Futures in the core run outside `askCore`, so their panics arrive here.
for (const kind of ["error", "unhandledrejection"]) {
  addEventListener(kind, (event) => {
    const { error, reason } = event as ErrorEvent & PromiseRejectionEvent;
    const thrown: unknown = error ?? reason;
    // A promise of the instance that was replaced: ignore.
    const isOlders = thrown instanceof Error && /previous .*instance/i.test(thrown.message);
    if (!hooks || !(isOlders || thrown instanceof WebAssembly.RuntimeError)) return;
    event.preventDefault();
    if (!isOlders) broke();
  });
}
