// Tests what the check of an installation makes of what it found.
import assert from "node:assert/strict";
import test from "node:test";
import type { CountedMarks } from "../../content/count-marks.ts";
import { markLines, probeLine, resultText } from "./check-lines.ts";

const counted: CountedMarks = {
  meant: { address: "https://chatgpt.com/c/a-private-name", time_origin: 1 },
  status: 200,
  isChat: true,
  found: { COMPOSERS: [0, 1], TURNS: [0], ALERTS: [0] },
  editors: 1,
};
const lists = { COMPOSERS: ["#first", "#second"], TURNS: [".turn"], ALERTS: [".alert"] };

test("a mark that is missing where it must stand is a fault, and another is not", () => {
  const lines = markLines("chatgpt", lists, counted);
  assert.deepEqual(
    lines.map(({ isWell }) => isWell),
    [true, false, null],
  );
  const elsewhere = markLines("chatgpt", lists, { ...counted, isChat: false });
  assert.equal(elsewhere[1]?.isWell, null);
});

test("the result names the place of each line and no chat", () => {
  const text = resultText(markLines("chatgpt", lists, counted));
  assert.match(
    text,
    /^✓ COMPOSERS: \[1\] #second × 1 \(crates\/sites\/src\/chatgpt\.rs: composers\)$/m,
  );
  assert.match(text, /^✗ TURNS: none matches/m);
  assert.doesNotMatch(text, /private-name/);
});

test("a probe that is challenged or refused is no evidence that it works", () => {
  const of = (status: number, challenge = false): boolean | null =>
    probeLine("as ever", { status, challenge, retryAfter: null, date: null }, "somewhere").isWell;
  assert.deepEqual([of(200), of(0), of(404), of(405)], [true, true, true, true]);
  assert.deepEqual([of(403), of(200, true), of(502)], [false, false, false]);
  assert.equal(probeLine("as ever", "timeout", "somewhere").isWell, false);
});
