// Paints the slim bar on a page that lives, whose message was not answered, from a view of the
// core's; decides nothing, fetches nothing.
import { make, makeText } from "../shared/dom.ts";
import type { Button } from "../shared/generated/Button.ts";
import { own } from "../shared/own-document.ts";
import type { ToBackground } from "../shared/protocol.ts";
import type { CardView } from "./card-view.ts";
import { duration } from "./durations.ts";
import { listen } from "./listen.ts";
import type { MeantDocument, Shown } from "./page-state.ts";
import { pageState, presentDocument } from "./page-state.ts";
import { send } from "./send.ts";
import { createTopBar } from "./top-bar.ts";

export interface BarOrder {
  /** What failed, and how long ago: it is younger than the document that sent it. */
  expect?: { age: number };
  meant?: MeantDocument;
  gone?: boolean;
  view?: CardView;
}

/** A live region that is filled as it comes is not read out. */
const READ_AFTER = 99; // ms

/** Which document this is; null where it is not the one meant. */
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
  own("querySelector")("gatewatch-panel")?.remove(); // an older version's does nothing any more
  state.offer?.remove(); // one bar at a time: it would lie over this one
  const title = make("b");
  const text = make("span", { className: "soft" });
  // There before it is filled, or nothing is read out.
  const live = make("div", { className: "say", role: "status" }, title, " ", text);
  const count = make("span", { className: "soft" });
  const buttons = make("div", { className: "buttons" });
  const box = make("section", { className: "bar theme" }, live, count, buttons);
  const bar = createTopBar(box, {
    tag: "gatewatch-panel",
    leavesFocus: true,
    onEscape: () => press("hide"),
  });
  const { signal } = bar;
  let shown: CardView | undefined;
  let reported: number | null = null; // the check that was said to be due

  function remove(): void {
    clearInterval(ticking);
    bar.remove();
    delete state.bar;
  }

  function tell(message: ToBackground): void {
    void send(message, remove);
  }

  function press(button: Button): void {
    tell({ kind: "pressed", button });
    if (button === "hide") remove();
  }

  function fill(element: HTMLElement, words: string): void {
    if (element.textContent !== words) element.textContent = words;
  }

  function tick(): void {
    if (!shown) return;
    if (own("readyState") === "complete") bar.place(); // else the page is at work on itself
    bar.avoidOverlap();
    const due = shown.next_check;
    const left = Math.max(0, Math.ceil(((due ?? 0) - Date.now()) / 1000));
    fill(count, due ? `${shown.countdown} ${duration(left, shown)}` : "");
    if (!due || left || reported === due) return;
    reported = due;
    tell({ kind: "countdownEnded" }); // wakes a background that died
  }
  const ticking = setInterval(tick, 1000);

  function showButtons(view: CardView): void {
    const hadFocus = bar.root.activeElement !== null;
    const elements = view.buttons.map(({ button, label }) => {
      const element = makeText("button", label);
      element.addEventListener("click", (event) => {
        if (bar.guard.isPressed(event, element)) press(button);
      });
      return element;
    });
    buttons.replaceChildren(...elements);
    bar.guard.watch(elements);
    if (hadFocus) elements[0]?.focus();
  }

  function showWords(): void {
    if (!shown) return;
    fill(title, shown.title);
    const at = new Date(shown.checked_at ?? Number.NaN);
    const time = shown.checked_at ? at.toLocaleTimeString(shown.lang, { timeStyle: "short" }) : "";
    fill(text, (shown.notes[0] ?? (shown.checked || shown.doing)).replace("{ago}", time));
    bar.avoidOverlap();
  }

  listen(document, "visibilitychange", signal, () =>
    tell({ kind: "visibilityChanged", visible: !own("hidden") }),
  );
  listen(window, "online", signal, () => tell({ kind: "networkReturned" }));
  listen(window, "pagehide", signal, remove);
  return {
    show(view) {
      const isSame = JSON.stringify(view.buttons) === JSON.stringify(shown?.buttons);
      if (!isSame) showButtons(view);
      shown = view;
      Object.assign(box, { lang: view.lang, dir: view.dir, ariaLabel: view.label });
      box.dataset["tone"] = view.tone;
      tick();
      setTimeout(showWords, READ_AFTER);
    },
    remove,
  };
}
