// Holds what access is given back: that of what is chosen no longer, and no more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { originsOver } from "./give-back-access.ts";

test("a site that is switched off needs its hosts no longer, its status page among them", () => {
  const over = originsOver({ on_claude: true, on_gemini: true }, { on_gemini: true });
  assert.deepEqual(over, ["https://claude.ai/*", "https://status.claude.com/*"]);
});

test("after a reset nothing is needed but what was installed", () => {
  const before = { on_claude: true, own_site: "chat.example", own_status: "status.example/x" };
  const over = originsOver(before, {});
  assert.ok(over.includes("https://claude.ai/*"));
  assert.ok(over.includes("https://chat.example/*") && over.includes("https://status.example/*"));
  assert.ok(!over.some((origin) => /chatgpt|openai/.test(origin)));
});

test("what is switched off and stays chosen, or is switched on, gives nothing back", () => {
  assert.deepEqual(originsOver({ on_claude: true }, { on_claude: true, on: false }), []);
  assert.deepEqual(originsOver({ on_chatgpt: true }, { on_chatgpt: false }), []);
  assert.deepEqual(originsOver({}, { on_claude: true }), []);
});

test("of two sites of one's own on one host only what is not shared goes", () => {
  const before = { own_site: "localhost:3000", own_status: "status.example" };
  assert.deepEqual(originsOver(before, { own_site: "localhost:8080" }), [
    "https://status.example/*",
  ]);
});
