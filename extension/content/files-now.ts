// What a bar says about a message's files: which are kept, and after putting them back, the result.
import { sayFiles, sayNames } from "../shared/file-words.ts";
import type { KeptPrompt } from "../shared/kept-prompt.ts";
import type { FilesPut } from "./page-state.ts";

/** A line each. */
export function filesNow(
  files: Pick<KeptPrompt, "attached" | "files"> | undefined,
  came: FilesPut | undefined,
  words: Record<string, string>,
): string[] {
  const isPut = came && (came.put.length > 0 || came.refused.length > 0);
  if (!isPut) return files ? sayFiles(files, words) : [];
  const lost = sayFiles(
    { files: files?.files ?? [], attached: files?.attached?.filter(({ why }) => why) ?? [] },
    words,
  );
  return [
    ...sayNames(came.put, words["safe_files_put"]),
    ...sayNames(came.refused, words["safe_files_refused"]),
    ...lost,
  ];
}
