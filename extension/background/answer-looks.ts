// The answers that are under way. Each has an alarm of the browser, which outlives the background.
// Beside it, in memory that ends with the browser, is when its message was sent, in which chat, and
// how long the answer was when last looked at; nothing of its text, and nothing on the disk.
import { chatOf } from "../shared/sites.ts";
import type { AnswerLook } from "../shared/stores.ts";
import { readStore, removeFromStore, writeStore } from "../shared/stores.ts";
import { BROWSER_ANSWERS_WITHIN, attempt, withTimeLimit } from "../shared/with-time-limit.ts";
import { clearAlarm } from "./scheduled-cleanup.ts";

/**
 * The name of an answer's alarm is this, its request and its tab. The browser keeps alarms on the
 * disk, so no site is named: what a private window does must not get there.
 */
const PREFIX = "answer ";

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs changes one after the other, so that no answer is kept that has ended. Must not be nested.
 */
export function inTurn<Result>(
  where: string,
  work: () => Promise<Result>,
): Promise<Awaited<Result> | undefined> {
  const mine = last.then(() => attempt(where, work, undefined));
  last = mine;
  return mine;
}

export function isAnswerAlarm(name: string): boolean {
  return name.startsWith(PREFIX);
}

export function nameOf({ requestId, tabId }: { requestId: string; tabId: number }): string {
  return `${PREFIX}${requestId} ${tabId}`;
}

export function tabIdOf(name: string): number {
  return Number(name.split(" ")[2]);
}

/** Sets the alarm to ring in this many minutes, and then as often. */
export async function setAlarm(name: string, minutes: number): Promise<void> {
  const times = { delayInMinutes: minutes, periodInMinutes: minutes };
  const create = (): unknown => chrome.alarms.create(name, times);
  await withTimeLimit("alarms.create", create, BROWSER_ANSWERS_WITHIN, undefined);
}

/** All that are under way, by the names of their alarms. */
export async function allLooks(): Promise<Record<string, AnswerLook>> {
  return (await readStore("session", "looks")).looks ?? {};
}

/** Returns whether it was kept. Call it within `inTurn`. */
export async function keepLook(name: string, look: AnswerLook): Promise<boolean> {
  return writeStore("session", { looks: { ...(await allLooks()), [name]: look } });
}

/** Also ends its alarm; returns what was kept. Call it within `inTurn`. */
export async function dropLook(name: string): Promise<AnswerLook | undefined> {
  await clearAlarm(name);
  const { [name]: look, ...others } = await allLooks();
  if (!look) return undefined;
  if (Object.keys(others).length) await writeStore("session", { looks: others });
  else await removeFromStore("session", ["looks"]);
  return look;
}

/**
 * Whether an address may be of the same chat: a new chat gets its own address while it is answered.
 * Unknown addresses count as the same.
 */
export function isSameChat(before = "", now = before): boolean {
  const names = namesIn(now);
  return namesIn(before).every((name) => names.includes(name));
}

// Chats, projects and the like have a part with a digit in their address: `/c/6f0e…`, but not
// `/new`.
function namesIn(address: string): string[] {
  const parts = chatOf(address).split("/").slice(3);
  return parts.filter((part) => /\d/.test(part));
}
