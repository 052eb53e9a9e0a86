// Holds kept prompts to their tabs and chats, and each file to its own prompt.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browser } from "../testing/fake-browser.ts";
import { RULES } from "../testing/prompt-rules.ts";
import { tabReplaced } from "./events.ts";
import { keepInMemory, nameOfTab, promptsOfPage, rememberRules } from "./prompt-store.ts";

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

test("a tab that gets another number keeps its own prompts, also when another tab is closed", async () => {
  const chat = "https://chatgpt.com/";
  const prompt = { at: Date.now(), chat };
  browser.local["prompt 1 box0"] = { ...prompt, text: "Of the disk.", from: await nameOfTab(7) };
  const sender = { tab: { id: 7 }, url: chat } as chrome.runtime.MessageSender;
  await keepInMemory({ "prompt 2 box0": { ...prompt, text: "In memory." } }, sender);
  browser.tabs = [{ id: 9, url: chat }];
  tabReplaced(9, 7);
  await browser.tabClosed();
  const texts = (await promptsOfPage(chat, 9)).map(({ text }) => text);
  assert.deepEqual(texts.toSorted(), ["In memory.", "Of the disk."]);
  browser.tabs = [{ id: 11, url: chat }];
  await browser.tabClosed();
  assert.ok(!("prompt 2 box0" in browser.session), "once it is closed itself");
});
