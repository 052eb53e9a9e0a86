// What goes where there is no room for a file: a page crowds out its own alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoredFile } from "./file-store.ts";
import { crowdedOut } from "./file-store.ts";

const MEGABYTE = 1_000_000;

let made = 0;
function file(from: string, document: number, megabytes: number): StoredFile {
  made += 1;
  return {
    id: `file ${made}`,
    at: made,
    parts: megabytes,
    name: "a.bin",
    type: "",
    size: megabytes * MEGABYTE,
    modified: 0,
    document,
    from,
    origin: "https://chatgpt.com",
    cookieStore: "",
  };
}

test("where there is room nothing goes", () => {
  assert.deepEqual(crowdedOut([], file("a", 1, 20)), []);
  assert.deepEqual(crowdedOut([file("a", 1, 20), file("b", 2, 10)], file("a", 1, 20)), []);
});

test("a document's own files stay, and the next one is not taken", () => {
  const files = [file("a", 1, 20), file("a", 1, 20)];
  assert.equal(crowdedOut(files, file("a", 1, 11)), null);
});

test("of whoever keeps most the oldest goes, and nobody else's", () => {
  const old = file("a", 1, 20);
  const young = file("a", 2, 20);
  const others = file("b", 3, 10);
  // The newest first: which is the oldest says its time alone.
  assert.deepEqual(crowdedOut([others, young, old], file("b", 3, 9)), [old]);
  assert.deepEqual(crowdedOut([others, young, old], file("a", 2, 20)), [old]);
  assert.deepEqual(crowdedOut([young, others], file("a", 2, 20)), []);
  // It has most itself, and nothing of another document.
  assert.equal(crowdedOut([young, others], file("a", 2, 21)), null);
});

test("many small ones are too many, too", () => {
  const small = Array.from({ length: 200 }, () => file("a", 1, 0));
  assert.deepEqual(crowdedOut(small, file("b", 2, 1)), [small[0]]);
  assert.equal(crowdedOut(small, file("a", 1, 0)), null);
});
