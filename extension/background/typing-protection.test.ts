// Holds what is typed to being kept where its person wants that, and nowhere else.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browser } from "../testing/fake-browser.ts";
import { RULES } from "../testing/prompt-rules.ts";
import { setPromptRules } from "./typing-protection.ts";

beforeEach(() => {
  browser.tabs = [{ id: 7, url: "https://chatgpt.com/c/1" }];
  browser.sent = [];
  browser.injected = [];
});

test("switched off, it ends in open tabs where the browser does not say what is registered", async () => {
  browser.registered = () => Promise.reject(new Error("no answer"));
  await setPromptRules({ ...RULES, types: false });
  assert.deepEqual(browser.sent, [{ tab: 7, kind: "stopKeepingTyping" }]);
  browser.registered = () => Promise.resolve([]);
});
