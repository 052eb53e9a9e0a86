// A made-up failure for the first-run page: the background's own core in a worker, around it a browser
// with one tab and a site that fails for some seconds. The real ones are out of its reach.
import init, { hear, start } from "../../shared/generated/gatewatch.js";
import { readStatus } from "../../shared/status-reader.js";

const DOWN = 8000; // ms: a check or two find it so
const LOADS = 500; // ms
const ADDRESS = "https://chatgpt.com/";
const GREEN = '{"page":{"name":"OpenAI"},"status":{"indicator":"none"}}';

const tab = { id: 1, url: ADDRESS, active: true, status: "complete" };
let fails; // until when
let stands; // the document there: its status, and when it began

function load() {
  tab.status = "loading";
  setTimeout(() => {
    stands = { statusCode: Date.now() < fails ? 502 : 200, began: Date.now() };
    tab.status = "complete";
    hear("response", [{ tabId: 1, url: ADDRESS, type: "main_frame", ...stands }]);
  }, LOADS);
}

// The card is painted by the page, which has a document; null takes it away.
function panel({ expect, view, gone }) {
  if (expect && expect.status !== stands.statusCode) return null;
  // What else helps would be said of the real browser.
  const buttons = view?.buttons.filter(({ button }) => button !== "what_else");
  if (view || gone) postMessage(view ? { ...view, buttons } : null);
  return { address: ADDRESS, time_origin: stands.began * 1000, again: false };
}

function go() {
  load();
  return true;
}

const nothing = () => null;
const later = async () => {};
const hooks = { panel, go, bar: nothing, collect: nothing, stands: nothing, sweep: nothing, readStatus, judge: later,
  watchTabs: nothing, setOpen: nothing, record: nothing, keeping: nothing, keepPast: later,
  rescue: async () => ({}), rescueAround: nothing, give: later, areKept: later, showAdvice: nothing };

// As much of a browser as the core asks for.
globalThis.chrome = {
  runtime: { id: "trial", getURL: (path) => `trial:${path}`, sendMessage: later },
  storage: { session: { set: later } },
  alarms: { create: nothing, clear: later },
  action: { setBadgeText: later, setBadgeBackgroundColor: later, setTitle: later, setIcon: later },
  tabs: { get: async () => tab, query: async () => [tab], reload: async () => load() },
  browsingData: { remove: later },
  scripting: { executeScript: async ({ func, args }) => [{ result: func(...args) }] },
};

const own = fetch;
globalThis.fetch = async (address, how) => {
  if (!`${address}`.startsWith("https:")) return own(address, how); // a file of ours
  if (address === ADDRESS) return new Response(null, { status: Date.now() < fails ? 502 : 200 });
  const status = new Response(GREEN, { headers: { "content-type": "application/json" } });
  return Object.defineProperty(status, "url", { value: address });
};

onmessage = async ({ data: { begin, press, speak } }) => {
  if (begin) {
    await init({ module_or_path: "gatewatch_bg.wasm" });
    fails = Date.now() + DOWN;
    start(hooks, undefined, ...begin, {});
    load();
  }
  if (press) hear("message", [{ kind: "pressed", button: press }, { tab, url: ADDRESS, frameId: 0 }]);
  if (speak) hear("language", speak);
};
