// Lists all that is saved of what people wrote and were answered: searches, copies, deletes it, and
// saves it as a file.
import type { ListedPrompt } from "../../content/restore-order.ts";
import { make, makeButton, makeText } from "../../shared/dom.ts";
import type { PromptKey } from "../../shared/kept-prompt.ts";
import { PROMPT_PREFIX } from "../../shared/kept-prompt.ts";
import type { PromptsAnswer } from "../../shared/protocol.ts";
import { onAnySettingChanged } from "../../shared/settings-store.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import { ask } from "../shared/ask.ts";
import { saveFile } from "../shared/save-file.ts";
import type { Words } from "../shared/saved-item.ts";
import { aboutPrompt, createSavedItem } from "../shared/saved-item.ts";
import { toMarkdownFile } from "./saved-file.ts";

const LONGEST_SHOWN = 20_000; // characters of one prompt: what is longer can be copied and saved

const main = document.querySelector("main") as HTMLElement;
const list = make("ul");
const none = make("p", { role: "status" });
const search = make("input", { type: "search" });
let shownForm = "";
let prompts: ListedPrompt[] = [];
let words: Words = {};

async function paint(): Promise<void> {
  const kept = await attempt("saved prompts", () => ask({ kind: "listPrompts" }), undefined);
  const form = JSON.stringify([kept?.prompts, kept?.words]);
  if (!kept?.words || form === shownForm) return;
  const isFirst = !shownForm;
  shownForm = form;
  ({ prompts, words } = { prompts: kept.prompts, words: kept.words });
  if (isFirst) showFrame(kept);
  showList();
}

function say(id: string): string {
  return words[id] ?? "";
}

function showFrame({ days }: PromptsAnswer): void {
  const { documentElement: html } = document;
  Object.assign(html, { lang: say("lang"), dir: say("dir") });
  document.title = say("saved_title");
  const bounds = days ? [makeText("p", say("saved_bounds").replace("{days}", String(days)))] : [];
  main.replaceChildren(
    makeText("h1", say("saved_title")),
    makeText("p", say("saved_about")),
    ...bounds,
    make("label", {}, say("saved_search"), search),
    make("section", { className: "saved" }, none, list),
    footerOf(),
  );
  search.addEventListener("input", showList);
}

function showList(): void {
  const found = foundPrompts();
  none.textContent = found.length ? "" : say("saved_none");
  const items = found.map((prompt) =>
    createSavedItem(prompt, words, LONGEST_SHOWN, () => drop(prompt.keys)),
  );
  list.replaceChildren(...items);
}

// Every word that was typed stands in it somewhere.
function foundPrompts(): ListedPrompt[] {
  const wanted = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return prompts.filter((prompt) => {
    const { text, answer = "", files = [], attached = [] } = prompt;
    const names = [...files, ...attached.map(({ name }) => name)];
    const all = [text, answer, ...names, aboutPrompt(prompt, words)].join("\n").toLocaleLowerCase();
    return wanted.every((word) => all.includes(word));
  });
}

async function drop(keys: PromptKey[]): Promise<void> {
  await attempt("delete prompts", () => ask({ kind: "deletePrompts", keys }), undefined);
  await paint();
}

function footerOf(): Node {
  const save = (): void =>
    saveFile("gatewatch-prompts.md", "text/markdown", toMarkdownFile(foundPrompts(), words));
  let isSure = false; // whether it was asked for once
  const deleteAll = makeButton(say("saved_all"), async () => {
    if (isSure) await drop(prompts.flatMap(({ keys }) => keys));
    isSure = !isSure;
    deleteAll.textContent = say(isSure ? "history_sure" : "saved_all");
  });
  deleteAll.addEventListener("blur", () => {
    isSure = false;
    deleteAll.textContent = say("saved_all");
  });
  return make(
    "footer",
    {},
    makeButton(say("save_as").replace("{format}", "Markdown"), save),
    deleteAll,
  );
}

// Something was kept or forgotten meanwhile, or another language was chosen.
chrome.storage.onChanged.addListener((changes) => {
  if (Object.keys(changes).some((key) => key.startsWith(PROMPT_PREFIX))) void paint();
});
onAnySettingChanged(paint);
void paint();
