// The logged-in layout since September 2026: turns by their keys, and no test ids.
import { button, make } from "../elements.js";

const turnOf = (thread, key) => [...thread.children].find((turn) => turn.dataset.turnKey === key);

export default {
  chats: "/c/",
  composer: {
    kind: "prosemirror",
    attributes: {
      role: "textbox",
      "aria-label": "Chat with ChatGPT",
      "aria-multiline": "true",
      "data-composer-markdown": "",
    },
  },

  page() {
    const side = make("nav", { "aria-label": "Chat history" });
    const thread = make("div", { class: "thread", role: "log" });
    const files = make("div", { "data-composer-attachments": "" });
    const mount = make("div", {});
    const send = make("button", { type: "submit", "aria-label": "Send" }, "Send");
    const form = make("form", { "data-chatgpt-composer": "" }, files, mount, send);
    document.body.append(side, make("main", { id: "main" }, thread, form));
    return { side, thread, files, mount, send, form };
  },

  file: (name) => make("div", { "aria-label": name }, name),

  user(thread, key, text, files) {
    const words = make("div", { class: "whitespace-pre-wrap" }, text);
    const bubble = make("div", { "data-user-message-bubble": "true" }, ...files, words);
    const unit = make("div", { "data-content-search-unit-key": `${key}:user` }, bubble);
    thread.append(make("div", { "data-turn-key": key }, unit));
    return words;
  },

  assistant(thread, key) {
    const words = make("div", { class: "markdown" });
    turnOf(thread, key).append(make("div", { "data-content-search-unit-key": `${key}:assistant` }, words));
    return words;
  },

  failure(thread, key, text, retry) {
    const alert = make("aside", { role: "alert" }, make("p", {}, text), button("Retry", retry));
    (turnOf(thread, key) ?? thread).append(alert);
    return alert;
  },

  recovering(thread, key, text) {
    const status = make("div", { role: "status" }, make("div", { class: "text-chatgpt-recovery" }, text));
    turnOf(thread, key).append(status);
    return status;
  },
};
