// Holds the cleaning of a site's cached files to its days, to a time when no tab of the site is open, and
// to doing no harm where the clock or the number of days is odd.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { browser } from "../testing/fake-browser.ts";

const DAY = 86_400_000; // ms
let cleaned = 0;

Object.assign(chrome, {
  browsingData: {
    remove: async () => {
      cleaned += 1;
    },
  },
});
const { cleanIfTime } = await import("./scheduled-cleanup.ts");

async function choose(settings: Record<string, unknown>): Promise<void> {
  await browser.settingsChanged({ settings: { newValue: settings } });
}

/** How often it was cleaned, where the last time was so many days ago. */
async function cleanedAfter(days: number): Promise<number> {
  browser.local["cleaned"] = Date.now() - days * DAY;
  cleaned = 0;
  await cleanIfTime();
  return cleaned;
}

beforeEach(() => {
  browser.tabs = [];
});

test("it is due after its days, and what was done then begins them anew", async () => {
  await choose({ clean_days: 7 });
  assert.equal(await cleanedAfter(6.9), 0);
  assert.equal(await cleanedAfter(7), 1);
  assert.ok(Date.now() - Number(browser.local["cleaned"]) < DAY);
});

test("it waits while a tab of the site is open", async () => {
  await choose({ clean_days: 7 });
  browser.tabs = [{ id: 1, url: "https://chatgpt.com/c/1" }];
  assert.equal(await cleanedAfter(30), 0);
  browser.tabs = [{ id: 1, url: "https://elsewhere.example/" }];
  assert.equal(await cleanedAfter(30), 1);
});

test("it is off until it is chosen, and where all is off", async () => {
  await choose({});
  assert.equal(await cleanedAfter(900), 0);
  await choose({ clean_days: 7, on: false });
  assert.equal(await cleanedAfter(900), 0);
});

test("odd numbers of days count as the nearest that can be chosen", async () => {
  await choose({ clean_days: 9999 });
  assert.deepEqual([await cleanedAfter(89), await cleanedAfter(90)], [0, 1]);
  await choose({ clean_days: 0.001 });
  assert.deepEqual([await cleanedAfter(0.9), await cleanedAfter(1)], [0, 1]);
});

test("a clock that was set back puts it off by its days, and not for years", async () => {
  await choose({ clean_days: 7 });
  assert.equal(await cleanedAfter(-900), 0);
  assert.ok(Math.abs(Date.now() - Number(browser.local["cleaned"])) < DAY);
});
