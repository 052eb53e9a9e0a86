// Shows on a living page that its message was not answered, in the page's bar, from a view of the
// core; decides nothing, fetches nothing.
import type { Button } from "../shared/generated/Button.ts";
import { own } from "../shared/own-document.ts";
import type { ToBackground } from "../shared/protocol.ts";
import type { CardView } from "./card-view.ts";
import { duration } from "./durations.ts";
import { listen } from "./listen.ts";
import { filesNow } from "./files-now.ts";
import { createPageBar } from "./page-bar.ts";
import type { MeantDocument, Shown } from "./page-state.ts";
import { pageState, presentDocument } from "./page-state.ts";
import { send } from "./send.ts";
import { onSwitchedOff } from "./switched-off.ts";

export interface BarOrder {
  /** How long ago the message failed: a younger document did not send it. */
  expect?: { age: number };
  meant?: MeantDocument;
  gone?: boolean;
  view?: CardView;
}

/** Which document this is; null if it is not the one meant. */
export default function showBar({ expect, meant, gone, view }: BarOrder): MeantDocument | null {
  const state = pageState();
  const here = presentDocument();
  if (expect && performance.now() < expect.age) return null;
  if (meant && here.time_origin !== meant.time_origin) return null;
  if (gone) state.bar?.remove();
  else if (view) (state.bar ??= createBar()).show(view);
  return here;
}

function createBar(): Shown {
  const state = pageState();
  own("querySelector")("gatewatch-panel")?.remove(); // an older version's card no longer works
  state.offer?.remove(); // one bar at a time: it would cover this one
  const bar = createPageBar(
    { tag: "gatewatch-panel", leavesFocus: true, onEscape: () => press("hide") },
    (name) => press(name as Button),
  );
  const { signal } = bar;
  let shown: CardView | undefined;
  let reported: number | null = null; // the check that was reported as due

  function remove(): void {
    clearInterval(ticking);
    bar.remove();
    delete state.bar;
    // These belong to the message that this bar was about.
    delete state.answer;
    delete state.files;
    delete state.filesPut;
  }

  function tell(message: ToBackground): void {
    void send(message, remove);
  }

  function press(button: Button): void {
    tell({ kind: "pressed", button });
    if (button === "hide") remove();
  }

  function tick(): void {
    if (!shown) return;
    if (own("readyState") === "complete") bar.place(); // else the page is still loading
    bar.avoidOverlap();
    const due = shown.next_check;
    const left = Math.max(0, Math.ceil(((due ?? 0) - Date.now()) / 1000));
    bar.showCount(due ? `${shown.countdown} ${duration(left, shown)}` : "");
    if (!due || left || reported === due) return;
    reported = due;
    tell({ kind: "countdownEnded" }); // wakes a background that died
  }
  const ticking = setInterval(tick, 1000);

  listen(document, "visibilitychange", signal, () =>
    tell({ kind: "visibilityChanged", visible: !own("hidden") }),
  );
  listen(window, "online", signal, () => tell({ kind: "networkReturned" }));
  listen(window, "pagehide", signal, remove);
  onSwitchedOff(signal, remove);
  return {
    show(view) {
      shown = view;
      const { lang, dir, label, tone, title, answer: words } = view;
      const answer = words && state.answer ? { markdown: state.answer, words } : undefined;
      const buttons = view.buttons.map(({ button, label: named }) => ({
        name: button,
        label: named,
      }));
      const files = filesNow(state.files, state.filesPut, { ...view.files, lang });
      bar.show({ lang, dir, label, tone, title, text: lineOf(view), files, answer, buttons });
      tick();
    },
    remove,
  };
}

function lineOf({ checked_at: checkedAt, checked, doing, notes, lang }: CardView): string {
  const at = new Date(checkedAt ?? Number.NaN);
  const time = checkedAt ? at.toLocaleTimeString(lang, { timeStyle: "short" }) : "";
  return (notes[0] ?? (checked || doing)).replace("{ago}", time);
}
