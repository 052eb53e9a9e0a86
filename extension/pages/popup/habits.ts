// Says in the popup what people chose to be told of an old browser or of many chats, and puts chats to
// sleep at a click; a tab that sleeps loads again when it is looked at.
import { make, makeButton, makeText } from "../../shared/dom.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import type { PopupAnswer } from "../../shared/protocol.ts";
import type { Habits } from "../shared/page-core.ts";
import { habits } from "../shared/page-core.ts";

const section = make("section", { className: "habits" });

export async function showHabits(answer: PopupAnswer, mount: HTMLElement): Promise<void> {
  const told = await habits(answer.old, answer.most, answer.view.lang);
  if (!told?.lines.length) {
    section.remove();
    return;
  }
  section.replaceChildren(...told.lines.map((line) => makeText("p", line)));
  if (told.sleep) section.append(...sleepButton(told.sleep, told, () => showHabits(answer, mount)));
  mount.append(section);
}

// What came of it stands in its place, or behind it where the browser let no chat sleep. Where some
// sleep and some do not, the rest is offered anew.
function sleepButton(
  label: string,
  { sleepers, done, failed }: Habits,
  again: () => unknown,
): HTMLElement[] {
  const outcome = make("p", { role: "status" });
  const button = makeButton(label, async () => {
    const awake = await putToSleep(sleepers);
    if (awake && awake < sleepers.length) {
      await again();
      return;
    }
    outcome.textContent = awake ? failed : done;
    if (!awake) button.remove();
  });
  return [button, outcome];
}

// How many are still awake afterwards: the browser may refuse without an error. What is there no more, or
// sleeps already, is no failure.
async function putToSleep(ids: number[]): Promise<number> {
  await Promise.all(ids.map((id) => attempt("sleep", () => chrome.tabs.discard(id), undefined)));
  const listed = await attempt("tabs.query", () => chrome.tabs.query({}), []);
  return listed.filter(({ id, discarded }) => id && ids.includes(id) && !discarded).length;
}
