// Holds the keeping of what is typed to what its person chose, and to going on where a write hangs: with a
// page that has one message box.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { TypingKept } from "../shared/kept-prompt.ts";
import type { ToBackground, ToTab } from "../shared/protocol.ts";
import { endTimeLimits, stopClock } from "../testing/clock.ts";

type Hear = (event: object) => void;
type HearMessage = (message: ToTab, sender: object, reply: (answer: unknown) => void) => void;

class PageElement {
  nodeName = "TEXTAREA";
  value = "";
  closest(): this {
    return this;
  }
}

const box = new PageElement();
const heard = new Map<string, Hear[]>(); // who hears which event of the page
let kept: Pick<TypingKept, "most"> = { most: 1000 };
let answer: HearMessage = () => undefined;
let write: (items: object) => Promise<void> = () => Promise.resolve();
const written: string[] = [];

Object.assign(globalThis, {
  Element: PageElement,
  location: { origin: "https://chatgpt.com", pathname: "/c/1", search: "" },
  addEventListener: (kind: string, hears: Hear) =>
    heard.set(kind, [...(heard.get(kind) ?? []), hears]),
  chrome: {
    extension: { inIncognitoContext: false },
    runtime: {
      id: "gatewatch",
      onMessage: { addListener: (hears: HearMessage) => (answer = hears) },
      sendMessage: async ({ kind }: ToBackground) => (kind === "typingLimit" ? kept : ""),
    },
    storage: { local: { set: (items: object) => write(items) } },
  },
});
await import("./keep-typing.ts");

function happens(kind: string, event: object = {}): void {
  for (const hears of heard.get(kind) ?? []) hears({ isTrusted: true, target: box, ...event });
}

function type(text: string): void {
  box.value = text;
  happens("input", { inputType: "insertText" });
}

/** Once whatever was begun has come as far as it can. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function saysItIsKept(): unknown {
  let said: unknown;
  answer({ kind: "isTypingKept" }, {}, (it) => (said = it));
  return said;
}

beforeEach(async () => {
  kept = { most: 1000 };
  write = async (items) => {
    const texts = (Object.values(items) as { text?: string }[]).map(({ text }) => text);
    written.push(...texts.filter((text) => text !== undefined));
  };
  happens("pageshow", { persisted: true });
  await settled();
  written.length = 0;
});

test("what is typed is kept, and so it says", async () => {
  type("A draft.");
  await settled();
  assert.deepEqual(written, ["A draft."]);
  assert.equal(saysItIsKept(), true);
});

test("a page that comes out of the browser's cache asks again whether it shall", async () => {
  kept = { most: 0 };
  happens("pageshow", { persisted: false });
  happens("pageshow", { persisted: true, isTrusted: false });
  await settled();
  assert.equal(saysItIsKept(), true, "neither a load nor the page's own event");
  happens("pageshow", { persisted: true });
  await settled();
  assert.equal(saysItIsKept(), false);
  type("Not wanted.");
  await settled();
  assert.deepEqual(written, []);
});

test("a write that hangs is not the last one, and until the next nothing is said to be kept", async () => {
  stopClock();
  const writes = write;
  write = () => new Promise(() => undefined);
  type("One.");
  await settled();
  write = writes;
  type("One. Two.");
  await settled();
  assert.deepEqual(written, [], "one at a time");
  endTimeLimits();
  await settled();
  assert.deepEqual(written, ["One. Two."]);
  assert.equal(saysItIsKept(), true);
  write = () => new Promise(() => undefined);
  type("One. Two. Three.");
  await settled();
  endTimeLimits();
  await settled();
  assert.equal(saysItIsKept(), false);
  write = writes;
  type("One. Two. Three. Four.");
  await settled();
  assert.deepEqual(written, ["One. Two.", "One. Two. Three. Four."]);
  assert.equal(saysItIsKept(), true);
});
