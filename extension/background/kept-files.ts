// Answers pages about attached files: which are kept, and to which page they are given back.
import { fromBase64, toBase64 } from "../shared/base64.ts";
import type { NotKept } from "../shared/kept-prompt.ts";
import type {
  FileKept,
  FilePart,
  FilePartAnswer,
  KeepFile,
  KeepFilePart,
} from "../shared/protocol.ts";
import { TEMPORARY_CHAT } from "../shared/generated/sites.ts";
import { isOff } from "../shared/settings-store.ts";
import { beginFile, readPart, writePart } from "./file-store.ts";
import { cookieStoreOf, nameOfTab, promptRulesNow, promptsOfPage } from "./prompt-store.ts";

type Sender = chrome.runtime.MessageSender;

/**
 * Takes a file while what is typed is kept, but never writes one of a private window or a temporary
 * chat to the disk.
 */
export async function keepFile(
  { id, name, type, size, modified, document }: KeepFile,
  { tab, url = "" }: Sender,
): Promise<FileKept> {
  if (tab?.id === undefined || !(await isTypingKept(url))) return { why: "unreadable" };
  if (tab.incognito || TEMPORARY_CHAT.test(url)) return { why: "private" };
  const from = await nameOfTab(tab.id);
  const { origin } = new URL(url);
  const cookieStore = cookieStoreOf(tab) ?? "";
  return answer(
    await beginFile({ id, name, type, size, modified, document, from, origin, cookieStore }),
  );
}

export async function keepFilePart(
  { id, at, bytes }: KeepFilePart,
  { tab, url = "" }: Sender,
): Promise<FileKept> {
  if (tab?.id === undefined || tab.incognito) return { why: "private" };
  // It may have been switched off since the file was begun.
  if (!(await isTypingKept(url))) return { why: "unreadable" };
  return answer(await writePart(id, at, fromBase64(bytes), await nameOfTab(tab.id)));
}

async function isTypingKept(url: string): Promise<boolean> {
  return !(await isOff(url)) && (await promptRulesNow())?.types === true;
}

function answer(why: NotKept | undefined): FileKept {
  return why ? { why } : {};
}

/** A part of a file, for a page of the same site to which the file's prompt is offered. */
export async function filePart(
  { id, at }: FilePart,
  { tab, url = "" }: Sender,
): Promise<FilePartAnswer | undefined> {
  if (tab?.id === undefined || tab.incognito) return undefined;
  const prompts = await promptsOfPage(url, tab.id);
  if (!prompts.some(({ attached }) => attached?.some((note) => note.id === id))) return undefined;
  const found = await readPart(id, at);
  if (!found) return undefined;
  const { name, type, size, modified, origin, cookieStore } = found.file;
  const isItsOwn = origin === new URL(url).origin && cookieStore === (cookieStoreOf(tab) ?? "");
  if (!isItsOwn) return undefined;
  return { name, type, size, modified, bytes: await toBase64(new Blob([found.bytes])) };
}
