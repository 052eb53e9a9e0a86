// Reads the texts of one language: the build writes a file of lines for each, and English with the
// ids of the lines into `english.js`, which is always there. `_locales` has what the browser itself
// shows.
import type { TextId } from "./generated/english.js";
import { ENGLISH, OTHER_FORMS } from "./generated/english.js";
import { BROWSER_ANSWERS_WITHIN, STORE_ANSWERS_WITHIN, withTimeLimit } from "./with-time-limit.ts";

/** Texts by their ids; those that a language does not have are missing. */
export type Catalogue = Readonly<Partial<Record<TextId, string>>>;

const LANGUAGE = /^[a-z]{2}(-[A-Z]{2})?$/;
const ASKED_AGAIN_AFTER = [1000, 5000, 30_000]; // ms

/**
 * The texts of a language, or null if they cannot be read now: then `onLate` is called with them if
 * they are read later.
 */
export async function readCatalogue(
  language: string,
  onLate?: (texts: Catalogue) => unknown,
): Promise<Catalogue | null> {
  if (language === "en") return ENGLISH;
  if (!LANGUAGE.test(language)) return null;
  const reading = read(language);
  const texts = await withTimeLimit("texts", () => reading, STORE_ANSWERS_WITHIN, null);
  if (!texts && onLate) void readLate(language, reading, onLate);
  return texts;
}

async function read(language: string): Promise<Catalogue> {
  const file = await fetch(`texts/${language}.txt`);
  const lines = (await file.text()).split("\n");
  const ids = [...Object.keys(ENGLISH), ...OTHER_FORMS];
  if (!file.ok || lines.length < ids.length) {
    throw new Error(`the texts of ${language} are not whole`);
  }
  // A plural form that a language does not have is an empty line.
  return Object.fromEntries(ids.map((id, at) => [id, lines[at]]).filter(([, text]) => text));
}

async function readLate(
  language: string,
  reading: Promise<Catalogue>,
  onLate: (texts: Catalogue) => unknown,
): Promise<void> {
  try {
    onLate(await Promise.any([reading, readAgain(language)]));
  } catch {
    // English is shown meanwhile, and each try is in the log.
  }
}

async function readAgain(language: string): Promise<Catalogue> {
  for (const wait of ASKED_AGAIN_AFTER) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const texts = await withTimeLimit("texts", () => read(language), BROWSER_ANSWERS_WITHIN, null);
    if (texts) return texts;
  }
  throw new Error(`the texts of ${language} cannot be read`);
}
