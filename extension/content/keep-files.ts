// Saves the files that were just attached to a message: their bytes go to the background part by
// part, since a page cannot use the extension's store, and the background may die between two
// parts.
import { toBase64 } from "../shared/base64.ts";
import type { FileNote } from "../shared/kept-prompt.ts";
import { FILE_PART } from "../shared/kept-prompt.ts";
import type { FileKept, ToBackground } from "../shared/protocol.ts";
import { isPrivate } from "./composer-reader.ts";
import { pageState, timeOrigin } from "./page-state.ts";
import type { PromptOrder } from "./prompt-rules.ts";
import { watchFiles } from "./watch-files.ts";

export default async function keepFiles({ where: rules }: PromptOrder): Promise<void> {
  watchFiles(rules);
  for (const attached of pageState().attached ?? []) {
    const { file, note } = attached;
    if (file) {
      delete attached.file; // read once, however often this is run
      try {
        await keep(file, note);
      } catch {
        note.why = "unreadable"; // or the extension was removed
      }
    }
  }
}

async function keep(file: File, note: FileNote): Promise<void> {
  const { name, type, size, lastModified: modified } = file;
  const { id } = note;
  if (isPrivate() || !id) {
    note.why = "private";
    return;
  }
  const about = { id, name, type, size, modified };
  const begun = await ask({ kind: "keepFile", ...about, document: timeOrigin() });
  if (!begun || begun.why) {
    note.why = begun?.why ?? "unreadable";
    return;
  }
  for (let at = 0; at * FILE_PART < size; at += 1) {
    const bytes = await toBase64(file.slice(at * FILE_PART, (at + 1) * FILE_PART));
    const part: ToBackground = { kind: "keepFilePart", id, at, bytes };
    // Try once more if the background was just ending: sending the same part twice does no harm.
    const answer: FileKept | undefined = (await ask(part)) ?? (await ask(part));
    if (!answer || answer.why) {
      note.why = answer?.why ?? "unreadable";
      return;
    }
  }
}

async function ask(message: ToBackground): Promise<FileKept | undefined> {
  return (await chrome.runtime.sendMessage(message)) as FileKept | undefined;
}
