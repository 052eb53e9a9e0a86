// Waits for what the browser answers, but no longer than it may take; without the log, which waits for
// a store itself.

/** The stores answer within 5 ms as a rule, and whoever waits for a card waits for them. */
export const STORE_ANSWERS_WITHIN = 500; // ms

/** What comes in time, or null; what comes later is still to be waited for by whoever asked. */
export async function inTime<Result>(
  work: Promise<Result>,
  milliseconds: number,
): Promise<Result | null> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, milliseconds, null);
  try {
    return await Promise.race([work, timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}
