// Wakes the core: all that it begins with is asked for at once, and what cannot be read is begun
// without. A core that broke is begun anew from what it kept last, once; if it breaks again within
// an hour it rests for one, and its person is told.
import init, { start, hear, __wbg_reset_state as renew } from "../shared/generated/gatewatch.js";
import { showAdvice } from "./open-advice.js";
import { chosen, words } from "../shared/settings-store.js";
import { keepPast } from "../shared/history-store.js";
import { judge, readStatus } from "../shared/status-reader.js";
import { record } from "./trace.js";
import { load } from "../shared/load-wasm.js";
import { STORE_ANSWERS_WITHIN, readStore, withTimeLimit } from "../shared/with-time-limit.js";

const HOUR = 3_600_000;
const { session } = chrome.storage;
let lent; // what background.js lends the core
let resting = 0; // until when
let mending; // a promise, while the core is begun anew
let broken = false; // until that is noted

export async function wake(hooks) {
  lent = { ...hooks, record, judge, readStatus, keepPast, showAdvice };
  await begin(load("gatewatch_bg.wasm").then((module) => init({ module_or_path: module })));
  return heard;
}

async function begin(core) {
  const kept = readStore(session, ["snapshot", "fault"]);
  const settings = await chosen();
  const [language, messages] = await words(settings, (later) => heard("language", later));
  const { snapshot, fault } = await kept;
  await core;
  const until = fault?.until ?? 0;
  resting = until > Date.now() ? until : 0;
  if (resting) return;
  if (until) { // it has rested
    chrome.action.setBadgeText({ text: "" });
    chrome.action.setIcon({ path: "icons/icon-32.png" });
  }
  whole(() => start(lent, snapshot, language, messages, settings));
}

function heard(kind, it) {
  if (resting && Date.now() >= resting) mend(() => begin(renew()));
  if (mending) return mending.then(() => heard(kind, it));
  return resting ? undefined : whole(() => hear(kind, it));
}

// A panic in the core is a trap; nothing that it held may be touched again.
function whole(does) {
  try {
    return does();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    fell();
    return mending.then(() => undefined);
  }
}

function mend(how) {
  const mine = how().finally(() => {
    if (mending === mine) mending = undefined;
  });
  mending = mine;
}

function fell() {
  if (broken) return;
  broken = true;
  mend(async () => {
    const { fault } = await readStore(session, "fault");
    const again = Date.now() - fault?.at < HOUR;
    const noted = { at: Date.now(), times: (fault?.times ?? 0) + 1 };
    if (again) noted.until = noted.at + HOUR;
    if (again) rest();
    await withTimeLimit(() => session.set({ fault: noted }), STORE_ANSWERS_WITHIN);
    broken = false;
    await begin(renew());
  });
}

// What it kept may be what breaks it, so that goes. The site's tabs are left as they are.
function rest() {
  session.remove(["snapshot", "open"]).catch(() => {});
  lent.setOpen(false);
  chrome.alarms.clear("due"); // the core's own
  chrome.action.setBadgeText({ text: "!" });
  chrome.action.setTitle({ title: chrome.i18n.getMessage("badge_fault") });
  chrome.action.setIcon({ path: "icons/held-32.png" });
}

// What the core goes on with later has nobody else who would see it break.
for (const kind of ["error", "unhandledrejection"]) {
  addEventListener(kind, (it) => {
    const error = it.error ?? it.reason;
    const older = /previous .*instance/i.test(error?.message); // what it waited for, told to the next
    if (!lent || !(older || error instanceof WebAssembly.RuntimeError)) return;
    it.preventDefault();
    if (!older) fell();
  });
}
