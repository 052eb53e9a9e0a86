// Loads our one wasm, once for this page or background. A file that does not come, or not in time,
// is requested again: a late one is not used, or two of them would run.
import init from "./generated/gatewatch.js";
import { BROWSER_ANSWERS_WITHIN, withTimeLimit } from "./with-time-limit.ts";

const FILE = "gatewatch_bg.wasm";
const TRIES = 4;

/** What failed may work a moment later, or the page has said by then that it is leaving. */
const PAUSE = 150; // ms

let loading: Promise<void> | undefined;
let isLeaving = false;

// What a page requests while it is leaving does not come, and nobody needs to be told.
if (typeof document !== "undefined") {
  addEventListener("pagehide", () => (isLeaving = true));
  addEventListener("pageshow", () => (isLeaving = false));
}

/** Its functions can be called once this resolves; if loading failed, the next call tries again. */
export function loadWasm(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  try {
    await init({ module_or_path: await compile() });
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

/** A page that is leaving only goes on if the browser keeps it and shows it again. */
function shownAgain(): Promise<unknown> {
  return new Promise((resolve) => {
    addEventListener("pageshow", resolve, { once: true });
  });
}

async function compile(): Promise<WebAssembly.Module> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const begin = (): Promise<WebAssembly.Module> => WebAssembly.compileStreaming(fetch(FILE));
    const compiled = await withTimeLimit(FILE, begin, BROWSER_ANSWERS_WITHIN, null);
    if (compiled) return compiled;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (isLeaving) await shownAgain();
  }
  throw new Error(`${FILE} cannot be loaded`);
}
