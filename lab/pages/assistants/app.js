// The other assistants' apps as the lab plays them: a thread, a composer with the editor that each has,
// the request that a message goes by, and an alert where it fails. What marks each has is in
// docs/sites.md, with where that is known from; the words are the lab's.
import { EDITORS } from "/lab/editors.js";

const thread = document.getElementById("thread");
const form = document.getElementById("composer");
const mount = document.getElementById("mount");

function make(name, attributes = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

function around(name) {
  const element = make(name);
  mount.append(element);
  return element;
}

const pre = (text) => make("p", { class: "whitespace-pre-wrap" }, text);
const classed = (name) => (...inside) => make("div", { class: name }, ...inside);

const APPS = {
  "claude.ai": {
    composer: () => EDITORS.prosemirror(mount, { "data-testid": "chat-input" }, send),
    message: "/api/organizations/lab/chat_conversations/lab/completion",
    turn: (text) => make("div", { "data-testid": "user-message" }, pre(text)),
    answer: (text) => make("div", { "data-is-streaming": "false" }, classed("font-claude-response")(text)),
  },
  "gemini.google.com": {
    composer: () => EDITORS.quill(around("rich-textarea"), {}, send),
    message: "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate",
    turn: (text) => make("user-query", {}, make("div", { class: "query-text said" }, text)),
    answer: (text) => make("model-response", {}, make("message-content", {}, text)),
  },
  "copilot.microsoft.com": {
    composer: () => EDITORS.textarea(mount, { id: "userInput", "data-testid": "composer-input" }, send),
    message: "/c/api/start",
    turn: (text) => make("div", { "data-content": "user-message", class: "said" }, text),
    answer: (text) => make("div", { "data-content": "ai-message" }, text),
  },
  "www.perplexity.ai": {
    composer: () => EDITORS.lexical(mount, { id: "ask-input" }, send),
    message: "/rest/sse/perplexity_ask",
    turn: (text) => make("div", { class: "group/query said" }, text),
    answer: (text) => make("div", { id: "markdown-content-0", class: "prose" }, text),
  },
  "grok.com": {
    composer: () => EDITORS.textarea(mount, { "aria-label": "Ask Grok anything" }, send),
    message: "/rest/app-chat/conversations/lab/responses",
    turn: (text) => make("div", { "data-testid": "user-message", class: "said" }, text),
    answer: (text) => make("div", { "data-testid": "assistant-message" }, text),
  },
  "chat.deepseek.com": {
    composer: () => EDITORS.textarea(mount, { id: "chat-input", placeholder: "Message DeepSeek" }, send),
    message: "/api/v0/chat/completion",
    turn: (text) => make("div", { class: "ds-message said" }, text),
    answer: (text) => make("div", { class: "ds-message" }, make("div", { class: "ds-markdown" }, text)),
  },
  "chat.mistral.ai": {
    composer: () => EDITORS.prosemirror(mount, {}, send),
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
