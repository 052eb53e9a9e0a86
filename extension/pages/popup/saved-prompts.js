// Lists the kept prompts in the popup: copy, discard, delete all, and how many tabs keep what is typed.

const say = (message) => chrome.runtime.sendMessage(message).catch(() => null);
let shown = "";
let missed = false; // no message box was found: said as long as this page stands

// Shows what is kept in `mount`; where nothing changed nothing is touched.
export async function saved(mount) {
  const kept = await say({ kind: "prompts" });
  missed ||= !!kept?.unseen;
  if (!kept?.words || JSON.stringify(kept) === shown) return;
  shown = JSON.stringify(kept);
  const { prompts, words, types } = kept;
  const parts = [];
  if (missed) parts.push(make("p", words.saved_unseen));
  if (types) {
    parts.push(make("p", words.saved_tabs.replace("{n}", kept.guarded).replace("{all}", kept.tabs)));
  }
  if (prompts.length) {
    const drop = (keys) => say({ kind: "drop", keys }).then(() => saved(mount));
    parts.push(make("h2", words.saved_title), make("p", words.saved_about));
    parts.push(make("ul", "", ...prompts.map((prompt) => {
      const text = make("bdi", prompt.text.slice(0, 300));
      const when = new Date(prompt.at).toLocaleString(words.lang, { dateStyle: "medium", timeStyle: "short" });
      const about = [when, ...(prompt.tab ? [words.saved_here] : [])].join(" · ");
      const files = prompt.files?.length ? [make("p", words.safe_files.replace("{files}", prompt.files.join(", ")))] : [];
      const came = Object.assign(make("span", ""), { role: "status" });
      const copy = () => navigator.clipboard.writeText(prompt.text)
        .then(() => (came.textContent = words.safe_copied), () => (came.textContent = words.safe_refused));
      return make("li", "", text, make("p", about), ...files,
        act(words.safe_button_copy_prompt, copy), act(words.safe_button_discard, () => drop(prompt.keys)), came);
    })));
    parts.push(act(words.saved_all, () => drop(prompts.flatMap(({ keys }) => keys))));
  }
  const box = make("section", "", ...parts);
  Object.assign(box, { className: "saved", hidden: !parts.length });
  mount.replaceChildren(box);
}

function act(text, does) {
  const button = make("button", text);
  button.type = "button";
  button.addEventListener("click", does);
  return button;
}

function make(tag, text, ...inside) {
  const element = document.createElement(tag);
  element.append(...(text ? [text] : []), ...inside);
  return element;
}
