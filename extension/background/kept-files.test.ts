// Holds the taking of attached files to what its person chose.
import assert from "node:assert/strict";
import { test } from "node:test";
import "../testing/fake-browser.ts";
import { RULES } from "../testing/prompt-rules.ts";
import { keepFilePart } from "./kept-files.ts";
import { rememberRules } from "./prompt-store.ts";

let opened = 0;
Object.assign(globalThis, {
  indexedDB: {
    open: () => {
      opened += 1;
      throw new Error("it is opened");
    },
  },
});

const PART = { kind: "keepFilePart", id: "id", at: 0, bytes: "AAAA" } as const;
const PAGE = { tab: { id: 7, incognito: false }, url: "https://chatgpt.com/c/1" };
const sender = PAGE as unknown as chrome.runtime.MessageSender;

test("while it is kept, a part is written", async () => {
  rememberRules(RULES);
  await assert.rejects(keepFilePart(PART, sender), /it is opened/);
  assert.equal(opened, 1);
});

test("once it is not kept any more, no part of it is written", async () => {
  rememberRules({ ...RULES, types: false });
  assert.deepEqual(await keepFilePart(PART, sender), { why: "unreadable" });
  rememberRules(RULES);
  assert.equal(opened, 1);
});
