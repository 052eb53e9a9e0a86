// Holds what is kept of a site of one's own to staying there while nobody knows which site that is: the
// stores of settings are late now and then.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser } from "../testing/fake-browser.ts";
import { RULES } from "../testing/prompt-rules.ts";
import { onSettingsChanged } from "../shared/settings-store.ts";
import { rememberRules, sortOutPrompts } from "./prompt-store.ts";

const settings = Promise.withResolvers<Record<string, unknown>>();
const known = new Promise((resolve) => onSettingsChanged(resolve));
browser.readSettings = () => settings.promise;

test("what is of no known site goes once the settings are known, and not before", async () => {
  const kept = (chat: string): object => ({ text: "A draft.", at: Date.now(), chat });
  browser.local = {
    prompts: true,
    "prompt 1 box0": kept("https://chat.example.org/c/1"),
    "prompt 2 box0": kept("https://evil.example/c/1"),
  };
  rememberRules(RULES);
  await sortOutPrompts();
  assert.deepEqual(Object.keys(browser.local), ["prompts", "prompt 1 box0", "prompt 2 box0"]);
  settings.resolve({ settings: { own_site: "chat.example.org" } });
  await known;
  await sortOutPrompts();
  assert.deepEqual(Object.keys(browser.local).toSorted(), [
    "last known",
    "prompt 1 box0",
    "prompts",
  ]);
});
