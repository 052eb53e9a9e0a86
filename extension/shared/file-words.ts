// The texts about attached files: their names and sizes, which are kept, and why others are not.
import type { FileNote, KeptPrompt } from "./kept-prompt.ts";

const MEGABYTE = 1_000_000;

/** Characters that change a text's direction, which a name may contain. */
const CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A file's size, in words of a language. */
export function sizeInWords(size: number, language: string): string {
  const [unit, bytes] = size < MEGABYTE ? ["kilobyte", 1000] : ["megabyte", MEGABYTE];
  const style = { style: "unit", unit, maximumSignificantDigits: 2 } as const;
  return new Intl.NumberFormat(language, style).format(size / bytes);
}

/** A line for those that are kept, and one for those that are not. */
export function sayFiles(
  { files = [], attached = [] }: Pick<KeptPrompt, "attached" | "files">,
  words: Record<string, string>,
): string[] {
  const about = ({ name, size, why }: FileNote): string => {
    const parts = [
      sizeInWords(size, words["lang"] ?? "en"),
      ...(why ? [words[`file_${why}`]] : []),
    ];
    return `${name} (${parts.filter(Boolean).join("; ")})`;
  };
  const isKept = ({ id, why }: FileNote): boolean => id !== undefined && why === undefined;
  const kept = attached.filter((note) => isKept(note)).map((note) => about(note));
  const lost = attached.filter((note) => !isKept(note)).map((note) => about(note));
  // A file that was seen when it was chosen is named only once, by its own name.
  const unknown = files.filter((label) => !attached.some(({ name }) => label.includes(name)));
  return [
    ...sayNames(kept, words["safe_files_kept"]),
    ...sayNames([...lost, ...unknown], words["safe_files"]),
  ];
}

/** Names in a sentence, each isolated in its own direction; nothing if there are none. */
export function sayNames(names: string[], sentence = ""): string[] {
  const isolated = names.map((name) => `\u2068${name.replaceAll(CONTROLS, "")}\u2069`);
  return names.length ? [sentence.replace("{files}", () => isolated.join(", "))] : [];
}
