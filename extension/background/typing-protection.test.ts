// Holds what is typed to being kept where its person wants that, and nowhere else.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browser } from "../testing/fake-browser.ts";
import { RULES } from "../testing/prompt-rules.ts";
import { setPromptRules, typingKeptIn } from "./typing-protection.ts";

beforeEach(() => {
  browser.tabs = [{ id: 7, url: "https://chatgpt.com/c/1" }];
  browser.sent = [];
  browser.injected = [];
});

test("where access was taken away nothing that is typed is kept, whichever page asks", async () => {
  await setPromptRules(RULES);
  const sender = { tab: { id: 7 }, url: "https://chatgpt.com/c/1" } as chrome.runtime.MessageSender;
  assert.equal((await typingKeptIn(sender)).most, RULES.most);
  browser.hasAccess = false;
  assert.equal((await typingKeptIn(sender)).most, 0);
  browser.hasAccess = true;
});

test("switched off, it ends in open tabs where the browser does not say what is registered", async () => {
  browser.registered = () => Promise.reject(new Error("no answer"));
  await setPromptRules({ ...RULES, types: false });
  assert.deepEqual(browser.sent, [{ tab: 7, kind: "stopKeepingTyping" }]);
  browser.registered = () => Promise.resolve([]);
});
