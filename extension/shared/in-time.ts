// Waits for the browser's answer, but not for ever; without the log, which waits for a store
// itself.

/** The stores usually answer within 5 ms, and the card waits for them. */
export const STORE_ANSWERS_WITHIN = 500; // ms

/** What comes in time, or null; the caller may still await what comes later. */
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
