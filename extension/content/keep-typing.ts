// Keeps what is being written as it changes, where its person wants that. It stands in healthy pages:
// with what it imports it has 4096 bytes at most.
import type { FileNote, Owner, PromptKey, TypingKept } from "../shared/kept-prompt.ts";
import type { ToBackground, ToTab } from "../shared/protocol.ts";
import { isPrivate, promptOf, readText } from "./composer-reader.ts";
import { pageState, timeOrigin } from "./page-state.ts";

/** What is known of one message box. */
interface Box {
  /** The number of the document's prompt for it. */
  part: number;
  /** What it held when it was last read. */
  text: string;
}

/** An editor's placeholder in an empty box is shorter than this. */
const LONGEST_HINT = 200;

/** Keys, events and kinds of input by which a person empties a box. */
const DELETES = /^(backspace|cut|delete)/i;

/** At most this many prompts of a document, then the oldest is overwritten; and as many files. */
const MOST_PARTS = 20;

/** The browser takes a text within 5 ms as a rule. */
const WRITTEN_WITHIN = 3000; // ms

/** What is to be kept of a box. */
type Typed = [text: string, attached: FileNote[]];

function keepTyping(): () => Promise<void> {
  const boxes = new WeakMap<Element, Box>();
  const waiting = new Map<PromptKey, Typed>(); // the latest of each part
  let latest: HTMLElement | undefined; // the box that was last written in
  let longest = 0; // of a text, in characters; 0 where nothing is kept
  let owner: Owner | undefined; // whose it is
  let isWriting = false;
  let isStoreFull = false;
  let parts = 0;

  function tell(message: ToBackground): Promise<unknown> {
    return chrome.runtime.sendMessage(message);
  }

  function nextPart(): number {
    const part = parts % MOST_PARTS;
    parts += 1;
    return part;
  }

  function boxOf(element: Element): Box {
    const known = boxes.get(element);
    if (known) return known;
    const box = { part: nextPart(), text: "" };
    boxes.set(element, box);
    return box;
  }

  // One write at a time, each at once. One that hangs counts as failed, so that the next can begin.
  async function write(): Promise<void> {
    if (isWriting) return;
    isWriting = true;
    for (const [key, typed] of waiting) {
      waiting.delete(key);
      try {
        await Promise.race([
          keep(key, typed),
          new Promise((_resolve, reject) => setTimeout(reject, WRITTEN_WITHIN)),
        ]);
        isStoreFull = false;
      } catch {
        // After an update every call of the browser's interfaces throws.
        if (chrome.runtime?.id) isStoreFull = true;
        else longest = 0;
      }
    }
    isWriting = false;
  }

  async function keep(key: PromptKey, [text, attached]: Typed): Promise<void> {
    if (!text.trim()) {
      await chrome.storage.local.remove(key);
      if (isPrivate()) await tell({ kind: "deletePrompts", keys: [key] });
      return;
    }
    const prompt = { ...promptOf(text), ...owner, ...(attached[0] && { attached }) };
    if (isPrivate()) await tell({ kind: "keepPrompts", kept: { [key]: prompt } });
    else await chrome.storage.local.set({ [key]: prompt, prompts: true });
  }

  function changed(element: HTMLElement, how: string): void {
    if (!longest) return;
    const text = readText(element).slice(0, longest);
    // Emptied by its person it is not wanted any more; emptied by the page, it was sent.
    if (!text.trim() && !DELETES.test(how)) return;
    const box = boxOf(element);
    latest = element;
    box.text = text;
    state.typed = text;
    const attached = (state.attached ?? [])
      .filter(({ message, isGone }) => !isGone && message === (state.message ?? 0))
      .map(({ note }) => note);
    waiting.set(`prompt ${timeOrigin()} typed${box.part}`, [text, attached]);
    void write();
  }

  function listen(kind: string, onEvent: (box: HTMLElement, how: string, it: Event) => void): void {
    addEventListener(
      kind,
      (event) => {
        if (!event.isTrusted) return; // dispatched by the page
        const { target, inputType, key } = event as InputEvent & KeyboardEvent;
        const element = target instanceof Element ? target : (target as Node).parentElement;
        const box = element?.closest<HTMLElement>("textarea, [contenteditable]");
        if (box?.isContentEditable || box?.nodeName === "TEXTAREA") {
          onEvent(box, inputType ?? key ?? kind, event);
        }
      },
      true,
    );
  }
  // The page empties the box when it sends. That text is kept until it is known to be accepted.
  function beginAnew(element: HTMLElement): void {
    const box = boxOf(element);
    if (!box.text.trim()) return;
    const { length } = (element as HTMLTextAreaElement).value ?? element.textContent;
    if (length >= LONGEST_HINT || readText(element).trim()) return;
    box.part = nextPart();
    box.text = "";
    state.message = (state.message ?? 0) + 1;
  }
  listen("input", changed);
  listen("compositionend", changed);
  // Editors handle much themselves, such as a paste, and then there is no input event: if they
  // prevent the browser's default action, the text has changed once the event is over.
  for (const kind of ["beforeinput", "keydown", "paste", "cut", "drop"]) {
    listen(kind, (element, how, event) => {
      beginAnew(element);
      setTimeout(() => {
        if (event.defaultPrevented) changed(element, how);
      }, 0);
    });
  }
  // Once it is seen whether the page had emptied the box.
  listen("beforeinput", (element) => {
    boxOf(element).text = "";
  });
  // The prompt names its files before they are stored, and again once that is done or refused.
  async function tellFiles(): Promise<void> {
    keepAgain();
    try {
      await tell({ kind: "filesChosen" });
    } catch {
      // A background that is just ending.
    }
    keepAgain();
  }
  function keepAgain(): void {
    if (latest) changed(latest, "");
  }
  state.keepAgain = keepAgain;
  // Later the page shows no more than a file's name. Its bytes are read by another script
  // (keep-files.ts), which is only put into pages where a file was chosen.
  for (const kind of ["change", "drop", "paste"]) {
    addEventListener(
      kind,
      (event) => {
        if (!event.isTrusted || !longest) return;
        const { target, dataTransfer, clipboardData } = event as DragEvent & ClipboardEvent;
        const { files } = dataTransfer ?? clipboardData ?? (target as HTMLInputElement);
        if (!files?.length) return;
        if (latest) beginAnew(latest);
        const chosen = [...files].map((file) => ({
          file,
          note: { name: file.name.slice(0, 100), size: file.size, id: crypto.randomUUID() },
          message: state.message ?? 0,
        }));
        state.attached = [...(state.attached ?? []), ...chosen].slice(-MOST_PARTS);
        void tellFiles();
      },
      true,
    );
  }
  chrome.runtime.onMessage.addListener(({ kind }: ToTab, _sender, reply) => {
    if (kind === "isTypingKept") reply(longest > 0 && !isStoreFull);
    if (kind === "stopKeepingTyping") longest = 0;
  });
  // The background says whether: what stands in a store that pages' scripts can write to commands
  // nothing.
  async function ask(): Promise<void> {
    try {
      const kept = (await tell({ kind: "typingLimit" })) as TypingKept | undefined;
      ({ most: longest, owner } = kept ?? { most: 0, owner });
    } catch {
      // The background is just ending: it asks again when it has started anew.
    }
  }
  // A page from the browser's page cache missed changes of the settings.
  addEventListener("pageshow", (event) => {
    if (event.isTrusted && event.persisted) void ask();
  });
  return ask;
}

const state = pageState();
state.askAboutTyping ??= keepTyping();
void state.askAboutTyping();
