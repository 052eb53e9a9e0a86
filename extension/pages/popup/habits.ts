// Says in the popup what people chose to be told of an old browser or of many chats, and puts chats to
// sleep at a click; a tab that sleeps loads again when it is looked at.
import { make, makeButton, makeText } from "../../shared/dom.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import type { Habits } from "../shared/page-core.ts";

const section = make("section", { className: "habits" });

export function paintHabits(habits: Habits | null, mount: HTMLElement): void {
  if (!habits?.lines.length) {
    section.remove();
    return;
  }
  section.replaceChildren(...habits.lines.map((line) => makeText("p", line)));
  if (habits.sleep) section.append(sleepButton(habits.sleep, habits));
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
