// Holds kept prompts to their tabs and chats, and each file to its own prompt.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browser } from "../testing/fake-browser.ts";
import { RULES } from "../testing/prompt-rules.ts";
import { tabReplaced } from "./events.ts";
import {
  allPrompts,
  keepInMemory,
  nameOfTab,
  promptsOfPage,
  rememberRules,
} from "./prompt-store.ts";

const CHAT = "https://chatgpt.com/c/1";
const TEXT = "Summarise this.";

const [A, B, C] = ["a", "b", "c"].map((letter) => letter.repeat(36)) as [string, string, string];

/** A prompt of that chat, kept in that tab, with files by their ids. */
function kept(chat: string, from: string, ...ids: string[]): object {
  const attached = ids.map((id) => ({ id, name: `${id[0]}.pdf`, size: 1 }));
  // Of one whose page does not show its files nobody knows whether it has any.
  return { text: TEXT, at: Date.now(), chat, from, ...(ids.length > 0 && { attached }) };
}

/** The keys of what is listed, and the ids of its files. */
async function listed(): Promise<string[]> {
  const all = await allPrompts();
  const lines = all.map(({ keys, attached = [] }) => [
    ...keys,
    ...attached.map(({ id }) => id?.[0]),
  ]);
  return lines.map((line) => line.join(" ").replaceAll("prompt ", "")).toSorted();
}

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

test("the same words of two tabs and two chats are two prompts, each with its own file", async () => {
  browser.local["prompt 1 turn1"] = kept(CHAT, "run 1", A);
  browser.local["prompt 2 turn1"] = kept("https://chatgpt.com/c/2", "run 2", B);
  browser.local["prompt 3 turn1"] = kept("https://chatgpt.com/c/3", "run 3");
  assert.deepEqual(await listed(), ["1 turn1 a", "2 turn1 b", "3 turn1"]);
  const [offered, ...others] = await promptsOfPage("https://chatgpt.com/c/2", 7);
  assert.deepEqual(others, []);
  assert.deepEqual(
    offered?.attached?.map(({ id }) => id),
    [B],
  );
});

test("the same words of one chat are one prompt, unless they have different files", async () => {
  const typed = kept("https://chatgpt.com/", "run 1", A, B);
  browser.local["prompt 1 typed1"] = { ...typed, at: Date.now() - 1000 };
  browser.local["prompt 1 turn1"] = kept(CHAT, "run 1", B);
  browser.local["prompt 2 box0"] = kept(CHAT, "run 2");
  assert.deepEqual(await listed(), ["1 typed1 1 turn1 2 box0 b"]);
  browser.local["prompt 3 turn1"] = kept(CHAT, "run 1", C);
  assert.deepEqual(await listed(), ["1 typed1 1 turn1 2 box0 b", "3 turn1 c"]);
});

test("the same words of two containers are two prompts", async () => {
  browser.local["prompt 1 box0"] = { ...kept(CHAT, "run 1"), cookieStore: "firefox-default" };
  browser.local["prompt 2 box0"] = { ...kept(CHAT, "run 2"), cookieStore: "firefox-container-1" };
  assert.deepEqual(await listed(), ["1 box0", "2 box0"]);
});
