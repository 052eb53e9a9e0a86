// Loads a wasm of ours. A file that does not come, or does not come in time, is asked for again: what
// comes late is not used, or two of them would run.
import { BROWSER_ANSWERS_WITHIN, withTimeLimit } from "./with-time-limit.js";

const TRIES = 4;

export async function load(file) {
  for (let tries = 1; ; tries += 1) {
    const compiled = await withTimeLimit(() => WebAssembly.compileStreaming(fetch(file)), BROWSER_ANSWERS_WITHIN, null);
    if (compiled) return compiled;
    if (tries === TRIES) throw new Error(`${file} cannot be loaded`);
  }
}
