// Holds what is done in pages to the pages that are watched, and what is forgotten to what was answered.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browser } from "../testing/fake-browser.ts";
import { RULES } from "../testing/prompt-rules.ts";
import { forgetAnswered, rescueEverywhere, tabsOf } from "./prompt-pages.ts";
import { nameOfTab, rememberRules } from "./prompt-store.ts";

beforeEach(() => {
  rememberRules(RULES);
  browser.local = {};
  browser.session = {};
  browser.injected = [];
});

test("of a site of one's own with a port no other port is read or counted", async () => {
  browser.sync = { settings: { own_site: "localhost:3000" } };
  browser.tabs = [
    { id: 1, url: "http://localhost:3000/c/1" },
    { id: 2, url: "http://localhost:8888/notebook" },
    { id: 3, url: "https://chatgpt.com/c/1" },
  ];
  await rescueEverywhere();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(browser.injected.toSorted(), [1, 3]);
  assert.deepEqual(await tabsOf(["http://localhost/*"]), [1]);
});

test("a prompt with files goes once it was answered in its own chat or tab, and not in another", async () => {
  const here = "https://chatgpt.com/c/1";
  const text = "Summarise this.";
  const kept = (chat: string, tab: string, letter: string): object => {
    const attached = [{ id: letter.repeat(36), name: "report.pdf", size: 1 }];
    return { text, at: Date.now(), chat, from: tab, attached };
  };
  const from = await nameOfTab(1);
  browser.tabs = [{ id: 1, url: `${here}?model=auto` }];
  browser.local = {
    prompts: true,
    "prompt 1 turn1": kept(here, "run 5", "a"),
    "prompt 2 turn1": kept("https://chatgpt.com/", from, "b"),
    "prompt 3 turn1": kept("https://chatgpt.com/c/3", from, "c"),
    "prompt 4 turn1": kept("https://chatgpt.com/", "run 5", "d"),
    "prompt 5 turn1": { text, at: Date.now(), chat: "https://chatgpt.com/c/5" },
  };
  browser.result = { messages: [{ text, answer: "It is short." }], boxes: [], hasAlert: false };
  await forgetAnswered(1, true, here);
  assert.deepEqual(Object.keys(browser.local), ["prompts", "prompt 3 turn1", "prompt 4 turn1"]);
});
