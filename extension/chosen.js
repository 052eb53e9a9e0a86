// What people chose, as the store holds it: whether Gatewatch is switched off is known before any
// wasm is. What a choice means is the core's.

let known; // asked of the store once, then told by it

export function chosen() {
  known ??= chrome.storage.sync.get("settings").then(({ settings }) => settings, () => undefined);
  return known;
}

export const isOff = async () => (await chosen())?.on === false;

// Takes in a change; answers whether Gatewatch was switched on by it.
export function changed({ oldValue, newValue }) {
  known = Promise.resolve(newValue);
  return oldValue?.on === false && newValue?.on !== false;
}
