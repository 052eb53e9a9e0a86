// What the Markdown file of saved prompts holds.
import assert from "node:assert/strict";
import test from "node:test";
import { toMarkdownFile } from "./saved-file.ts";

const WORDS = { lang: "en-GB", saved_title: "Saved prompts", saved_here: "In memory" };
const CHAT = "https://chatgpt.com/c/1";
const about = (text: string): { text: string; at: number; chat: string; keys: [] } => ({
  text,
  at: Date.UTC(2026, 10, 30, 5, 20),
  chat: CHAT,
  keys: [],
});

test("each prompt stands in it by the letter, with its files and its answer", () => {
  const file = toMarkdownFile(
    [
      { ...about("Why?\n```js\nx\n```"), files: ["a.pdf"], answer: "## Because\n\n- it is" },
      { ...about("In memory alone"), tab: 3 },
    ],
    WORDS,
  );
  const [title, first = "", second = ""] = file.split(/^## (?=\d)/m);
  assert.equal(title, "# Saved prompts\n\n");
  assert.match(first, / · chatgpt\.com\n\n````text\nWhy\?\n```js\nx\n```\n````\n\n- a\.pdf\n\n/);
  assert.ok(first.endsWith("## Because\n\n- it is\n\n"), first);
  assert.match(second, / · chatgpt\.com · In memory\n\n```text\nIn memory alone\n```\n$/);
});

test("where nothing is saved it is its title", () => {
  assert.equal(toMarkdownFile([], WORDS), "# Saved prompts\n");
});
