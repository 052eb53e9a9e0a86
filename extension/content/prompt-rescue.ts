// Saves what the user wrote on a page before anything else is done about it. It stores from within
// the page, since the background may die meanwhile.
import { sizeInWords } from "../shared/file-words.ts";
import type { FileNote, KeptPrompt, Owner, PromptKey } from "../shared/kept-prompt.ts";
import { own } from "../shared/own-document.ts";
import { plain } from "../shared/plain-text.ts";
import accountOfPage from "./account-of-page.ts";
import { findBoxes, lastTurn } from "./composer-locator.ts";
import { CUT, isDrawnWhole, isPrivate, promptOf, readText } from "./composer-reader.ts";
import type { MeantDocument } from "./page-state.ts";
import { pageState, presentDocument } from "./page-state.ts";
import { partialAnswer } from "./partial-answer.ts";
import type { PartialAnswer } from "./partial-answer.ts";
import type { PromptOrder, PromptRules } from "./prompt-rules.ts";

export interface RescueOrder {
  /** How long ago the message failed: a younger document did not send it. */
  expect?: { age: number };
  meant?: MeantDocument;
  /**
   * A message was not accepted, or its answer broke off: the last turn is saved as well, with the
   * part of its answer that there is.
   */
  message?: boolean;
}

export interface RescueAnswer extends MeantDocument {
  /** What became of the text: the core knows these words. */
  saved: "kept" | "kept_here" | "nothing" | "unseen" | "unsaved";
  /** Whether a message box was found. */
  composer: boolean;
}

type Kept = Record<PromptKey, KeptPrompt>;

/** One text of the page to save. */
interface FoundText {
  /** Its place in the document; empty for a turn. */
  place: string;
  text: string;
  files: FoundFiles;
  answer?: PartialAnswer;
  isRepeated?: boolean;
}

/** The files of a message: labels of unknown ones, and notes of known ones, if that is known at all. */
type FoundFiles = Pick<KeptPrompt, "attached" | "files">;

const MOST_BOXES = 9;
const MOST_FILES = 20;
const LONGEST_FILE_NAME = 100;
const HOUR = 3_600_000; // ms
/** The lost message is newer than the text in a box, whichever was read first. */
const BOX_IS_OLDER_BY = 1000; // ms

/** Which document this is and what became of its text; null if it is not the one meant. */
export default async function rescuePrompt(
  order: RescueOrder & PromptOrder,
): Promise<RescueAnswer | null> {
  const state = pageState();
  const here = presentDocument();
  if (order.expect && performance.now() < order.expect.age) return null;
  if (order.meant && here.time_origin !== order.meant.time_origin) return null;
  const rules = order.where;
  const boxes = readBoxes(rules);
  state.isTextSafe = () => false; // until it is known to be
  // Read before the first await, so that all is from one moment.
  const texts = foundTexts(boxes, order);
  const account = await accountOfPage(order);
  const owner = { from: order.from, cookieStore: order.cookieStore, ...(account && { account }) };
  const { kept, outworn, ...sorted } = sortOut(texts, rules, owner);
  const isWhole = sorted.isWhole && findBoxes(rules.composers).every(isDrawnWhole);
  const saved = await save(kept, outworn, order);
  if (order.message && saved.startsWith("kept")) {
    const [lost] = Object.values(kept);
    state.answer = keptAnswer(kept);
    state.files = lost;
    // Files that were put back for the previous message were lost with this one.
    delete state.filesPut;
    delete state.returned;
  }
  const isSafe = isWhole && saved !== "unsaved";
  // Asked right before the page goes: whether there is newer text.
  state.isTextSafe = () => isSafe && `${readBoxes(rules)}` === `${boxes}`;
  return { ...here, saved: isWhole ? saved : "unsaved", composer: boxes.length > 0 };
}

function readBoxes({ composers }: PromptRules): string[] {
  return findBoxes(composers)
    .slice(0, MOST_BOXES)
    .map((box) => readText(box));
}

// The message that was not accepted is the last one that the user sent. It comes first, because it
// is put back before what was typed since.
function foundTexts(
  boxes: string[],
  { message, where: rules }: RescueOrder & PromptOrder,
): FoundText[] {
  const forms = [...own("querySelectorAll")("form")];
  const texts: FoundText[] = boxes.map((text, at) => ({
    place: `box${at}`,
    text,
    files: filesOf(text, forms, rules),
  }));
  const turn = message ? lastTurn(rules) : null;
  if (turn?.whole) {
    const text = turn.text ? readText(turn.text) : "";
    const files = filesOf(text, [turn.whole], rules);
    const answer = partialAnswer(turn.whole, rules);
    const isRepeated = isSaidBefore(text, turn.whole, rules);
    texts.unshift({ place: "", text, files, answer, isRepeated });
  }
  return texts.filter(({ text }) => text.trim());
}

function isSaidBefore(text: string, last: Element, { turns }: PromptRules): boolean {
  const others = turns
    .flatMap((turn) => [...own("querySelectorAll")(turn)])
    .filter((turn) => !turn.contains(last) && !last.contains(turn));
  return others.some((turn) => plain(readText(turn)) === plain(text));
}

// If no selector matches a file, the text that was typed last has the files that were chosen for it
// and not removed.
function filesOf(text: string, places: Element[], rules: PromptRules): FoundFiles {
  const { files, attached } = filesIn(places, rules);
  if (attached.length) return { files, attached };
  const isTyped = plain(pageState().typed ?? "") === plain(text);
  return isTyped ? { files, attached: latestFiles() } : { files };
}

// Those that were seen to be attached, and else what the page calls them, with its size where the file
// is still in the page's own input.
function filesIn(places: Element[], { files }: PromptRules): Required<FoundFiles> {
  const found: Required<FoundFiles> = { files: [], attached: [] };
  const labels = places
    .flatMap((place) => [...place.querySelectorAll(files.join(","))])
    .slice(0, MOST_FILES)
    .map((file) => (file.ariaLabel ?? file.textContent).trim().slice(0, LONGEST_FILE_NAME))
    .filter(Boolean);
  const known = (pageState().attached ?? []).map(({ note }) => note);
  for (const label of new Set(labels)) {
    const note = namedIn(label, known.toReversed());
    if (!note) found.files.push(withSize(label).slice(0, LONGEST_FILE_NAME));
    else if (!found.attached.includes(note)) found.attached.push(note);
  }
  return found;
}

function latestFiles(): FileNote[] {
  const { attached = [], message = 0 } = pageState();
  const present = attached.filter((it) => it.message === message && !it.isGone);
  return present.map(({ note }) => note);
}

function withSize(label: string): string {
  const inputs = [...own("querySelectorAll")<HTMLInputElement>("input[type=file]")];
  const present = inputs.flatMap(({ files }) => [...(files ?? [])]);
  const file = namedIn(label, present);
  return file ? `${label} (${sizeInWords(file.size, chrome.i18n.getUILanguage())})` : label;
}

// The longest match, because a name may be part of another.
function namedIn<Named extends { name: string }>(label: string, all: Named[]): Named | undefined {
  const named = all.filter(({ name }) => name && label.includes(name));
  return named.toSorted((one, other) => other.name.length - one.name.length)[0];
}

// What to write and what to delete: the newest prompts of this document, as many as it may have. No
// other document's are deleted for them.
function sortOut(
  texts: FoundText[],
  rules: PromptRules,
  owner: Owner,
): { kept: Kept; outworn: PromptKey[]; isWhole: boolean } {
  const state = pageState();
  state.kept ??= {};
  const known = state.kept;
  const kept: Kept = {};
  let isWhole = true;
  for (const { place, text, files, answer, isRepeated } of texts) {
    const part = cut(text, rules.most);
    if (part !== text) isWhole = false;
    // Two messages that were lost are two, also of the same words in two chats; the same one is kept once.
    const name = place || `turn${checksum(`${location.pathname} ${part}`)}`;
    const key: PromptKey = `prompt ${presentDocument().time_origin} ${name}`;
    const prompt: KeptPrompt = {
      ...owner,
      ...promptOf(part, place ? BOX_IS_OLDER_BY : 0),
      ...files,
    };
    const before = known[key];
    // Within an hour a text is not newer for being read again.
    if (before?.text === part && Date.now() - before.at < HOUR) prompt.at = before.at;
    const written = answer && answerOf(answer, before, rules);
    if (written) prompt.answer = written;
    if (isRepeated) prompt.isRepeated = true;
    known[key] = prompt;
    kept[key] = prompt;
  }
  const outworn: PromptKey[] = [];
  let prompts = 0;
  let bytes = 0;
  const newestFirst = (Object.entries(known) as [PromptKey, KeptPrompt][]).toSorted(
    ([, one], [, other]) => other.at - one.at,
  );
  for (const [key, { text, answer = "" }] of newestFirst) {
    prompts += 1;
    bytes += sizeOf(text) + sizeOf(answer);
    if (prompts > rules.prompts || bytes > rules.bytes) {
      outworn.push(key);
      delete known[key];
      if (key in kept) {
        delete kept[key];
        isWhole = false;
      }
    }
  }
  return { kept, outworn, isWhole };
}

// The page may remove what it showed, so a later reading must not replace a longer earlier one.
// Known only by its place, an answer may have been read with a notice that is gone later.
function answerOf(
  { text, isMarked }: PartialAnswer,
  before: KeptPrompt | undefined,
  { most }: PromptRules,
): string {
  const present = cutAnswer(text, most);
  const earlier = before?.answer ?? "";
  return !present || (isMarked && earlier.length > present.length) ? earlier : present;
}

function keptAnswer(kept: Kept): string | undefined {
  return Object.values(kept).find(({ answer }) => answer)?.answer;
}

async function save(
  kept: Kept,
  outworn: PromptKey[],
  { where: rules, message }: RescueOrder & PromptOrder,
): Promise<RescueAnswer["saved"]> {
  if (!Object.keys(kept).length) return message ? "unseen" : "nothing";
  if (!rules.keeps) return "unsaved";
  try {
    if (isPrivate()) {
      // Never to the disk: the background keeps it in memory.
      return (await chrome.runtime.sendMessage({ kind: "keepPrompts", kept }))
        ? "kept_here"
        : "unsaved";
    }
    if (outworn.length) await chrome.storage.local.remove(outworn);
    await chrome.storage.local.set({ ...kept, prompts: true });
    return "kept";
  } catch {
    return "unsaved"; // the card says so, and the page stays
  }
}

// Says where the text was cut, and closes an open block of code.
function cutAnswer(text: string, mostBytes: number): string {
  const mark = `\n\n${CUT}`;
  const part = cut(text, mostBytes - sizeOf(`\n\`\`\`${mark}`));
  if (part === text) return text;
  const isInCode = (part.match(/^```/gm) ?? []).length % 2 === 1;
  return part + (isInCode ? "\n```" : "") + mark;
}

function cut(text: string, mostBytes: number): string {
  let part = text.slice(0, mostBytes);
  while (sizeOf(part) > mostBytes) part = part.slice(0, Math.floor(part.length * 0.9));
  return part;
}

function sizeOf(text: string): number {
  return new Blob([text]).size;
}

function checksum(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return sum >>> 0;
}
