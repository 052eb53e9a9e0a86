// Holds the log to its bound, and to keeping nothing that a browser's message says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_ENTRIES, logError, loggedErrors } from "./error-log.ts";

const held: Record<string, unknown> = {};
const session = {
  get: (key: string) => Promise.resolve({ [key]: structuredClone(held[key]) }),
  set: (items: object) => Promise.resolve(Object.assign(held, structuredClone(items))),
};
Object.assign(globalThis, { chrome: { storage: { session } } });

// One write follows the other: the log has everything once it has what was noted last.
async function logged(where: string): Promise<Awaited<ReturnType<typeof loggedErrors>>> {
  logError(where, "failed");
  for (;;) {
    const entries = await loggedErrors();
    if (entries.at(-1)?.where === where) return entries;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("what the browser says is named by its kind, and none of it is kept", async () => {
  const secret = "https://chatgpt.com/c/secret";
  logError("one", new Error(`Cannot access contents of url "${secret}".`));
  logError("two", new Error("No tab with id: 7."));
  logError("three", new DOMException(`quota for ${secret}`, "QuotaExceededError"));
  logError("four", new TypeError(secret));
  logError("five", { secret });
  logError("six", new Error("Frame with ID 0 is showing error page"));
  logError("seven", new Error("An unexpected error occurred"));
  const entries = await logged("eight");
  const kinds = entries.map(({ where, kind }) => `${where}: ${kind}`);
  const wanted = [
    "one: refused",
    "two: gone",
    "three: store full",
    "four: TypeError",
    "five: failed",
    "six: refused",
    "seven: browser failed",
  ];
  assert.deepEqual(kinds, [...wanted, "eight: failed"]);
  assert.ok(!JSON.stringify(held).includes("secret"));
});

test("the same again is one entry that counts, and comes last", async () => {
  logError("one", "no answer");
  logError("one", "no answer");
  const entries = await logged("last");
  const again = entries.find(({ where, kind }) => where === "one" && kind === "no answer");
  assert.equal(again?.times, 2);
  assert.ok(entries.length > 2);
});

test("of more than there is room for the oldest go", async () => {
  const places = Array.from({ length: 2 * MOST_ENTRIES }, (_, number) => `place ${number}`);
  for (const place of places) logError(place, "failed");
  const entries = await logged("the very last");
  assert.equal(entries.length, MOST_ENTRIES);
  assert.equal(entries[0]?.where, `place ${MOST_ENTRIES + 1}`);
});

test("what somebody else wrote there is no entry", async () => {
  held["errors"] = [null, "text", { where: 7 }, { where: "a", kind: "b", at: 1, times: 1 }];
  assert.deepEqual(await loggedErrors(), [{ where: "a", kind: "b", at: 1, times: 1 }]);
});
