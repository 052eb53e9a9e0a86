// Holds the store of files to deleting nothing in an operation that took longer than its limit: the next
// ones do not wait for it, and may have kept a file meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endTimeLimits, stopClock } from "../testing/clock.ts";
import "../testing/fake-browser.ts";
import { deleteFiles } from "./file-store.ts";

let deleted = 0;
let list: (files: object[]) => void = () => undefined; // answers who asked for all files
let asked = Promise.withResolvers<void>(); // for all files

function answered(result: unknown): EventTarget {
  const request = Object.assign(new EventTarget(), { result });
  queueMicrotask(() => request.dispatchEvent(new Event("success")));
  return request;
}

const stored = {
  getAll: () => {
    const request = Object.assign(new EventTarget(), { result: [] as object[] });
    list = (files) => {
      request.result = files;
      request.dispatchEvent(new Event("success"));
    };
    asked.resolve();
    return request;
  },
  delete: () => undefined,
};
const database = {
  close: () => undefined,
  transaction: () => {
    const transaction = Object.assign(new EventTarget(), { objectStore: () => stored });
    queueMicrotask(() => transaction.dispatchEvent(new Event("complete")));
    return transaction;
  },
};
Object.assign(globalThis, {
  IDBKeyRange: { bound: () => ({}) },
  indexedDB: {
    databases: async () => [{ name: "attached files" }],
    open: () => answered(database),
    deleteDatabase: () => {
      deleted += 1;
      return answered(undefined);
    },
  },
});

test("an empty store is deleted", async () => {
  const deleting = deleteFiles(["id"]);
  await asked.promise;
  list([]);
  await deleting;
  assert.equal(deleted, 1);
});

test("one that was seen empty too late is left to the next operation", async () => {
  stopClock();
  asked = Promise.withResolvers();
  const deleting = deleteFiles(["id"]);
  await asked.promise;
  endTimeLimits();
  await assert.rejects(deleting, /no answer/);
  list([]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(deleted, 1);
});
