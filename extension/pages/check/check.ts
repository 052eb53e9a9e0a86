// Checks, on a press, what Gatewatch depends on: the browser's interfaces, the site's answers and the
// marks of its pages, the status page. It shows what it found and sends it nowhere.
import countMarks from "../../content/count-marks.ts" with { type: "content-script" };
import type { CountedMarks } from "../../content/count-marks.ts";
import probeFromPage from "../../content/probe-from-page.ts" with { type: "content-script" };
import { copyText } from "../../content/write-prompt.ts";
import { make, makeButton, makeText } from "../../shared/dom.ts";
import { check_page, check_reading } from "../../shared/generated/gatewatch.js";
import { loadWasm } from "../../shared/load-wasm.ts";
import {
  chosenWords,
  neededOrigins,
  neededSites,
  onAnySettingChanged,
  ownSettings,
  policySettings,
  mergePolicy,
} from "../../shared/settings-store.ts";
import { patternOf } from "../../shared/sites.ts";
import { readBody } from "../../shared/read-body.ts";
import { readStore, removeFromStore, writeStore } from "../../shared/stores.ts";
import { BROWSER_ANSWERS_WITHIN, attempt, withTimeLimit } from "../../shared/with-time-limit.ts";
import { ask } from "../shared/ask.ts";
import type { Answered, CheckLine } from "./check-lines.ts";
import { markLines, markOf, probeLine, resultText } from "./check-lines.ts";

/** The page; src/pages/check.rs puts it together. */
interface CheckPage {
  lang: string;
  dir: string;
  /** All assistants. */
  sites: CheckedSite[];
  most_bytes: number;
  title: string;
  about: string;
  run: string;
  running: string;
  done: string;
  copy: string;
  copied: string;
}

interface CheckedSite {
  id: string;
  name: string;
  hosts: string[];
  /** The selectors of each list in crates/sites. */
  marks: { list: string; selectors: string[] }[];
  /** The documents of the status page, by the dialect that they are in. */
  documents: { source: string; url: string }[];
}

const REQUEST_ANSWERS_WITHIN = 8000; // ms

/** As the background asks: with no cookie and no referrer, and nobody is followed to another host. */
const WITHOUT_TRACES = {
  cache: "no-store",
  credentials: "omit",
  redirect: "manual",
  referrerPolicy: "no-referrer",
} as const;
/** A request to a host without access would tell it which installation asks. */
const NO_ACCESS = { readable: false, text: "no access" };
/** The name of an alarm, and of what is kept in the stores, for a moment each. */
const TRIAL = "check";

const main = document.querySelector("main") as HTMLElement;
const list = make("ul", { className: "log" });
const said = make("p", { role: "status" });
let lines: CheckLine[] = [];

async function readPage(): Promise<CheckPage> {
  const [own, policy] = await Promise.all([ownSettings(), policySettings(), loadWasm()]);
  const all = mergePolicy(own, policy);
  return check_page(all, ...(await chosenWords(all, show))) as CheckPage;
}

async function show(): Promise<void> {
  const page = await readPage();
  document.documentElement.lang = page.lang;
  document.documentElement.dir = page.dir;
  document.title = page.title;
  const copy = makeButton(page.copy, async () => {
    if ((await copyText(resultText(lines))) === "copied") said.textContent = page.copied;
  });
  copy.hidden = !lines.length;
  said.textContent = lines.length ? summary(page) : "";
  const run = makeButton(page.run, async () => {
    run.disabled = true;
    said.textContent = page.running;
    list.replaceChildren();
    lines = await check(page);
    list.replaceChildren(...lines.map(itemOf));
    said.textContent = summary(page);
    run.disabled = false;
    copy.hidden = false;
  });
  const buttons = make("div", { className: "buttons" }, run, copy);
  main.replaceChildren(makeText("h1", page.title), makeText("p", page.about), buttons, said, list);
}

function summary({ done }: CheckPage): string {
  const known = lines.filter(({ isWell }) => isWell !== null);
  const well = known.filter(({ isWell }) => isWell);
  return done.replace("{count}", String(well.length)).replace("{all}", String(known.length));
}

function itemOf({ isWell, text, place }: CheckLine): HTMLElement {
  const words = make("bdi", { lang: "en" }, text);
  const where = make("span", { lang: "en", dir: "ltr", className: "place" }, place);
  return make("li", {}, markOf(isWell), " ", words, where);
}

async function check(page: CheckPage): Promise<CheckLine[]> {
  const patterns = await neededSites();
  // Those that are watched from the installation on, and those that somebody chose.
  const watched = page.sites.filter(({ hosts }) => patterns.includes(patternOf(hosts[0] ?? "")));
  const parts = watched.flatMap((site) => [
    checkStatusPage(site, page.most_bytes),
    checkSite(site),
  ]);
  return (await Promise.all([checkBrowser(), ...parts])).flat();
}

async function checkBrowser(): Promise<CheckLine[]> {
  const manifest = chrome.runtime.getManifest();
  const origins = await neededOrigins();
  const version = `Gatewatch ${manifest.version} in ${navigator.userAgent}`;
  return [
    { isWell: null, text: version, place: "extension/manifest.json" },
    await holds(`access to ${origins.join(", ")}`, "extension/manifest.json", () =>
      chrome.permissions.contains({ origins }),
    ),
    await holds("storage", "extension/shared/stores.ts", async () => {
      for (const area of ["local", "session"] as const) {
        await writeStore(area, { check: true });
        const kept = await readStore(area, TRIAL);
        await removeFromStore(area, [TRIAL]);
        if (kept.check !== true) return false;
      }
      return true;
    }),
    await holds("alarms", "extension/background/index.ts", async () => {
      await chrome.alarms.create(TRIAL, { delayInMinutes: 60 });
      const isThere = (await chrome.alarms.get(TRIAL)) !== undefined;
      await chrome.alarms.clear(TRIAL);
      return isThere;
    }),
    await holds(
      "the background answers",
      "extension/background/messages.ts",
      async () => (await ask({ kind: "listPrompts" })) !== undefined,
    ),
  ];
}

/** A line of something that holds or does not. */
async function holds(
  text: string,
  place: string,
  look: () => Promise<boolean>,
): Promise<CheckLine> {
  const isWell = await withTimeLimit(`check ${text}`, look, BROWSER_ANSWERS_WITHIN, false);
  return { isWell, text, place };
}

// One document after the other, as the background does it.
async function checkStatusPage(
  { name, documents }: CheckedSite,
  most: number,
): Promise<CheckLine[]> {
  const found: CheckLine[] = [];
  for (const { source, url } of documents) {
    const read = await withTimeLimit(
      "check the status page",
      async () => {
        const origins = [patternOf(new URL(url).host)];
        if (!(await chrome.permissions.contains({ origins }))) return NO_ACCESS;
        const response = await fetch(url, WITHOUT_TRACES);
        const type = response.headers.get("content-type") ?? "";
        const body = await readBody(response, most);
        const reading: unknown = check_reading(body, url, response.url, response.status, type);
        return reading as { readable: boolean; text: string };
      },
      REQUEST_ANSWERS_WITHIN,
      { readable: false, text: "no answer" },
    );
    const text = `status page of ${name}, ${new URL(url).pathname}: ${read.text}`;
    found.push({ isWell: read.readable, text, place: `crates/status/src/read.rs: ${source}` });
  }
  return found;
}

async function checkSite({ id: site, name, hosts, marks }: CheckedSite): Promise<CheckLine[]> {
  const tab = await lastTab(hosts);
  const place = "extension/background/tab-inspector.ts";
  if (tab?.id === undefined) return [{ isWell: false, text: `no tab with ${name} is open`, place }];
  const { id } = tab;
  const lists = Object.fromEntries(marks.map(({ list: mark, selectors }) => [mark, selectors]));
  const counted = await withTimeLimit(
    "check the page",
    () => runInTab(id, countMarks, { lists }),
    BROWSER_ANSWERS_WITHIN,
    null,
  );
  if (!counted) return [{ isWell: false, text: "no script can be put into its page", place }];
  const ours = `its document: ${counted.status || "status unknown"}, ${counted.editors} editors`;
  const ofDocument = { isWell: counted.editors > 0, text: ours, place };
  return [ofDocument, ...(await checkProbes(id, counted)), ...markLines(site, lists, counted)];
}

// The tab of a site that was looked at last, in any window that is not private.
async function lastTab(hosts: string[]): Promise<chrome.tabs.Tab | undefined> {
  const url = hosts.map((host) => patternOf(host));
  const tabs = await attempt("tabs.query", () => chrome.tabs.query({ url }), []);
  const open = tabs.filter(({ discarded, incognito }) => !discarded && !incognito);
  return open.toSorted((one, other) => (other.lastAccessed ?? 0) - (one.lastAccessed ?? 0))[0];
}

// The two ways in which a probe asks, and whether the browser reports the second.
async function checkProbes(tabId: number, { meant }: CountedMarks): Promise<CheckLine[]> {
  const { origin } = new URL(meant.address);
  const address = `${origin}/`;
  const place = "src/browser/probe.rs";
  const without = probeLine("without cookies", await askWithoutCookies(address), place);
  const { promise: isReported, resolve } = Promise.withResolvers<boolean>();
  const onEnd = ({ tabId: from }: { tabId: number }): void => {
    if (from === tabId) resolve(true);
  };
  const filter = { urls: [address], tabId };
  chrome.webRequest.onCompleted.addListener(onEnd, filter);
  chrome.webRequest.onErrorOccurred.addListener(onEnd, filter);
  const order = { meant, address, timeLimit: REQUEST_ANSWERS_WITHIN };
  const answered = await withTimeLimit(
    "check from the page",
    () => runInTab(tabId, probeFromPage, order),
    REQUEST_ANSWERS_WITHIN,
    "timeout" as const,
  );
  const fromPage = probeLine("from its page", answered ?? undefined, place);
  const events = await holds(
    "the browser reports that request",
    "extension/background/events.ts",
    () => isReported,
  );
  chrome.webRequest.onCompleted.removeListener(onEnd);
  chrome.webRequest.onErrorOccurred.removeListener(onEnd);
  return [without, fromPage, events];
}

function askWithoutCookies(address: string): Promise<Answered> {
  const fetchHead = async (): Promise<Answered> => {
    const { status, headers } = await fetch(address, { method: "HEAD", ...WITHOUT_TRACES });
    const challenge = headers.get("cf-mitigated")?.toLowerCase() === "challenge";
    return { status, challenge, retryAfter: headers.get("retry-after"), date: headers.get("date") };
  };
  const none = "network" as const;
  return withTimeLimit("check without cookies", fetchHead, REQUEST_ANSWERS_WITHIN, none);
}

async function runInTab<Order, Result>(
  tabId: number,
  func: (order: Order) => Promise<Result> | Result,
  order: Order,
): Promise<Result | null> {
  const [ran] = await chrome.scripting.executeScript({
    target: { tabId },
    func: func as (order: Order) => Result,
    args: [order],
  });
  return (ran?.result as Result | undefined) ?? null;
}

onAnySettingChanged(show); // the language
void show();
