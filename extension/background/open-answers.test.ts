// Holds what is followed of answers to their ends, with a browser that does as little as they need.
// No core is there: what it was told stands in the log, as what could not be told.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Progress } from "../content/answer-progress.ts";
import { logError } from "../shared/error-log.ts";
import type { AnswerLook, StoredSettings } from "../shared/stores.ts";
import type { SeenRedirect, SeenRequest } from "./open-answers.ts";
import type { SeenError } from "./tab-inspector.ts";

interface Held {
  looks?: Record<string, AnswerLook>;
  errors?: { where: string }[];
}

const CHAT = "https://chatgpt.com/c/1";
const MESSAGE = "https://chatgpt.com/backend-api/f/conversation";
const GOT = { frameId: 0, method: "POST", requestId: "10", tabId: 7, url: MESSAGE };

const held: Held = {};
const alarms = new Map<string, number>(); // by name, how often they ring
const tabs = new Map<number, Partial<chrome.tabs.Tab>>();
let look: () => Promise<Progress | "another document" | null> = () => Promise.resolve(null);
let choose: (change: object) => void = () => undefined;

// Node.js 20 has none.
Promise.withResolvers ??= <Result>(): PromiseWithResolvers<Result> => {
  const parts = {} as PromiseWithResolvers<Result>;
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

const nothing = { get: () => Promise.resolve({}), onChanged: { addListener: () => undefined } };
const session = {
  get: (key: keyof Held) => Promise.resolve(structuredClone({ [key]: held[key] })),
  set: (items: Held) => Promise.resolve(Object.assign(held, structuredClone(items))),
  remove: ([key]: (keyof Held)[]) => Promise.resolve(Reflect.deleteProperty(held, key ?? "")),
};
const sync = {
  ...nothing,
  onChanged: { addListener: (listener: typeof choose) => (choose = listener) },
};
const local = { ...nothing, set: () => Promise.resolve() };
Object.assign(globalThis, {
  addEventListener: () => undefined,
  chrome: {
    storage: { session, local, sync, managed: nothing },
    alarms: {
      create: (name: string, { periodInMinutes: minutes }: { periodInMinutes: number }) =>
        Promise.resolve(alarms.set(name, minutes)),
      clear: (name: string) => Promise.resolve(alarms.delete(name)),
    },
    tabs: {
      get: (id: number) =>
        tabs.has(id) ? Promise.resolve(tabs.get(id)) : Promise.reject(new Error("No tab")),
    },
    scripting: { executeScript: async () => [{ result: await look() }] },
  },
});
const { answerBegun, answerBroke, answerRedirected, lookAtAnswer } =
  await import("./open-answers.ts");

const broke = (error: string, of: SeenRequest = GOT): void =>
  answerBroke({ ...of, error } as SeenError);
const seen = (length: number, address = CHAT): Promise<Progress> =>
  Promise.resolve({ address, time_origin: 1, length, isBusy: false });
const logged = (): string[] => (held.errors ?? []).map(({ where }) => where);
const told = (): string[] => logged().filter((where) => where.startsWith("core, "));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

// One entry of the log follows the other.
async function untilLogged(): Promise<void> {
  logError("the last", "failed");
  await until(() => logged().at(-1) === "the last");
}

function set(chosen: StoredSettings): void {
  choose({ settings: { newValue: chosen } });
}

// Answers how it is called.
async function begin(request: SeenRequest = GOT): Promise<string> {
  const name = `answer ${request.requestId} ${request.tabId}`;
  answerBegun(request);
  await until(() => alarms.has(name));
  return name;
}

beforeEach(async () => {
  await untilLogged();
  Reflect.deleteProperty(held, "looks");
  Reflect.deleteProperty(held, "errors");
  alarms.clear();
  tabs.clear();
  tabs.set(7, { id: 7, url: CHAT, active: false });
  set({});
});

test("an answer that ends while its page is asked is neither told of nor followed again", async () => {
  const name = await begin();
  const { promise, resolve } = Promise.withResolvers<Progress>();
  look = () => promise;
  const looking = lookAtAnswer(name);
  broke("NS_BINDING_ABORTED");
  await until(() => !alarms.size);
  resolve(await seen(0));
  await looking;
  await untilLogged();
  assert.deepEqual([alarms.size, held.looks, told()], [0, undefined, []]);
});

test("two that are looked at at once are both compared with how they were", async () => {
  tabs.set(8, { id: 8, url: CHAT });
  const names = await Promise.all([begin(), begin({ ...GOT, requestId: "11", tabId: 8 })]);
  look = () => seen(5);
  await Promise.all(names.map((name) => lookAtAnswer(name)));
  assert.deepEqual(
    Object.values(held.looks ?? {}).map(({ length }) => length),
    [5, 5],
  );
});

test("a page that does not answer is asked again, and its answer's end ends what was told", async () => {
  const name = await begin();
  look = () => seen(0);
  await lookAtAnswer(name);
  look = () => Promise.resolve(null);
  await lookAtAnswer(name);
  assert.ok(alarms.has(name));
  await until(() => told().join(", ") === "core, answerStalled");
  broke("net::ERR_ABORTED");
  await until(() => told().length === 2);
  assert.deepEqual([alarms.size, held.looks, told()[1]], [0, undefined, "core, answerMoved"]);
});

test("what is told of an answer whose tab is gone goes with it", async () => {
  const name = await begin();
  look = () => seen(0);
  await lookAtAnswer(name);
  tabs.clear();
  await lookAtAnswer(name);
  await until(() => told().length === 2);
  assert.deepEqual([alarms.size, held.looks, told()[1]], [0, undefined, "core, answerMoved"]);
});

test("an answer whose document is gone, and one that nobody heard the end of, are followed no more", async () => {
  const name = await begin();
  look = () => Promise.resolve("another document");
  await lookAtAnswer(name);
  assert.deepEqual([alarms.size, held.looks], [0, undefined]);
  look = () => seen(3);
  await begin();
  await lookAtAnswer(name);
  const kept = held.looks?.[name];
  assert.ok(kept && alarms.has(name));
  kept.since -= 7_300_000;
  await lookAtAnswer(name);
  assert.deepEqual([alarms.size, held.looks], [0, undefined]);
});

test("one that goes on is looked at as often as was chosen again", async () => {
  set({ stall_minutes: 5 });
  const name = await begin();
  look = () => seen(0);
  await lookAtAnswer(name);
  assert.equal(alarms.get(name), 1);
  look = () => seen(3);
  await lookAtAnswer(name);
  assert.equal(alarms.get(name), 5);
});

test("another chat that its tab shows says nothing of it, and a new one's own address is no other", async () => {
  const show = (address: string): void => {
    tabs.set(7, { id: 7, url: address });
    look = () => seen(0, address);
  };
  show("https://chatgpt.com/");
  const name = await begin();
  show("https://chatgpt.com/c/3?model=auto");
  await lookAtAnswer(name);
  assert.ok(held.looks?.[name]?.isTold);
  show("https://chatgpt.com/");
  await lookAtAnswer(name);
  assert.equal(held.looks?.[name]?.isTold, false, "its chat was left");
  show("https://chatgpt.com/c/4");
  await lookAtAnswer(name);
  assert.equal(held.looks?.[name]?.isTold, false, "another is shown");
  show("https://chatgpt.com/c/3");
  await lookAtAnswer(name);
  assert.ok(held.looks?.[name]?.isTold);
});

test("with no look at it the end of the longest answer is told all the same", async () => {
  set({ stall_minutes: false, tell_end: true });
  const name = await begin();
  await lookAtAnswer(name);
  const kept = held.looks?.[name];
  assert.ok(kept && alarms.has(name));
  kept.since -= 1_900_000;
  broke("net::ERR_CONNECTION_ABORTED");
  await until(() => told().includes("core, answerEnded"));
});

test("a message that is sent elsewhere is followed there, and what comes of it else is not", async () => {
  const name = await begin();
  answerRedirected(GOT as SeenRedirect);
  await until(() => !alarms.size);
  assert.equal(held.looks, undefined);
  answerRedirected(GOT as SeenRedirect);
  await begin();
  assert.ok(held.looks?.[name]);
});

test("an alarm that an earlier run of the browser left is cleared", async () => {
  alarms.set("answer 3 7", 1);
  await lookAtAnswer("answer 3 7");
  assert.equal(alarms.size, 0);
});

test("an answer is followed no more where access to its page was taken away", async () => {
  const name = await begin();
  tabs.set(7, { id: 7, active: false });
  await lookAtAnswer(name);
  assert.deepEqual([[...alarms], held.looks ?? {}], [[], {}]);
});

test("nor where the clock was set back far before its beginning", async () => {
  const name = await begin();
  const kept = held.looks?.[name];
  assert.ok(kept);
  kept.since += 8_000_000;
  await lookAtAnswer(name);
  assert.deepEqual([[...alarms], held.looks ?? {}], [[], {}]);
});
