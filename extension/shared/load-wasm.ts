// Loads a wasm of ours. A file that does not come, or does not come in time, is asked for again: what
// comes late is not used, or two of them would run.
import { BROWSER_ANSWERS_WITHIN, withTimeLimit } from "./with-time-limit.ts";

const TRIES = 4;

export async function loadWasm(file: string): Promise<WebAssembly.Module> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const compile = (): Promise<WebAssembly.Module> => WebAssembly.compileStreaming(fetch(file));
    const compiled = await withTimeLimit(file, compile, BROWSER_ANSWERS_WITHIN, null);
    if (compiled) return compiled;
  }
  throw new Error(`${file} cannot be loaded`);
}
