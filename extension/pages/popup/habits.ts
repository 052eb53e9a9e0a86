// Says in the popup what people chose to be told of an old browser or of many chats, and puts chats to
// sleep at a click; a tab that sleeps loads again when it is looked at.
import { make, makeButton, makeText } from "../../shared/dom.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import type { PopupAnswer } from "../../shared/protocol.ts";
import type { Habits } from "../shared/page-core.ts";
import { habits } from "../shared/page-core.ts";

const section = make("section", { className: "habits" });

export async function showHabits(answer: PopupAnswer, mount: HTMLElement): Promise<void> {
  paintHabits(await habits(answer.old, answer.most, answer.view.lang), mount);
}

function paintHabits(told: Habits | null, mount: HTMLElement): void {
  if (!told?.lines.length) {
    section.remove();
    return;
  }
  section.replaceChildren(...told.lines.map((line) => makeText("p", line)));
  if (told.sleep) section.append(sleepButton(told.sleep, told));
  mount.append(section);
}

// In its place stands what came of it.
function sleepButton(label: string, { sleepers, done }: Habits): HTMLElement {
  const button = makeButton(label, async () => {
    // What is there no more, or sleeps already, is no failure.
    await Promise.all(
      sleepers.map((id) => attempt("sleep", () => chrome.tabs.discard(id), undefined)),
    );
    button.replaceWith(make("p", { role: "status" }, done));
  });
  return button;
}
