// A time limit for every call to the browser: now and then it never answers, and Gatewatch must go
// on with what it knows.
import { logError } from "./error-log.ts";

export { STORE_ANSWERS_WITHIN, inTime } from "./in-time.ts";

/** A page may be busy or frozen. */
export const PAGE_ANSWERS_WITHIN = 1000; // ms
/** For the extension's own files, its wasm, and what changes the browser's own lists. */
export const BROWSER_ANSWERS_WITHIN = 3000; // ms

/**
 * What `ask` answers, or `otherwise` if it throws, fails or does not answer in time. Never fails:
 * what went wrong is logged under the name in `where`.
 */
export async function withTimeLimit<Result, Otherwise>(
  where: string,
  ask: () => Result | PromiseLike<Result>,
  milliseconds: number,
  otherwise: Otherwise,
): Promise<Awaited<Result> | Otherwise> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<Otherwise>();
  const timer = setTimeout(() => {
    logError(where, "no answer");
    resolve(otherwise);
  }, milliseconds);
  try {
    return await Promise.race([attempt(where, ask, otherwise), timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}

/** The same without a limit: what it answers, or `otherwise` if it throws or fails. */
export async function attempt<Result, Otherwise>(
  where: string,
  ask: () => Result | PromiseLike<Result>,
  otherwise: Otherwise,
): Promise<Awaited<Result> | Otherwise> {
  try {
    return await ask();
  } catch (error) {
    logError(where, error);
    return otherwise;
  }
}
