// Puts saved files back into a page through the page's own file input, as if they were chosen.
import { fromBase64 } from "../shared/base64.ts";
import type { FileNote } from "../shared/kept-prompt.ts";
import { own } from "../shared/own-document.ts";
import type { FilePartAnswer } from "../shared/protocol.ts";
import { findBoxes } from "./composer-locator.ts";
import type { FilesPut } from "./page-state.ts";
import { pageState } from "./page-state.ts";
import { send } from "./send.ts";

/** At most this many are remembered as attached. */
const MOST_FILES = 20;

/** What Firefox gives our scripts: the page's own global object, and copies for it. */
type PageWindow = typeof window & { wrappedJSObject?: typeof window };
declare const cloneInto: (<T>(value: T, target: object) => T) | undefined;

/** A file of a prompt; null if its bytes could not be read. */
export interface ReadFile {
  note: FileNote;
  file: File | null;
}

/** Reads them from the background, which may take a while; files already put back are left alone. */
export async function readFiles(notes: FileNote[]): Promise<ReadFile[]> {
  const state = pageState();
  state.returned ??= new Set();
  const { returned } = state;
  const read: ReadFile[] = [];
  for (const note of notes) {
    if (note.id && !note.why && !returned.has(note.id)) {
      // A second press while it is being read must not add it twice.
      returned.add(note.id);
      read.push({ note, file: await readFile(note.id) });
    }
  }
  return read;
}

/** Gives them up for now: they may be put back later. */
export function leaveFiles(read: ReadFile[]): void {
  for (const { note } of read) pageState().returned?.delete(note.id ?? "");
}

/** Puts them into the page all at once, so that a message sent right after has them all. */
export function putFiles(read: ReadFile[], composers: string[]): FilesPut {
  const state = pageState();
  const came: FilesPut = { put: [], refused: [] };
  const chosen = new Map<HTMLInputElement, File[]>();
  for (const { note, file } of read) {
    const input = file && inputFor(file, composers);
    if (input) {
      chosen.set(input, [...(chosen.get(input) ?? []), file]);
      // Of a message that fails again they are known.
      const message = state.message ?? 0;
      state.attached = [...(state.attached ?? []), { note, message }].slice(-MOST_FILES);
      came.put.push(note.name);
    } else {
      state.returned?.delete(note.id ?? "");
      came.refused.push(note.name);
    }
  }
  for (const [input, files] of chosen) {
    if (input.multiple) choose(input, files);
    else for (const file of files) choose(input, [file]);
  }
  return came;
}

async function readFile(id: string): Promise<File | null> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const answer = (await send({ kind: "filePart", id, at: parts.length }, () => {})) as
      | FilePartAnswer
      | undefined;
    if (!answer) return null;
    const { name, type, modified: lastModified, size, bytes } = answer;
    const part = fromBase64(bytes);
    parts.push(part);
    length += part.length;
    if (length >= size) return new File(parts, name, { type, lastModified });
    if (!part.length) return null;
  }
}

// The nearest input to the message box that accepts the file: another may be for a profile picture.
function inputFor(file: File, composers: string[]): HTMLInputElement | undefined {
  const [box] = findBoxes(composers);
  const inputs = [...own("querySelectorAll")<HTMLInputElement>("input[type=file]")].filter(
    (input) => !input.disabled && !input.webkitdirectory && accepts(input, file),
  );
  for (let place = box?.parentElement; place; place = place.parentElement) {
    const near = inputs.find((input) => place?.contains(input));
    if (near) return near;
  }
  return inputs[0];
}

/** https://html.spec.whatwg.org/multipage/input.html#attr-input-accept */
function accepts({ accept }: HTMLInputElement, { name, type }: File): boolean {
  const tokens = accept
    .toLowerCase()
    .split(",")
    .map((token) => token.trim());
  return tokens.some((token) => {
    if (token === "" || token === "*" || token === "*/*") return true;
    if (token.startsWith(".")) return name.toLowerCase().endsWith(token);
    if (token.endsWith("/*")) return type.startsWith(token.slice(0, -1));
    return type === token;
  });
}

function choose(input: HTMLInputElement, files: File[]): void {
  const page = (window as PageWindow).wrappedJSObject;
  const transfer = new (page ?? window).DataTransfer();
  // What was chosen since stays.
  for (const file of input.multiple ? (input.files ?? []) : []) transfer.items.add(file);
  for (const file of files) {
    // In Firefox the page cannot read File objects of the extension: copy them into its world.
    transfer.items.add(page && cloneInto ? cloneInto(file, window) : file);
  }
  input.files = transfer.files;
  for (const kind of ["input", "change"]) {
    input.dispatchEvent(new Event(kind, { bubbles: true, composed: kind === "input" }));
  }
}
