// Lists the kept prompts in the popup: copy, discard, delete all, and how many tabs keep what is typed.
import { make, makeButton, makeText } from "../../shared/dom.ts";
import type { PromptKey } from "../../shared/kept-prompt.ts";
import type { PromptsAnswer } from "../../shared/protocol.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import { ask } from "./ask.ts";
import type { Words } from "./saved-item.ts";
import { createSavedItem } from "./saved-item.ts";

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
  const items = prompts.map((prompt) =>
    createSavedItem(prompt, words, QUOTED, () => drop(prompt.keys)),
  );
  const deleteAll = makeButton(say("saved_all"), () => drop(prompts.flatMap(({ keys }) => keys)));
  return [
    ...parts,
    makeText("h2", say("saved_title")),
    makeText("p", say("saved_about")),
    make("ul", {}, ...items),
    deleteAll,
    make("a", { href: "saved.html", target: "_blank" }, say("saved_see_all")),
  ];
}
