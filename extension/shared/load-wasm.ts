// Loads the one wasm of ours, once for whoever needs it in this page or background. A file that does
// not come, or does not come in time, is asked for again: what comes late is not used, or two of them
// would run.
import init from "./generated/gatewatch.js";
import { BROWSER_ANSWERS_WITHIN, withTimeLimit } from "./with-time-limit.ts";

const FILE = "gatewatch_bg.wasm";
const TRIES = 4;

let loading: Promise<void> | undefined;

/** Its functions can be called once this is kept; where it is broken, the next call loads it anew. */
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

async function compile(): Promise<WebAssembly.Module> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const begin = (): Promise<WebAssembly.Module> => WebAssembly.compileStreaming(fetch(FILE));
    const compiled = await withTimeLimit(FILE, begin, BROWSER_ANSWERS_WITHIN, null);
    if (compiled) return compiled;
  }
  throw new Error(`${FILE} cannot be loaded`);
}
