// A time limit for whatever the browser is asked: now and then it never answers, and Gatewatch must
// go on with what it knows all the same.

// The stores of the browser answer within 5 ms as a rule; whoever waits for a card waits for them.
export const STORE_ANSWERS_WITHIN = 500; // ms
// A page may be busy or frozen.
export const PAGE_ANSWERS_WITHIN = 1000; // ms
// Files of the extension itself, its wasm, and what changes the browser's own lists.
export const BROWSER_ANSWERS_WITHIN = 3000; // ms

// What `ask` answers, or `otherwise` where it throws, fails or does not answer in time. Never fails.
export function withTimeLimit(ask, milliseconds, otherwise) {
  let timer;
  const late = new Promise((done) => (timer = setTimeout(done, milliseconds, otherwise)));
  const asked = new Promise((done) => done(ask())).catch(() => otherwise);
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

// What a store holds under `keys`, or nothing of it where it does not answer.
export const readStore = (area, keys) => withTimeLimit(() => area.get(keys), STORE_ANSWERS_WITHIN, {});
