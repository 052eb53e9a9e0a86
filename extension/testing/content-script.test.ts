// Holds a content script that is imported as a function to being whole in itself: its text alone
// runs where nothing else is, as in a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import greet from "./greet.ts" with { type: "content-script" };

type Injected = typeof greet;

const elsewhere = (): Injected => vm.runInNewContext(`(${greet.toString()})`) as Injected;

test("its text alone runs in an empty world, with its modules and its argument", async () => {
  assert.equal(await elsewhere()({ name: "page" }), "Hello, page!");
});

test("it answers anew each time, and two of them share nothing", async () => {
  const [one, other] = [elsewhere(), elsewhere()];
  const answers = [one({ name: "1" }), other({ name: "2" }), one({ name: "3" })];
  assert.deepEqual(await Promise.all(answers), ["Hello, 1!", "Hello, 2!", "Hello, 3!"]);
});

test("it leaves nothing behind in the world that it runs in", async () => {
  const world = vm.createContext({});
  const injected = vm.runInContext(`(${greet.toString()})`, world) as Injected;
  await injected({ name: "page" });
  assert.deepEqual(Object.keys(world), []);
});
