// Time limits for tests: they end when a test says so, and not before.

const waiting: (() => void)[] = [];

/** From now on no time limit ends by itself. */
export function stopClock(): void {
  Object.assign(globalThis, {
    setTimeout: <Values extends unknown[]>(
      ends: (...values: Values) => void,
      _milliseconds: number,
      ...values: Values
    ) => waiting.push(() => ends(...values)),
  });
}

/** All that were begun are over. */
export function endTimeLimits(): void {
  for (const ends of waiting.splice(0)) ends();
}
