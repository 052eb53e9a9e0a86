// The app of people who are logged out: a list of messages, a plain text field, a form.
import { button, make } from "../elements.js";

const item = (thread, role, words) => {
  thread.append(make("li", { "data-message-role": role }, words));
  return words;
};

export default {
  chats: "/uc/",
  loggedOut: true,
  composer: {
    kind: "textarea",
    attributes: { id: "mobile-composer-prompt", name: "prompt", rows: "3", "aria-label": "Ask anything" },
  },

  page() {
    const side = make("nav", { "aria-label": "Account" }, make("a", { href: "/auth/login" }, "Log in"));
    const thread = make("ol", {});
    const files = make("div", {});
    const mount = make("div", {});
    const send = make("button", { type: "submit", "aria-label": "Send" }, "Send");
    const form = make("form", { method: "post", action: "/unauth-mweb/conversation/updates" }, files, mount, send);
    document.body.append(side, make("main", { id: "main" }, thread, form));
    return { side, thread, files, mount, send, form };
  },

  file: (name) => make("div", { "aria-label": name }, name),

  user: (thread, key, text, files) => {
    const words = make("div", { "data-user-message-copy": "" }, text);
    item(thread, "user", words).before(...files);
    return words;
  },

  assistant: (thread) => item(thread, "assistant", make("div", {})),

  failure(thread, key, text, retry) {
    const alert = make("div", { role: "alert" }, make("p", {}, text), button("Retry", retry));
    thread.append(make("li", {}, alert));
    return alert;
  },

  recovering(thread, key, text) {
    const status = make("div", { role: "status" }, text);
    thread.append(make("li", {}, status));
    return status;
  },
};
