// Says in the popup what people chose to be told, and does what they press: tabs are closed or put
// to sleep at a click alone, and for a while that can be undone, in a popup opened later as well.
import { make, makeButton, makeText } from "../../shared/dom.ts";
import type { Undo } from "../../shared/stores.ts";
import { readStore, removeFromStore, writeStore } from "../../shared/stores.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import type { Habits } from "../shared/page-core.ts";

const CAN_BE_UNDONE_FOR = 600_000; // ms

const section = make("section", { className: "advice" });

export async function paintHabits(habits: Habits | null, mount: HTMLElement): Promise<void> {
  const { undo } = await readStore("session", "undo");
  const isFresh = undo !== undefined && Date.now() - undo.at < CAN_BE_UNDONE_FOR;
  if (!habits || !(habits.lines.length || isFresh)) {
    section.remove();
    return;
  }
  const buttons = habits.buttons.map(({ label, does, tabs }) =>
    buttonOnce(label, () => act(does, tabs, habits)),
  );
  const undoes = isFresh ? [undoButton(habits, undo)] : [];
  const lines = habits.lines.map((line) => makeText("p", line));
  section.replaceChildren(...lines, ...buttons, ...undoes);
  mount.append(section);
}

// A button in whose place stands what came of it.
function buttonOnce(label: string, does: () => Promise<string>): HTMLElement {
  const button = makeButton(label, async () => button.replaceWith(makeText("p", await does())));
  return button;
}

async function act(does: Undo["does"], ids: number[], habits: Habits): Promise<string> {
  // What is there no more, or sleeps already, is no failure: there is nothing to do.
  const one: (id: number) => Promise<Undo["tabs"][number]> =
    does === "close" ? closeTab : putToSleep;
  const tabs = await Promise.all(ids.map((id) => attempt(`${does} a tab`, () => one(id), null)));
  const done = tabs.filter((tab) => tab !== null);
  if (!done.length) return habits.nothing;
  const undo: Undo = { at: Date.now(), does, tabs: done };
  await writeStore("session", { undo });
  section.append(undoButton(habits, undo));
  return habits.done;
}

// Chromium gives a tab that sleeps another number.
async function putToSleep(id: number): Promise<number> {
  return (await chrome.tabs.discard(id))?.id ?? id;
}

async function closeTab(id: number): Promise<chrome.tabs.CreateProperties> {
  const { url, index } = await chrome.tabs.get(id);
  await chrome.tabs.remove(id);
  return { ...(url !== undefined && { url }), index, active: false };
}

function undoButton({ undo: label, done, nothing }: Habits, undo: Undo): HTMLElement {
  return buttonOnce(label, async () => {
    await removeFromStore("session", ["undo"]);
    const takeBack = async (): Promise<string> => {
      await Promise.all(undo.tabs.map((tab) => takeBackTab(tab)));
      return done;
    };
    return attempt("undo", takeBack, nothing);
  });
}

// Tabs come back in this window: theirs may be gone.
async function takeBackTab(tab: Undo["tabs"][number]): Promise<void> {
  if (typeof tab === "number") await chrome.tabs.reload(tab);
  else await chrome.tabs.create(tab);
}
