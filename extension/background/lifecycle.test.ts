// Holds what a store that does not answer costs: no update that would take what is in memory, and no
// waiting page's address. The browser is one that does as little as that needs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endTimeLimits, stopClock } from "../testing/clock.ts";

// Node.js 20 has none.
Promise.withResolvers ??= <Result>(): PromiseWithResolvers<Result> => {
  const parts = {} as PromiseWithResolvers<Result>;
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

type Listener = (...told: never[]) => unknown;

const never = new Promise<never>(() => undefined);
const alarms = new Map<string, number>(); // by name, when they ring
const opened: string[] = [];
const done: string[] = [];
let updateAvailable: () => Promise<void> = () => Promise.resolve();
let answersOfSession = (): Promise<Record<string, unknown>> => never;
let answersOfTabs = (): Promise<object[]> => Promise.resolve([]);

const local: Record<string, unknown> = { "waits 1": "https://chatgpt.com/c/waits" };
const onChanged = { addListener: () => undefined };
const event = { addListener: () => undefined };
Object.assign(globalThis, {
  addEventListener: () => undefined,
  chrome: {
    storage: {
      session: { get: () => answersOfSession(), set: () => Promise.resolve(), onChanged },
      local: {
        get: () => Promise.resolve({ ...local }),
        set: () => Promise.resolve(),
        remove: (keys: string[]) => {
          for (const key of keys) Reflect.deleteProperty(local, key);
          return Promise.resolve();
        },
        onChanged,
      },
      sync: { get: () => Promise.resolve({}), onChanged },
      managed: { get: () => Promise.resolve({}), onChanged },
    },
    alarms: {
      create: (name: string, { when }: { when: number }) => Promise.resolve(alarms.set(name, when)),
    },
    permissions: { onAdded: event },
    runtime: {
      getURL: (file: string) => `chrome-extension://gatewatch/${file}`,
      onInstalled: event,
      onStartup: event,
      onUpdateAvailable: {
        addListener: (listener: Listener) => (updateAvailable = listener as typeof updateAvailable),
      },
      reload: () => done.push("reload"),
    },
    tabs: {
      query: () => answersOfTabs(),
      create: ({ url }: { url: string }) => Promise.resolve(opened.push(url)),
    },
  },
});
const { UPDATE_ALARM, giveBackWaitingPages, updateIfTime } = await import("./lifecycle.ts");

stopClock();

// Whoever answers does so before a time limit ends.
async function settled<Result>(work: Promise<Result>): Promise<Result> {
  let isOver = false;
  void work.finally(() => (isOver = true));
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    endTimeLimits();
  }
  return work;
}

test("an update waits where nobody knows what is in memory, and an hour at most", async () => {
  await settled(updateAvailable());
  assert.deepEqual(done, []);
  const came = Date.now();
  const when = alarms.get(UPDATE_ALARM) ?? 0;
  assert.ok(Math.abs(when - came - 3_600_000) < 60_000, "its alarm ends the wait");
  await settled(updateIfTime());
  assert.deepEqual(done, []);
  // The store says neither since when it waits nor what it holds: it is known all the same.
  const { now } = Date;
  Date.now = () => came + 3_600_001;
  await settled(updateIfTime());
  Date.now = now;
  assert.deepEqual(done, ["reload"]);
});

test("an update is loaded at once where nothing is in memory", async () => {
  answersOfSession = () => Promise.resolve({ open: false, errors: [] });
  await settled(updateIfTime());
  assert.deepEqual(done, ["reload", "reload"]);
});

test("waiting pages' addresses stay kept where the browser does not answer", async () => {
  const begins = (): Promise<boolean> => settled(giveBackWaitingPages());
  answersOfSession = () => never;
  assert.equal(await begins(), false);
  answersOfSession = () => Promise.resolve({});
  answersOfTabs = () => never;
  assert.equal(await begins(), false);
  assert.deepEqual([opened, Object.keys(local)], [[], ["waits 1"]]);
  answersOfTabs = () => Promise.resolve([]);
  assert.equal(await begins(), true);
  assert.deepEqual([opened, Object.keys(local)], [["https://chatgpt.com/c/waits"], []]);
});
