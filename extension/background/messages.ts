// Answers every message that is sent to the background, after the one gate of the protocol.
import { logError } from "../shared/error-log.ts";
import type { Message, Self, ToBackground } from "../shared/protocol.ts";
import { isAllowed } from "../shared/protocol.ts";
import { currentSettings, isOff } from "../shared/settings-store.ts";
import { isOwnSiteKnown } from "../shared/sites.ts";
import { readStore, removeFromStore } from "../shared/stores.ts";
import { attempt } from "../shared/with-time-limit.ts";
import { askCore } from "./core.ts";
import { filePart, keepFile, keepFilePart } from "./kept-files.ts";
import { wantNotification } from "./notification-permission.ts";
import { keepChosenFiles } from "./prompt-pages.ts";
import {
  allPrompts,
  deleteOfPage,
  deletePrompts,
  keepInMemory,
  promptRules,
  promptsOfPage,
  sortOutPrompts,
} from "./prompt-store.ts";
import { inspectAllTabs, inspectTab, lastResponse } from "./tab-inspector.ts";
import type { SeenResponse } from "./tab-inspector.ts";
import { protectedTabs, typingKeptIn } from "./typing-protection.ts";

type Sender = chrome.runtime.MessageSender;

/**
 * A page from the browser's page cache is inspected like a load, so it must not seem like many
 * loads: one such message is handled per tab in this time.
 */
const AGAIN_HEARD_EVERY = 2000; // ms
const MOST_TABS = 200;

const SELF: Self = { id: chrome.runtime.id, origin: location.origin };

const lastAgain = new Map<number, number>(); // when, by tab

/** Handles a message; returns true if the answer comes later, as the browser requires. */
export function receive(
  message: unknown,
  sender: Sender,
  reply: (answer?: unknown) => void,
  onResponse: (response: SeenResponse) => void,
): boolean {
  if (isAllowed(message, sender, SELF)) {
    void answer(message, sender, reply, onResponse);
    return true;
  }
  if (!isOwnSiteKnown()) {
    void attempt("message", () => receiveLate(message, sender, reply, onResponse), undefined);
    return true;
  }
  logError("message", "refused");
  return false;
}

// The message may come from a custom site before the settings that name it have been read.
async function receiveLate(
  message: unknown,
  sender: Sender,
  reply: (answer?: unknown) => void,
  onResponse: (response: SeenResponse) => void,
): Promise<void> {
  await currentSettings();
  if (isAllowed(message, sender, SELF)) {
    await answer(message, sender, reply, onResponse);
    return;
  }
  logError("message", "refused");
  reply();
}

async function answer(
  message: Message,
  sender: Sender,
  reply: (answer?: unknown) => void,
  onResponse: (response: SeenResponse) => void,
): Promise<void> {
  const work = (): Promise<unknown> => answerTo(message, sender, onResponse);
  reply(await attempt(`message ${message.kind}`, work, undefined));
}

async function answerTo(
  message: Message,
  sender: Sender,
  onResponse: (response: SeenResponse) => void,
): Promise<unknown> {
  const isOwnPage = sender.url?.startsWith(SELF.origin) ?? false;
  switch (message.kind) {
    case "keepPrompts":
      return keepInMemory(message.kept, sender);
    case "deletePrompts":
      await (isOwnPage ? deletePrompts(message.keys) : deleteOfPage(message.keys, sender));
      return true;
    case "listPrompts":
      return listedPrompts();
    case "promptOfPage":
      return (await promptsOfPage(message.address, message.tab))[0]?.text;
    case "typingLimit":
      return typingKeptIn(sender);
    case "filesChosen":
      return keepChosenFiles(sender);
    case "keepFile":
      return keepFile(message, sender);
    case "keepFilePart":
      return keepFilePart(message, sender);
    case "filePart":
      return filePart(message, sender);
    case "pageRestored":
      if (sender.tab && isHeardAgain(sender.tab.id ?? -1)) void inspectTab(sender.tab, onResponse);
      break;
    case "pressed": {
      const tab = isOwnPage ? undefined : sender.tab?.id;
      if (message.button !== "notify" || tab === undefined) break;
      if (!(await wantNotification(tab))) return undefined;
      return passOn({ kind: "pressed", button: "what_else" }, sender, isOwnPage);
    }
    case "popupView":
      if (message.opened) void inspectAllTabs(onResponse);
      break;
    default:
  }
  return passOn(message as ToBackground, sender, isOwnPage);
}

// While Gatewatch is off the core only answers its own pages, which have the switch.
async function passOn(message: ToBackground, sender: Sender, isOwnPage: boolean): Promise<unknown> {
  if (!isOwnPage && (await isOff(sender.url))) return undefined;
  const seen = message.kind === "classify" ? lastResponse(message.tab) : undefined;
  return askCore("message", message, sender, seen);
}

async function listedPrompts(): Promise<object> {
  await sortOutPrompts();
  const { unseen } = await readStore("session", "unseen");
  await removeFromStore("session", ["unseen"]); // shown once only
  const [prompts, rules, tabs, words] = await Promise.all([
    allPrompts(),
    promptRules(),
    protectedTabs(),
    askCore("promptWords"),
  ]);
  const days = rules?.keeps ? rules.days : undefined;
  return { prompts, types: rules?.types, days, unseen, ...tabs, words };
}

function isHeardAgain(tab: number): boolean {
  const now = Date.now();
  const last = lastAgain.get(tab) ?? Number.NEGATIVE_INFINITY;
  if (Math.abs(now - last) < AGAIN_HEARD_EVERY) return false;
  lastAgain.delete(tab);
  lastAgain.set(tab, now);
  const [oldest] = lastAgain.keys();
  if (lastAgain.size > MOST_TABS && oldest !== undefined) lastAgain.delete(oldest);
  return true;
}
