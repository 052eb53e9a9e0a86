// The logged-in layout of March to September 2026: sections for turns, test ids, and one known id
// for the composer.
import { button, make } from "../elements.js";

function turn(thread, role, words, ...before) {
  const message = make("div", { "data-message-author-role": role }, ...before, words);
  thread.append(make("section", {
    "data-turn": role,
    "data-testid": `conversation-turn-${thread.childElementCount + 1}`,
  }, message));
  return words;
}

export default {
  chats: "/c/",
  composer: {
    kind: "prosemirror",
    attributes: {
      id: "prompt-textarea",
      role: "textbox",
      "aria-label": "Message ChatGPT",
      "aria-multiline": "true",
      "data-virtualkeyboard": "true",
    },
  },

  page() {
    const side = make("nav", { "aria-label": "Chat history" });
    const thread = make("div", { id: "thread", role: "log" });
    const files = make("div", {});
    const mount = make("div", {});
    const send = make("button", { type: "submit", "data-testid": "send-button", "aria-label": "Send prompt" }, "Send");
    const form = make("form", { "data-type": "unified-composer" }, files, mount, send);
    document.body.append(side, make("main", { id: "main" }, thread, form));
    return { side, thread, files, mount, send, form };
  },

  file: (name) => make("div", { "data-testid": "composer-attachment-tile", "aria-label": name }, name),

  user: (thread, key, text, files) =>
    turn(thread, "user", make("div", { class: "whitespace-pre-wrap" }, text), ...files),

  assistant: (thread) => turn(thread, "assistant", make("div", { class: "markdown prose" })),

  failure(thread, key, text, retry) {
    const again = button("Regenerate", retry, { "data-testid": "regenerate-thread-error-button" });
    const alert = make("div", { class: "text-token-text-error" }, text, again);
    thread.append(alert);
    return alert;
  },

  recovering(thread, key, text) {
    const status = make("div", { role: "status" }, text);
    thread.append(status);
    return status;
  },
};
