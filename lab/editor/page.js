// The lab's page with a real composer: ProseMirror, a plain textarea or an editor of no known
// kind, by the address; keeps a thread, and sends what is written.
import { proseMirror as editor } from "./composer.js";

const failed = "Something went wrong. If this issue persists please contact us through our help center at help.openai.com.";
const thread = document.getElementById("thread");
const form = document.getElementById("composer");
const mount = document.getElementById("mount");
const make = (tag, attributes, ...inside) => {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...inside);
  return element;
};

function proseMirror() {
  return editor(mount, {
    id: "prompt-textarea",
    role: "textbox",
    "aria-label": "Message ChatGPT",
    "aria-multiline": "true",
    "data-virtualkeyboard": "true",
  }, send);
}

// A framework's: what its own listener heard is sent.
function textarea() {
  const area = make("textarea", { id: "prompt-textarea", rows: 3, ariaLabel: "Message ChatGPT" });
  let state = "";
  area.addEventListener("input", () => (state = area.value));
  area.addEventListener("keydown", enter);
  mount.append(area);
  return {
    text: () => state,
    clear: () => ((state = ""), (area.value = "")),
    focus: () => area.focus(),
  };
}

// Of no known kind: no id, no role, lines as the browser makes them.
function unknown() {
  const box = make("div", { contentEditable: "true", className: "writing" });
  let state = "";
  // By the letter what stands there, line by line.
  const read = () => [...box.childNodes].map((node, at, all) => {
    if (node.nodeName === "BR") return at === all.length - 1 ? "" : "\n";
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    const text = node.textContent;
    return (at ? "\n" : "") + text;
  }).join("").replaceAll("\u00a0", " ");
  const clear = () => ((state = ""), box.replaceChildren());
  // One that takes only so much forgets all where it is more.
  box.addEventListener("input", () => ((state = read()).length > composer.most ? clear() : null));
  box.addEventListener("keydown", enter);
  mount.append(box);
  return { text: () => state, clear, focus: () => box.focus() };
}

function enter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
}

const kinds = { "/c/textarea": textarea, "/c/unknown": unknown };
const composer = (kinds[location.pathname] ?? proseMirror)();
globalThis.lab = composer; // for the tests to ask
composer.attach = (name) => form.prepend(make("div", { className: "group file-tile", ariaLabel: name }));
const isUnknown = location.pathname === "/c/unknown";
if (isUnknown) say("An older message, which was accepted.", "user", "whitespace-pre-wrap");

// Where the editor is of no known kind, the text of what is sent has no name that is known either.
function say(text, role, className = isUnknown ? "said" : "whitespace-pre-wrap") {
  const words = make("div", { className }, text);
  const turn = make("div", {}, ...form.querySelectorAll(".file-tile"), words);
  turn.dataset.messageAuthorRole = role;
  const article = make("article", {}, turn);
  article.dataset.testid = `conversation-turn-${thread.childElementCount + 1}`;
  article.dataset.turn = role;
  thread.append(article);
  return words;
}

async function send() {
  const text = composer.text();
  if (!text.trim()) return;
  say(text, "user");
  composer.clear();
  try {
    const reply = await fetch("/backend-api/f/conversation", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ action: "next", messages: [{ author: { role: "user" }, content: { parts: [text] } }] }),
    });
    if (!reply.ok) throw new TypeError(String(reply.status));
    const events = await reply.text();
    const last = events.split("\n").filter((line) => line.startsWith("data: {")).pop();
    say(JSON.parse(last.slice("data: ".length)).message.content.parts[0], "assistant");
  } catch {
    thread.append(make("div", { className: "text-token-text-error error" }, failed));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
composer.focus();
document.documentElement.dataset.labReady = "yes";
