// Holds what is done in pages to the pages that are watched, and what is forgotten to what was answered.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browser } from "../testing/fake-browser.ts";
import { RULES } from "../testing/prompt-rules.ts";
import { rescueEverywhere, tabsOf } from "./prompt-pages.ts";
import { rememberRules } from "./prompt-store.ts";

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
