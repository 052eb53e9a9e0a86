// Lists the kept prompts in the popup: copy, discard, delete all, and how many tabs keep what is typed.
import type { ListedPrompt } from "../../content/restore-order.ts";
import { make, makeButton, makeText } from "../../shared/dom.ts";
import type { PromptKey } from "../../shared/kept-prompt.ts";
import type { PromptsAnswer } from "../../shared/protocol.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import { ask } from "../shared/ask.ts";

type Words = Record<string, string>;

const QUOTED = 300; // characters

let shownForm = "";
let hasMissed = false; // no message box was found: said as long as this page stands

/** Shows what is kept in `mount`; where nothing changed nothing is touched. */
export async function showSavedPrompts(mount: HTMLElement): Promise<void> {
  const kept = await attempt("saved prompts", () => ask({ kind: "listPrompts" }), undefined);
  hasMissed ||= kept?.unseen === true;
  const form = JSON.stringify(kept);
  if (!kept?.words || form === shownForm) return;
  shownForm = form;
  const parts = partsOf(kept, kept.words, mount);
  const section = make("section", { className: "saved", hidden: !parts.length }, ...parts);
  mount.replaceChildren(section);
}

function partsOf(kept: PromptsAnswer, words: Words, mount: HTMLElement): Node[] {
  const { prompts, types, guarded, tabs } = kept;
  const say = (id: string): string => words[id] ?? "";
  const parts: Node[] = [];
  if (hasMissed) parts.push(makeText("p", say("saved_unseen")));
  if (types) {
    const counted = say("saved_tabs")
      .replace("{n}", String(guarded))
      .replace("{all}", String(tabs));
    parts.push(makeText("p", counted));
  }
  if (!prompts.length) return parts;
  const drop = async (keys: PromptKey[]): Promise<void> => {
    await attempt("delete prompts", () => ask({ kind: "deletePrompts", keys }), undefined);
    await showSavedPrompts(mount);
  };
  const items = prompts.map((prompt) => itemOf(prompt, words, () => drop(prompt.keys)));
  const deleteAll = makeButton(say("saved_all"), () => drop(prompts.flatMap(({ keys }) => keys)));
  return [
    ...parts,
    makeText("h2", say("saved_title")),
    makeText("p", say("saved_about")),
    make("ul", {}, ...items),
    deleteAll,
  ];
}

function itemOf(prompt: ListedPrompt, words: Words, onDiscard: () => unknown): HTMLElement {
  const say = (id: string): string => words[id] ?? "";
  const style = { dateStyle: "medium", timeStyle: "short" } as const;
  const when = new Date(prompt.at).toLocaleString(words["lang"], style);
  const isInMemory = prompt.tab !== undefined;
  const about = isInMemory ? `${when} · ${say("saved_here")}` : when;
  const names = prompt.files?.join(", ");
  const files = names ? [makeText("p", say("safe_files").replace("{files}", names))] : [];
  const came = make("span", { role: "status" });
  const copy = async (): Promise<void> => {
    const write = async (): Promise<string> => {
      await navigator.clipboard.writeText(prompt.text);
      return say("safe_copied");
    };
    came.textContent = await attempt("clipboard", write, say("safe_refused"));
  };
  return make(
    "li",
    {},
    makeText("bdi", prompt.text.slice(0, QUOTED)),
    makeText("p", about),
    ...files,
    makeButton(say("safe_button_copy_prompt"), copy),
    makeButton(say("safe_button_discard"), onDiscard),
    came,
  );
}
