// Holds what is put into healthy pages to its size, as it is put there.
import assert from "node:assert/strict";
import { test } from "node:test";
import documentStatus from "./document-status.ts" with { type: "content-script" };

const MOST_BYTES = 300;

test("the one function that runs in healthy documents is small", () => {
  const bytes = Buffer.byteLength(documentStatus.toString());
  assert.ok(bytes > 100 && bytes <= MOST_BYTES, `document-status.ts has ${bytes} bytes`);
});
