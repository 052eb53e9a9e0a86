// The other assistants' apps as the lab plays them: a thread, a composer of the kind that each has,
// the request that a message goes by, and an alert where it fails. What marks each has is in
// docs/sites.md, with where that is known from; the words are the lab's.
import { proseMirror } from "/lab/composer.js";

const thread = document.getElementById("thread");
const form = document.getElementById("composer");
const mount = document.getElementById("mount");

function make(name, attributes = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

// A framework's: what its own listener heard is sent.
function textarea(attributes) {
  const area = make("textarea", { rows: "3", ...attributes });
  let state = "";
  area.addEventListener("input", () => (state = area.value));
  area.addEventListener("keydown", enter);
  mount.append(area);
  return { text: () => state, clear: () => ((state = ""), (area.value = "")), focus: () => area.focus() };
}

// Stands for Quill and for Lexical, which have a paragraph for each line.
function paragraphs(attributes, around) {
  const box = make("div", { contenteditable: "true", role: "textbox", ...attributes });
  let state = "";
  const read = () => box.innerText.replaceAll("\u00a0", " ").replace(/\n$/, "");
  box.addEventListener("input", () => (state = read()));
  box.addEventListener("keydown", enter);
  mount.append(around ? make(around, {}, box) : box);
  return { text: () => state, clear: () => ((state = ""), box.replaceChildren()), focus: () => box.focus() };
}

function enter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void send();
}

const pre = (text) => make("p", { class: "whitespace-pre-wrap" }, text);
const classed = (name) => (...inside) => make("div", { class: name }, ...inside);

const APPS = {
  "claude.ai": {
    composer: () => proseMirror(mount, { "data-testid": "chat-input", class: "ProseMirror" }, send),
    message: "/api/organizations/lab/chat_conversations/lab/completion",
    turn: (text) => make("div", { "data-testid": "user-message" }, pre(text)),
    answer: (text) => make("div", { "data-is-streaming": "false" }, classed("font-claude-response")(text)),
  },
  "gemini.google.com": {
    composer: () => paragraphs({ class: "ql-editor" }, "rich-textarea"),
    message: "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate",
    turn: (text) => make("user-query", {}, make("div", { class: "query-text said" }, text)),
    answer: (text) => make("model-response", {}, make("message-content", {}, text)),
  },
  "copilot.microsoft.com": {
    composer: () => textarea({ id: "userInput", "data-testid": "composer-input" }),
    message: "/c/api/start",
    turn: (text) => make("div", { "data-content": "user-message", class: "said" }, text),
    answer: (text) => make("div", { "data-content": "ai-message" }, text),
  },
  "www.perplexity.ai": {
    composer: () => paragraphs({ id: "ask-input", "data-lexical-editor": "true" }),
    message: "/rest/sse/perplexity_ask",
    turn: (text) => make("div", { class: "group/query said" }, text),
    answer: (text) => make("div", { id: "markdown-content-0", class: "prose" }, text),
  },
  "grok.com": {
    composer: () => textarea({ "aria-label": "Ask Grok anything" }),
    message: "/rest/app-chat/conversations/lab/responses",
    turn: (text) => make("div", { "data-testid": "user-message", class: "said" }, text),
    answer: (text) => make("div", { "data-testid": "assistant-message" }, text),
  },
  "chat.deepseek.com": {
    composer: () => textarea({ id: "chat-input", placeholder: "Message DeepSeek" }),
    message: "/api/v0/chat/completion",
    turn: (text) => make("div", { class: "ds-message said" }, text),
    answer: (text) => make("div", { class: "ds-message" }, make("div", { class: "ds-markdown" }, text)),
  },
  "chat.mistral.ai": {
    composer: () => proseMirror(mount, { class: "ProseMirror" }, send),
    message: "/api/chat",
    turn: (text) => make("div", { "data-message-author-role": "user" }, pre(text)),
    answer: (text) => make("div", { "data-message-author-role": "assistant" }, make("div", { "data-message-part-type": "answer" }, text)),
  },
};

const app = APPS[location.hostname];
const composer = app.composer();
globalThis.lab = composer; // for the tests to ask

async function send() {
  const text = composer.text();
  if (!text.trim()) return;
  thread.append(app.turn(text));
  composer.clear();
  try {
    const reply = await fetch(app.message, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ prompt: text }),
    });
    if (!reply.ok) throw new TypeError(String(reply.status));
    const events = await reply.text();
    thread.append(app.answer(JSON.parse(events.slice("data: ".length).split("\n", 1)[0]).text));
  } catch {
    const again = make("button", { type: "button" }, "Retry");
    thread.append(make("div", { role: "alert" }, "Your message could not be sent. ", again));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void send();
});
composer.focus();
document.documentElement.dataset.labReady = "yes";
