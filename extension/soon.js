// What is asked of a page that may be busy for ever.

// Its answer, or null where it has none or gives none within a second.
export function soon(promise) {
  const late = new Promise((done) => setTimeout(done, 1000, null));
  return Promise.race([promise.catch(() => null), late]);
}
