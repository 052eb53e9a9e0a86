// The chat itself, in whatever layout: its session, its list of chats, its messages, its composer.
import { button, isSeen, make } from "./elements.js";
import layout from "./layouts/current.js";
import { sendLoggedOut } from "./logged-out.js";
import { send } from "./send.js";
import { showMarkdown } from "./markdown.js";
import { ask, Failure, pause } from "./network.js";
import { editor, settings } from "./settings.js";

const NETWORK = "A network error occurred. Please check your connection and try again. If this issue persists please contact us through our help center at help.openai.com.";
const RECOVERING = "Connection interrupted. Waiting for the complete answer";

let page;
let composer;
let conversation;
let attached = [];
/** The files of the message that is being written. */
let chosen = [];
/** What stands in the page, for the tests to ask: elements, which are looked at when asked. */
const shown = { messages: [], answers: [], alerts: [], recovering: [], dialogs: [] };
const keep = (kind, element) => (shown[kind].push(element), element);

export async function start() {
  conversation = location.pathname.startsWith(layout.chats)
    ? location.pathname.slice(layout.chats.length)
    : undefined;
  page = layout.page();
  composer = await made();
  page.form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  page.mount.addEventListener("input", typing);
  takeFiles(page.form);
  globalThis.lab = { composer: () => composer.element, sendButton: () => page.send, text: () => composer.text(),
    write: (text) => composer.write(text), clear: () => composer.clear(), focus: () => composer.focus(), attach, files, seen,
    stopButton: () => [...page.form.querySelectorAll("button[type=button]")].at(-1),
    retryButton: () => shown.alerts.findLast(isSeen)?.querySelector("button") };
  composer.focus();
  const loading = layout.loggedOut ? [] : [session(), sidebar(), ...(conversation ? [thread()] : [])];
  await Promise.all(loading);
  document.documentElement.dataset.labReady = "yes";
}

/** What the layout has, or the editor that was asked for. */
async function made() {
  const { kind, attributes, className } = layout.composer;
  const wanted = editor ?? kind;
  if (wanted === "textarea") return textarea();
  const write = wanted === "prosemirror"
    ? (await import("./composer.js")).proseMirror
    : (await import("./editors.js")).EDITORS[wanted];
  const box = write(page.mount, attributes, submit);
  // Other editors find their own parts by their classes.
  if (className && wanted === "prosemirror") box.element.className = className;
  return box;
}

// A framework's: what its own listener heard is sent.
function textarea() {
  const element = make("textarea", layout.composer.attributes);
  let text = "";
  element.addEventListener("input", () => (text = element.value));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  page.mount.append(element);
  const write = (words) => (element.value = text = words);
  return { element, text: () => text, write, clear: () => write(""), focus: () => element.focus() };
}

function attach(name) {
  const file = layout.file(name);
  attached.push(file);
  // Without words: the file is called what it is called.
  const off = button("", () => {
    file.remove();
    attached = attached.filter((it) => it !== file);
    chosen = chosen.filter((it) => it.name !== name);
  }, { "aria-label": "Remove" });
  file.append(off);
  page.files.append(file);
}

// As the app has it: an input that nobody sees, and the form as the place to drop files on.
function takeFiles(form) {
  const input = make("input", { type: "file", multiple: "", hidden: "" });
  const take = (files) => {
    for (const file of files) {
      chosen.push(file);
      attach(file.name);
    }
  };
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    take(event.dataTransfer.files);
  }, true);
  form.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    take(event.clipboardData.files);
  }, true);
  form.append(input);
}

/** The files of the message that is being written, each by name, size, type and the hash of its bytes. */
function files() {
  return Promise.all(chosen.map(async (file) => {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return { name: file.name, size: file.size, type: file.type, sha256: [...hash].map((it) => it.toString(16).padStart(2, "0")).join("") };
  }));
}

let prepared;
/** While somebody types, the server is told that a message comes: nobody waits for that. */
function typing() {
  clearTimeout(prepared);
  prepared = setTimeout(() => {
    const path = layout.loggedOut ? "/unauth-mweb/conversation/prepare" : "/backend-api/f/conversation/prepare";
    ask("POST", path, { partial: true }).catch(() => {});
  }, settings.typing_ms);
}

function submit() {
  const text = composer.text();
  if (!text.trim()) return;
  clearTimeout(prepared);
  conversation ??= crypto.randomUUID();
  for (const file of attached) file.querySelector("button").remove();
  globalThis.lab.sent = chosen.map(({ name }) => name);
  const message = { key: crypto.randomUUID(), text, conversation };
  keep("messages", layout.user(page.thread, message.key, text, attached));
  attached = [];
  chosen = [];
  composer.clear();
  deliver(message);
}

/** Sends a message and shows what comes of it; once more where its person presses Retry. */
async function deliver(message) {
  let words;
  let status;
  message.stop = new AbortController();
  const stopping = button("Stop", () => message.stop.abort());
  page.form.append(stopping);
  const show = {
    answer(text) {
      words ??= keep("answers", layout.assistant(page.thread, message.key));
      showMarkdown(words, text);
      // A temporary chat gets no address of its own.
      const isTemporary = new URLSearchParams(location.search).get("temporary-chat") === "true";
      if (!isTemporary && !location.pathname.startsWith(layout.chats)) history.replaceState(null, "", layout.chats + conversation);
    },
    recovering(is) {
      status?.remove();
      status = is ? keep("recovering", layout.recovering(page.thread, message.key, RECOVERING)) : undefined;
    },
  };
  try {
    await (layout.loggedOut ? sendLoggedOut : send)(message, show);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Who stops an answer is told nothing.
    if (message.stop.signal.aborted) return;
    const alert = keep("alerts", layout.failure(page.thread, message.key, error.message || NETWORK, () => {
      alert.remove();
      deliver(message);
    }));
  } finally {
    stopping.remove();
    show.recovering(false);
  }
}

/** Asks until it is answered, as often as the page's settings say. */
async function loaded(path) {
  for (let tries = 1; ; tries += 1) {
    try {
      const reply = await ask("GET", path);
      if (reply.ok || reply.status === 429 || tries >= settings.load_tries) return reply;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (tries >= settings.load_tries) return undefined;
    }
    await pause(settings.load_pause_ms);
  }
}

async function session() {
  const reply = await loaded("/api/auth/session");
  if (!reply?.ok) return dialog("Your session could not be loaded.");
  const { user } = await reply.json();
  if (!user) return location.assign("/auth/login");
  // Its caches are named by whose they are; who signed out took theirs away.
  for (const name of Object.keys(localStorage)) if (name.startsWith("cache/user-")) localStorage.removeItem(name);
  localStorage.setItem(`cache/${user.id}/settings`, "{}");
}

async function sidebar() {
  const reply = await loaded("/backend-api/conversations?offset=0&limit=28&order=updated");
  if (!reply?.ok) {
    page.side.replaceChildren(make("p", {}, "Unable to load history"), button("Try again", sidebar));
    return;
  }
  const { items } = await reply.json();
  const links = items.map(({ id, title }) => make("a", { href: layout.chats + id }, title));
  page.side.replaceChildren(make("a", { href: "/" }, "New chat"), ...links);
}

async function thread() {
  const reply = await loaded(`/backend-api/conversations/${conversation}?num_turns=10`);
  if (reply?.status === 429) return dialog("Too many requests");
  if (!reply?.ok) {
    const alert = keep("alerts", layout.failure(page.thread, "", "Unable to load conversation", () => {
      alert.remove();
      thread();
    }));
    return;
  }
  for (const { id, text, answer } of (await reply.json()).turns) {
    keep("messages", layout.user(page.thread, id, text, []));
    if (answer) showMarkdown(keep("answers", layout.assistant(page.thread, id)), answer);
  }
}

function dialog(words) {
  const shownDialog = keep("dialogs", make("dialog", { open: "" }, make("p", {}, words)));
  shownDialog.append(button("Got it", () => shownDialog.remove()));
  document.body.append(shownDialog);
}

/** What a person sees now. */
function seen() {
  const texts = (kind) => shown[kind].filter(isSeen).map((element) => element.textContent);
  return {
    messages: texts("messages"),
    answers: texts("answers"),
    alerts: texts("alerts"),
    recovering: texts("recovering"),
    dialogs: texts("dialogs"),
    side: page.side.textContent,
    composer: composer.text(),
  };
}

