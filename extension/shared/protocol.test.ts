// Holds the gate to its table: every kind by every sender, every shape, and what tries to get
// round.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { From, Kind, MessageOf, Sender } from "./protocol.ts";
import { SENDERS, isAllowed, senderOf } from "./protocol.ts";

const SELF = { id: "gatewatch", origin: "chrome-extension://gatewatch" };
const tab = { id: 7 } as chrome.tabs.Tab;
const CHAT = "https://chatgpt.com/c/1";
const FILE = "0f0e0d0c-0b0a-4908-8706-050403020100";

const FROM: Record<Sender, From> = {
  "own page": { id: SELF.id, url: `${SELF.origin}/popup.html#7` },
  "content script": { id: SELF.id, url: CHAT, frameId: 0, tab },
  background: { id: SELF.id, url: `${SELF.origin}/background.js` },
};

const prompt = { text: "What is a gateway?", at: 1_790_000_000_000, chat: CHAT };

// One of each kind, as it should be: a new kind does not compile until it has one.
const GOOD: { [K in Kind]: MessageOf<K> } = {
  pressed: { kind: "pressed", button: "check_now" },
  questionAnswered: { kind: "questionAnswered", question: "vpn", yes: true },
  countdownEnded: { kind: "countdownEnded" },
  networkReturned: { kind: "networkReturned" },
  visibilityChanged: { kind: "visibilityChanged", visible: false },
  pageRestored: { kind: "pageRestored" },
  waitingView: { kind: "waitingView", address: CHAT },
  classify: { kind: "classify", tab: 7 },
  popupView: { kind: "popupView", opened: true },
  keepPrompts: {
    kind: "keepPrompts",
    kept: {
      "prompt 17 box0": {
        ...prompt,
        files: ["a.pdf"],
        attached: [{ name: "b.pdf", size: 9, id: FILE }],
        account: "0123456789abcdef0123456789abcdef",
      },
    },
  },
  deletePrompts: { kind: "deletePrompts", keys: ["prompt 17 box0"] },
  listPrompts: { kind: "listPrompts" },
  promptOfPage: { kind: "promptOfPage", tab: 7, address: CHAT },
  typingLimit: { kind: "typingLimit" },
  filesChosen: { kind: "filesChosen" },
  keepFile: {
    kind: "keepFile",
    id: FILE,
    name: "plan.pdf",
    type: "application/pdf",
    size: 20_000_000,
    modified: 1_790_000_000_000,
    document: 1_790_000_000_000_000,
  },
  keepFilePart: { kind: "keepFilePart", id: FILE, at: 0, bytes: "AAAA" },
  filePart: { kind: "filePart", id: FILE, at: 19 },
  languageChanged: { kind: "languageChanged" },
  leaveWaitingPage: { kind: "leaveWaitingPage", tab: 7, address: CHAT, evenIfBusy: false },
  copyPrompt: { kind: "copyPrompt", address: CHAT, text: prompt.text },
  isTypingKept: { kind: "isTypingKept" },
  stopKeepingTyping: { kind: "stopKeepingTyping" },
  switchedOff: { kind: "switchedOff" },
};

const kinds = Object.keys(GOOD) as Kind[];
const senders = Object.keys(FROM) as Sender[];

// By somebody who may send it: what is refused is refused for its shape.
function isTaken(message: object, kind: Kind): boolean {
  const [sender] = SENDERS[kind];
  assert.ok(sender, `${kind}: somebody sends it`);
  return isAllowed(message, FROM[sender], SELF);
}

test("each kind is taken from those in the table, and from nobody else", () => {
  let refused = 0;
  for (const kind of kinds) {
    for (const sender of senders) {
      const may = SENDERS[kind].includes(sender);
      assert.equal(isAllowed(GOOD[kind], FROM[sender], SELF), may, `${kind} from ${sender}`);
      refused += Number(!may);
    }
  }
  assert.equal(refused, kinds.length * senders.length - 30);
});

test("who sends is what the browser says of the sender", () => {
  for (const sender of senders) assert.equal(senderOf(FROM[sender], SELF), sender);
  const { "content script": script, "own page": page } = FROM;
  const firefox = { id: "g@x", origin: "moz-extension://0f" };
  const generated = { id: "g@x", url: "moz-extension://0f/_generated_background_page.html" };
  assert.equal(senderOf(generated, firefox), "background");
  const nobody: From[] = [
    { ...script, id: "another" },
    { ...script, frameId: 3 },
    { ...script, url: "https://chatgpt.com.evil.example/c/1" },
    { ...script, url: "http://chatgpt.com/c/1" },
    { ...script, url: "https://chatgpt.com:8443/c/1" },
    { id: SELF.id, url: CHAT, frameId: 0 },
    { id: SELF.id, frameId: 0, tab },
    { ...page, url: "chrome-extension://gatewatch.evil/popup.html" },
    { ...page, url: "not an address" },
    { ...page, frameId: 1 },
  ];
  for (const from of nobody) assert.equal(senderOf(from, SELF), null, JSON.stringify(from));
});

test("a member that is missing, of another type or one too many is refused", () => {
  const wrong = [undefined, null, 0, -1, Number.NaN, "", "x".repeat(300_000), {}, [], [0], () => 1];
  for (const kind of kinds) {
    const good: Record<string, unknown> = { ...GOOD[kind] };
    assert.ok(isTaken(good, kind), kind);
    assert.ok(!isTaken({ ...good, more: 1 }, kind), `${kind} with a member more`);
    for (const name of Object.keys(good)) {
      const { [name]: _, ...less } = good;
      assert.ok(!isTaken(less, kind), `${kind} without ${name}`);
      for (const value of wrong) {
        // An empty text and an empty list are a text and a list, and a tab may have the number 0.
        const isOfFile = kind === "keepFile" || kind === "keepFilePart" || kind === "filePart";
        const right =
          // A file may be empty, and its first part is that of the number 0.
          (isOfFile && value === 0 && typeof good[name] === "number") ||
          (isOfFile && value === "" && (name === "name" || name === "type")) ||
          (name === "bytes" && typeof value === "string") ||
          (kind === "copyPrompt" && name === "text" && value === "") ||
          (name === "tab" && value === 0) ||
          (name === "keys" && Array.isArray(value) && !value.length) ||
          (name === "kept" && value?.constructor === Object);
        assert.equal(isTaken({ ...good, [name]: value }, kind), right, `${kind}: ${name}`);
      }
    }
  }
});

test("what a prompt holds is held to its shape, its length and the hosts", () => {
  const key = "prompt 17 box0";
  const kept = (it: unknown, name = key) => ({ kind: "keepPrompts", kept: { [name]: it } });
  assert.ok(isTaken(kept(prompt), "keepPrompts"));
  for (const wrong of [
    null,
    "text",
    { ...prompt, text: "x".repeat(200_001) },
    { ...prompt, text: null },
    { ...prompt, at: Number.POSITIVE_INFINITY },
    { ...prompt, chat: "https://evil.example/" },
    { ...prompt, chat: "javascript:alert(1)" },
    { ...prompt, files: "plan.pdf" },
    { ...prompt, files: ["x".repeat(101)] },
    { ...prompt, files: Array.from({ length: 21 }, () => "a") },
    { ...prompt, attached: [{ name: "a.pdf" }] },
    { ...prompt, attached: [{ name: "a.pdf", size: 9, id: "../../a" }] },
    { ...prompt, attached: [{ name: "a.pdf", size: 9, why: "constructor" }] },
    { ...prompt, attached: Array.from({ length: 21 }, () => ({ name: "a.pdf", size: 9 })) },
    { ...prompt, tab: 9 },
    { ...prompt, from: 9 },
    { ...prompt, from: "x".repeat(61) },
    { ...prompt, account: "user-1" },
  ]) {
    assert.ok(!isTaken(kept(wrong), "keepPrompts"), JSON.stringify(wrong)?.slice(0, 80));
  }
  assert.ok(!isTaken(kept(prompt, "snapshot"), "keepPrompts"), "a key that is no prompt's");
  const many = Object.fromEntries(
    Array.from({ length: 21 }, (_, at) => [`prompt 1 ${at}`, prompt]),
  );
  assert.ok(
    !isTaken({ kind: "keepPrompts", kept: many }, "keepPrompts"),
    "more than a page can have",
  );
});

const waiting = (address: string): boolean =>
  isTaken({ kind: "waitingView", address }, "waitingView");

test("addresses are those of watched hosts alone", () => {
  assert.ok(waiting("https://chat.openai.com/"));
  for (const wrong of [
    "http://chatgpt.com/",
    "https://chatgpt.com@evil.example/",
    "chatgpt.com",
    "javascript:1",
    `https://chatgpt.com/${"x".repeat(9000)}`,
  ]) {
    assert.ok(!waiting(wrong), wrong.slice(0, 60));
  }
});

test("names of the language itself are no kinds and no buttons", () => {
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
    assert.ok(!isAllowed({ kind: name }, FROM["own page"], SELF), name);
    assert.ok(!isTaken({ kind: "pressed", button: name }, "pressed"), name);
  }
  const inherited = Object.create({ button: "check_now" }) as object;
  assert.ok(!isTaken(Object.assign(inherited, { kind: "pressed" }), "pressed"));
  for (const odd of [null, undefined, 0, "pressed", [], () => 1]) {
    assert.ok(!isAllowed(odd, FROM["own page"], SELF));
  }
});
