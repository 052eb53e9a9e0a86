// Holds kept prompts to their tabs and chats, and each file to its own prompt.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browser } from "../testing/fake-browser.ts";
import { RULES } from "../testing/prompt-rules.ts";
import { promptsOfPage, rememberRules } from "./prompt-store.ts";

const CHAT = "https://chatgpt.com/c/1";
const TEXT = "Summarise this.";

beforeEach(() => {
  browser.local = { prompts: true };
  browser.session = { run: "run", private: true };
  browser.tabs = [{ id: 7, url: CHAT }];
  rememberRules(RULES);
});

test("what stands on the disk is of no tab, whatever it says", async () => {
  browser.tabs = [{ id: 7, url: CHAT, incognito: true }];
  const prompt = { text: TEXT, at: Date.now(), chat: CHAT, tab: 7 };
  browser.local["prompt 1 box0"] = prompt;
  assert.deepEqual(await promptsOfPage(CHAT, 7), [], "a private window's tab");
  browser.session["prompt 2 box0"] = prompt;
  const keys = (await promptsOfPage(CHAT, 7)).map((it) => it.keys);
  assert.deepEqual(keys, [["prompt 2 box0"]], "its own");
});
