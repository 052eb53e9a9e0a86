// The card itself: paints a view, reports presses, counts down; decides nothing, fetches nothing,
// knows no language. It is shown on failing pages and on our own pages.
import { make } from "../shared/dom.ts";
import type { Button } from "../shared/generated/Button.ts";
import type { Rank } from "../shared/generated/Rank.ts";
import type { Tone } from "../shared/generated/Tone.ts";
import { own, setTitle } from "../shared/own-document.ts";
import type { ToBackground } from "../shared/protocol.ts";
import { putBelow } from "./avoid-overlap.ts";
import { guardButtons } from "./button-guard.ts";
import { chevron, cross, gate, outwards } from "./card-icons.ts";
import sheet from "./card.css" with { type: "css-text" };
import type { CardButton, CardView } from "./card-view.ts";
import { duration, timeSince } from "./durations.ts";
import { listen } from "./listen.ts";
import type { Card } from "./page-state.ts";
import { pageState } from "./page-state.ts";
import { send } from "./send.ts";
import { onSwitchedOff } from "./switched-off.ts";

export interface CardOptions {
  /** Where to put it on one of our own pages. */
  mount?: HTMLElement | undefined;
  onRemoved(): void;
}

// For the tab strip, where the card is not visible.
const SIGNS: Partial<Record<Tone, string>> = {
  failing: "!",
  checking: "…",
  paused: "II",
  stopped: "■",
};
const WELL = "✓";

/** Screen readers don't read out a live region that appears together with its words. */
const READ_AFTER = 99; // ms
/** How long "It is back" is shown. */
const BACK_FOR = 6000; // ms

// Text from outside is between these marks, since it has its own direction.
const ISOLATES = /(\u2068[^\u2069]*.)/;

export function createCard({ mount, onRemoved }: CardOptions): Card {
  const state = pageState();
  const host = make("gatewatch-panel");
  if (mount) host.dataset["inline"] = "";
  else host.popover = "manual"; // above whatever the page shows
  const root = host.attachShadow({ mode: mount ? "open" : "closed" });
  const styles = new CSSStyleSheet();
  root.adoptedStyleSheets = [styles];
  styles.replaceSync(sheet);

  const brand = make("span", { className: "brand" }); // a box without a name looks like phishing
  const name = make("span");
  const corner = make("span", { className: "corner" });
  const title = make(mount ? "h1" : "h2", { className: "title" });
  const live = make("div", { className: "live", role: "status" }); // there before it is filled
  const why = make("p", { className: "why" });
  const countdown = make("span");
  const count = make("span", { className: "count", role: "timer" }); // not read out each second
  const nextCheck = make("div", { className: "next" }, countdown, " ", count);
  const checks = make("span", { className: "checks" });
  const nextLine = make("div", { className: "line" }, nextCheck, checks);
  const gauge = make("span", { className: "gauge" });
  const bar = make("span", { className: "bar", ariaHidden: "true" }, gauge);
  const doing = make("p", { className: "doing" });
  const checked = make("p");
  const since = make("span");
  // When the failure began is known from the start: nothing moves when the first check is answered.
  const lastCheck = make("div", { className: "line last" }, since, checked);
  const clock = make("div", { className: "clock" }, nextLine, bar, doing, lastCheck);
  const notes = make("ul", { className: "notes" });
  const dot = make("span", { className: "dot" });
  const statusLink = make("span", { className: "status-link" });
  const status = make("span", { className: "status-text" });
  const age = make("span", { className: "age" });
  const details = make("div", { className: "details", id: "details" });
  const unfold = makeFold(details);
  const reading = make(
    "div",
    { className: "status" },
    make("div", { className: "line" }, dot, statusLink),
    status,
    make("div", { className: "line" }, age, unfold),
    details,
  );
  const rest = make("div", { className: "rest", id: "rest" });
  const more = makeFold(rest);
  const row = make("div", { className: "row" });
  const buttons = make("div", { className: "buttons" }, row, rest);
  const box = make(
    "section",
    { className: "card theme" },
    make("header", { className: "line head" }, brand, name, corner),
    title,
    live,
    why,
    clock,
    notes,
    reading,
    buttons,
  );
  root.append(box);

  const ending = new AbortController();
  const { signal } = ending;
  const guard = guardButtons(host, root, signal);
  const shownLines = new Map<HTMLElement, string>();
  let shown: CardView | undefined;
  let span: number | null = null; // the countdown's whole length, in ms
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reported: number | null = null; // the check that was reported as due
  let wasAsked = false; // by a press, so the user hears the result
  let isLeaving = false; // Firefox logs what leaving interrupts
  let shownLabels: string | undefined;
  let shownTone: Tone | undefined;

  function remove(): void {
    clearInterval(timer);
    ending.abort();
    host.remove();
    if (state.ownTitle !== undefined) setTitle(state.ownTitle);
    delete state.ownTitle;
    onRemoved();
  }

  function tell(message: ToBackground): void {
    void send(message, remove);
  }

  function press(button: Button): void {
    if (button === "check_now") wasAsked = true;
    tell({ kind: "pressed", button });
  }

  function tellVisible(): void {
    if (!isLeaving) tell({ kind: "visibilityChanged", visible: !own("hidden") });
  }

  function elementOf(button: Button): HTMLElement | null {
    return box.querySelector<HTMLElement>(`[data-button=${button}]`);
  }

  function isPressed(event: MouseEvent, element: HTMLElement): boolean {
    return mount ? event.isTrusted : guard.isPressed(event, element);
  }

  // A button that unfolds `folded`. It does nothing else, so any trusted click will do.
  function makeFold(folded: HTMLElement): HTMLButtonElement {
    const fold = make("button", { className: "fold", ariaExpanded: "false" });
    fold.setAttribute("aria-controls", folded.id);
    folded.hidden = true;
    fold.addEventListener("click", (event) => {
      if (event.isTrusted) setOpen(fold, folded, folded.hidden === true);
    });
    return fold;
  }

  function setOpen(fold: HTMLElement, folded: HTMLElement, isOpen: boolean): void {
    if (folded.hidden !== isOpen) return;
    if (!isOpen && folded.contains(root.activeElement)) fold.focus();
    folded.hidden = !isOpen;
    fold.ariaExpanded = String(isOpen);
    guard.watch(pressable()); // what has just appeared was not seen yet
  }

  function pressable(): HTMLElement[] {
    return [...box.querySelectorAll<HTMLElement>("[data-button]")];
  }

  // The page's own title is restored when the card goes, so it must have loaded.
  function showTitle(view: CardView): void {
    const ours = `${SIGNS[view.tone] ?? WELL} ${view.title}`;
    if (mount || view.tone === "back" || own("title") === ours) return;
    if (own("readyState") === "loading") return;
    state.ownTitle ??= own("title");
    setTitle(ours);
  }

  function tick(view: CardView, isPainted: boolean): void {
    showTitle(view);
    if (!mount && host.isConnected) guard.raise();
    // Without us the card disappears by itself (card.css): Firefox ends this script with the
    // extension, and does not tell it.
    for (const animation of box.getAnimations()) animation.currentTime = 0;
    const due = view.next_check;
    const left = Math.max(0, (due ?? 0) - Date.now());
    if (due && !left && reported !== due) {
      reported = due;
      tell({ kind: "countdownEnded" }); // wakes a background that died
    }
    if (own("hidden") && !isPainted) return; // people have thirty such tabs
    fill(count, due ? duration(Math.ceil(left / 1000), view) : "");
    // In steps: a smooth animation would be laid out sixty times a second for the whole outage.
    gauge.style.width = `${Math.min(100, span ? (100 * left) / span : 0)}%`;
    const { read_at: readAt, age: before } = view.status;
    fill(age, readAt ? `${before} ${timeSince(readAt, view)}` : "");
    fillAgo(checked, view.checked, view.checked_at);
    fillAgo(since, view.since, view.since_at);
  }

  function fillAgo(element: HTMLElement, text: string, at: number | null | undefined): void {
    // The text may already end with an abbreviation's full stop.
    const full = shown && at ? text.replace("{ago}", timeSince(at, shown)) : "";
    const words = full.replace(/\.\.$/, ".");
    if (element.textContent !== words) element.textContent = words;
  }

  function fill(element: HTMLElement, text: string): void {
    if (element.textContent !== text) element.textContent = text;
    element.hidden = !text;
  }

  function fillLines(list: HTMLElement, tag: "li" | "p", lines: string[], lang: string): void {
    const text = lines.join("\n");
    if (shownLines.get(list) !== text) {
      // Every second part is from outside.
      const isolate = (part: string, at: number): Node | string =>
        at % 2 ? make("bdi", { lang }, part) : part;
      list.replaceChildren(
        ...lines.map((line) =>
          make(tag, {}, ...line.split(ISOLATES).map((part, at) => isolate(part, at))),
        ),
      );
    }
    shownLines.set(list, text);
    list.hidden = !lines.length;
  }

  function buttonFor({ button, label, href, rank }: CardButton): HTMLElement {
    const known = elementOf(button);
    const element = known ?? make(href ? "a" : "button");
    element.dataset["button"] = button;
    element.dataset["rank"] = rank;
    if (href) {
      Object.assign(element, { href, target: "_blank", rel: "noreferrer" });
    } else if (!known) {
      element.addEventListener("click", (event) => {
        if (!isPressed(event, element)) return;
        press(button);
        setOpen(more, rest, false);
      });
    }
    if (rank === "close") {
      if (!known) element.append(cross());
      Object.assign(element, { ariaLabel: label, title: label });
    } else if (!known || element.textContent !== label) {
      element.replaceChildren(label, ...(rank === "status" ? [outwards()] : []));
    }
    return element;
  }

  function showButtons(view: CardView): void {
    const all = view.buttons.map((button) => buttonFor(button));
    const ranked = (...ranks: Rank[]): HTMLElement[] =>
      all.filter((_, at) => ranks.some((rank) => rank === view.buttons[at]?.rank));
    const folded = ranked("folded");
    const inRow = ranked("main", "plain");
    const focused = root.activeElement;
    fillFold(more, view.more, folded.length > 0);
    fillWith(corner, ranked("close"));
    fillWith(statusLink, ranked("status"));
    fillWith(row, [...inRow, more]);
    fillWith(rest, folded);
    if (!folded.length) setOpen(more, rest, false);
    // It was removed or moved.
    if (focused && root.activeElement !== focused) {
      const isThere = focused.isConnected && focused.checkVisibility();
      ((isThere ? (focused as HTMLElement) : inRow[0]) ?? all[0])?.focus();
    }
    const labels = view.buttons.map(({ label, rank }) => `${rank} ${label}`).join("\n");
    if (labels !== shownLabels) guard.watch(pressable());
    shownLabels = labels;
    buttons.hidden = !inRow.length && !folded.length;
  }

  function fillWith(slot: HTMLElement, elements: HTMLElement[]): void {
    const isSame = elements.every((element, at) => element === slot.children[at]);
    if (!isSame || slot.children.length > elements.length) slot.replaceChildren(...elements);
  }

  function fillFold(fold: HTMLElement, label: string, isNeeded: boolean): void {
    if (fold.textContent !== label) fold.replaceChildren(label, chevron());
    fold.hidden = !isNeeded;
  }

  function showStatus({ status: said }: CardView): void {
    dot.dataset["state"] = said.state;
    fillLines(status, "p", said.lines, said.lang);
    const hasDetails = said.details.length > 0;
    fillFold(unfold, said.unfold, hasDetails);
    if (!hasDetails) setOpen(unfold, details, false);
    const isFolded = details.hidden;
    fillLines(details, "p", said.details, said.lang);
    details.hidden = isFolded;
  }

  // The words for a screen reader.
  function announce(view: CardView): void {
    const came =
      view.tone === "checking" ? view.countdown : view.checked.replace("{ago}", view.just_now);
    const words = [view.title, view.doing, wasAsked ? came : "", ...view.notes].filter(Boolean);
    setTimeout(() => fill(live, words.join(" ")), READ_AFTER);
  }

  function place(): void {
    // Another card that is there, of a second copy of Gatewatch, stays.
    if (!host.isConnected && !own("querySelector")("gatewatch-panel")) {
      (mount ?? own("documentElement")).append(host);
    }
    if (mount) return;
    // Below the offer of a prompt, which is on top of everything.
    const offer = own("querySelector")("gatewatch-prompt");
    if (offer) putBelow(host, offer);
    else delete host.dataset["corner"];
  }

  function show(view: CardView): void {
    if (view.next_check !== shown?.next_check) {
      span = view.next_check && Math.max(1000, view.next_check - Date.now());
    }
    shown = view;
    place();
    Object.assign(box, { lang: view.lang, dir: view.dir, ariaLabel: view.label });
    box.dataset["tone"] = view.tone;
    if (shownTone !== view.tone) brand.replaceChildren(gate(view.tone));
    shownTone = view.tone;
    fill(name, view.label);
    fill(title, view.title);
    fill(why, view.tone === "returning" ? "" : view.why); // no longer of interest
    showStatus(view);
    fill(doing, view.doing);
    reading.hidden = view.tone === "back";
    clock.hidden = view.tone === "back" || (view.tone === "quiet" && !view.doing);
    fill(countdown, view.countdown);
    nextLine.hidden = view.tone === "quiet";
    lastCheck.hidden = view.tone === "quiet" || !(view.checked || view.since);
    fill(checks, view.checks ?? "");
    bar.hidden = !view.next_check;
    announce(view);
    fillLines(notes, "li", view.notes, view.status.lang);
    showButtons(view);
    clearInterval(timer);
    tick(view, true);
    if (view.tone === "back") timer = setTimeout(remove, BACK_FOR);
    else if (view.tone !== "quiet") timer = setInterval(() => tick(view, false), 1000);
  }

  if (!mount) {
    listen(document, "visibilitychange", signal, () => {
      tellVisible();
      if (timer && shown) tick(shown, true);
    });
    if (own("hidden")) tellVisible(); // a new page counts as visible
  }
  listen(window, "pagehide", signal, () => {
    isLeaving = true;
  });
  listen(window, "pageshow", signal, (event) => {
    isLeaving = false;
    if ((event as PageTransitionEvent).persisted) tell({ kind: "pageRestored" });
  });
  listen(window, "online", signal, () => tell({ kind: "networkReturned" }));
  if (!mount) onSwitchedOff(signal, remove);
  listen(window, "keydown", signal, () => {
    if (elementOf("stay")) press("stay");
  });
  listen(host, "keydown", signal, (event) => {
    if ((event as KeyboardEvent).key !== "Escape") return;
    if (!rest.hidden) setOpen(more, rest, false);
    else if (!details.hidden) setOpen(unfold, details, false);
    else if (elementOf("hide")) press("hide");
  });

  return {
    show,
    remove,
    // A user whose last press was for reloading, or came by the mouse, is not busy here.
    isInUse() {
      const isFocused = root.querySelector(":focus-visible:not([data-button$=now])");
      // Only in Chromium a shadow root has its own selection.
      const selection =
        "getSelection" in root
          ? (root as unknown as Document).getSelection()
          : own("getSelection")();
      return isFocused !== null || (selection?.toString() ?? "") !== "";
    },
  };
}
