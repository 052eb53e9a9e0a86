// A made-up failure for the first-run page: the background's own core in a worker, around it a browser
// with one tab and a site that fails for some seconds. The real ones are out of its reach.
import { INSTALLED } from "../../shared/sites.ts";
import type { CoreHooks } from "../../background/core-hooks.ts";
import type { CardOrder } from "../../content/card.ts";
import type { CardButton, CardView } from "../../content/card-view.ts";
import { hear, start } from "../../shared/generated/gatewatch.js";
import type { Words } from "../../shared/settings-store.ts";
import { loadWasm } from "../../shared/load-wasm.ts";
import { readBody } from "../../shared/read-body.ts";

/** What the page tells it: to begin, what was pressed, another language. */
export interface ToDemo {
  begin?: Words;
  press?: string;
  speak?: Words;
}

/** What the page is to show; null takes the card away. */
export type ToDemoPage = CardView | null;

const FAILS_FOR = 8000; // ms: a check or two find it so
const LOAD_TAKES = 500; // ms
const ADDRESS = `https://${INSTALLED.hosts[0]?.host}/`;
const ALL_WELL = '{"page":{"name":"OpenAI"},"status":{"indicator":"none"}}';

const tab = { id: 1, url: ADDRESS, active: true, status: "complete" };
let failsUntil = 0;
let loaded = { statusCode: 0, began: 0 }; // what stands in the tab

function statusNow(): number {
  return Date.now() < failsUntil ? 502 : 200;
}

function load(): void {
  tab.status = "loading";
  setTimeout(() => {
    loaded = { statusCode: statusNow(), began: Date.now() };
    tab.status = "complete";
    hear("response", [{ tabId: 1, url: ADDRESS, type: "main_frame", ...loaded }]);
  }, LOAD_TAKES);
}

// The card is painted by the page, which has a document.
function showCard({ expect, view, gone }: CardOrder): ReturnType<CoreHooks["showCard"]> {
  if (expect && expect.status !== loaded.statusCode) return null;
  // What else helps would be said of the real browser, and nobody is to be told of what is made up.
  const isOfDemo = ({ button }: CardButton): boolean =>
    button !== "what_else" && button !== "notify";
  const buttons = view?.buttons.filter(isOfDemo) ?? [];
  const shown: ToDemoPage = view ? { ...view, buttons } : null;
  if (view || gone) postMessage(shown);
  return { address: ADDRESS, time_origin: loaded.began * 1000, again: false };
}

function reloadDocument(): true {
  load();
  return true;
}

const nothing = (): undefined => undefined;
const later = (): Promise<undefined> => Promise.resolve(undefined);

const hooks: CoreHooks = {
  showCard,
  reloadDocument,
  readBody,
  showBar: () => null,
  chatState: () => ({ address: ADDRESS, time_origin: loaded.began * 1000, state: "gone" }),
  pageFacts: nothing,
  probeFromPage: later,
  documentStatus: () => ({ url: ADDRESS, name: ADDRESS, age: 0, ...loaded }),
  clearSiteStorage: () => Promise.resolve(null),
  watchTabs: nothing,
  setOpen: nothing,
  showAdvice: nothing,
  rescuePrompt: () =>
    Promise.resolve({
      address: ADDRESS,
      time_origin: loaded.began * 1000,
      saved: "nothing",
      composer: false,
    }),
  rescueEverywhere: nothing,
  forgetAnswered: nothing,
  restorePrompt: later,
  keptPrompt: later,
  setPromptRules: nothing,
  recordTrace: nothing,
  keepOutage: later,
  logError: nothing,
};

// As much of a browser as the core asks for.
const browser = {
  runtime: { id: "demo", getURL: (path: string) => `demo:${path}`, sendMessage: later },
  storage: { session: { set: later } },
  alarms: { create: nothing, clear: later },
  action: { setBadgeText: later, setBadgeBackgroundColor: later, setTitle: later, setIcon: later },
  tabs: {
    get: () => Promise.resolve(tab),
    query: () => Promise.resolve([tab]),
    reload: () => Promise.resolve(load()),
  },
  browsingData: { remove: later },
  scripting: {
    executeScript: async ({
      func,
      args,
    }: {
      func: (...args: unknown[]) => unknown;
      args: unknown[];
    }) => [{ result: await func(...args) }],
  },
};
Object.assign(globalThis, { chrome: browser });

const realFetch = globalThis.fetch;
globalThis.fetch = (address, options) => {
  const url = String(address instanceof Request ? address.url : address);
  if (!url.startsWith("https:")) return realFetch(address, options); // a file of ours
  if (url === ADDRESS) return Promise.resolve(new Response(null, { status: statusNow() }));
  const status = new Response(ALL_WELL, { headers: { "content-type": "application/json" } });
  return Promise.resolve(Object.defineProperty(status, "url", { value: url }));
};

addEventListener("message", async ({ data }: MessageEvent<ToDemo>) => {
  const { begin, press, speak } = data;
  if (begin) {
    await loadWasm();
    failsUntil = Date.now() + FAILS_FOR;
    start(hooks, undefined, ...begin, {});
    load();
  }
  if (press) {
    hear("message", [
      { kind: "pressed", button: press },
      { tab, url: ADDRESS, frameId: 0 },
      undefined,
    ]);
  }
  if (speak) hear("language", speak);
});
