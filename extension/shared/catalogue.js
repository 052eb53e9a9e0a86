// Reads the texts of one language: the build writes a file of lines for each, and English with the ids
// of the lines into `english.js`, which is always there. What the browser itself shows is in `_locales`.
import { ENGLISH, OTHER_FORMS } from "./generated/english.js";
import { BROWSER_ANSWERS_WITHIN, STORE_ANSWERS_WITHIN, withTimeLimit } from "./with-time-limit.js";

const LANGUAGE = /^[a-z]{2}(-[A-Z]{2})?$/;
const ASKED_AGAIN_AFTER = [1000, 5000, 30_000]; // ms

// The texts of a language, or null where they cannot be read now: then `cameLater` is called with
// them, if they are read later.
export async function texts(language, cameLater) {
  if (language === "en") return ENGLISH;
  if (!LANGUAGE.test(language)) return null;
  const reading = read(language);
  const found = await withTimeLimit(() => reading, STORE_ANSWERS_WITHIN, null);
  if (!found && cameLater) Promise.any([reading, readAgain(language)]).then(cameLater, () => {});
  return found;
}

async function read(language) {
  const file = await fetch(`texts/${language}.txt`);
  const lines = (await file.text()).split("\n");
  const ids = [...Object.keys(ENGLISH), ...OTHER_FORMS];
  if (!file.ok || lines.length < ids.length) throw new Error(`the texts of ${language} are not whole`);
  // A form of a plural that a language does not have is an empty line.
  return Object.fromEntries(ids.map((id, at) => [id, lines[at]]).filter(([, text]) => text));
}

async function readAgain(language) {
  for (const wait of ASKED_AGAIN_AFTER) {
    await new Promise((done) => setTimeout(done, wait));
    const found = await withTimeLimit(() => read(language), BROWSER_ANSWERS_WITHIN, null);
    if (found) return found;
  }
  throw new Error(`the texts of ${language} cannot be read`);
}
