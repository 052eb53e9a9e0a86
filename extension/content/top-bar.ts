// The frame of a slim bar at the top of a living page: where it is, what it keeps from the page,
// and how it goes. Its content is up to its creator.
import { make } from "../shared/dom.ts";
import { own } from "../shared/own-document.ts";
import { freeTop } from "./avoid-overlap.ts";
import sheet from "./bar.css" with { type: "css-text" };
import type { ButtonGuard } from "./button-guard.ts";
import { guardButtons } from "./button-guard.ts";
import { listen } from "./listen.ts";

export interface TopBar {
  host: HTMLElement;
  root: ShadowRoot;
  guard: ButtonGuard;
  /** Aborted when the bar goes, so that its listeners end, too. */
  signal: AbortSignal;
  /**
   * Puts it in its place, on top of everything that the page shows. Returns whether it was
   * elsewhere.
   */
  place(): boolean;
  /** Moves it below the page's own sign-in. */
  avoidOverlap(): void;
  remove(): void;
}

export interface TopBarOptions {
  tag: "gatewatch-panel" | "gatewatch-prompt";
  /** Whether a press leaves the caret in the page's message box, and the page's dialog open. */
  leavesFocus: boolean;
  onEscape(): void;
}

/** If a page removes it again and again, it gives up. */
const PUT_AT_MOST = 50; // times

const KEPT_FROM_PAGE = [
  "click",
  "mousedown",
  "pointerdown",
  "keydown",
  "keyup",
  "focusin",
  "focusout",
];

export function createTopBar(box: HTMLElement, options: TopBarOptions): TopBar {
  const host = make(options.tag, { popover: "manual" }); // above whatever the page shows
  const root = host.attachShadow({ mode: "closed" });
  const look = new CSSStyleSheet();
  const position = new CSSStyleSheet();
  root.adoptedStyleSheets = [look, position];
  look.replaceSync(sheet);
  position.replaceSync(":host{top:0!important}");
  root.append(box);
  const ending = new AbortController();
  const { signal } = ending;
  const guard = guardButtons(host, root, signal);
  let times = 0;
  let focusedBefore: HTMLElement | null = null;

  // Otherwise the page would close its menus, and take keys for its own.
  for (const kind of KEPT_FROM_PAGE) {
    listen(host, kind, signal, (event) => {
      event.stopPropagation();
      const { relatedTarget } = event as FocusEvent;
      if (kind === "focusin" && relatedTarget) focusedBefore = relatedTarget as HTMLElement;
      const isEscape = (event as KeyboardEvent).key === "Escape";
      if (options.leavesFocus && (kind === "mousedown" || isEscape)) event.preventDefault();
      if (kind === "keydown" && isEscape) options.onEscape();
    });
  }

  return {
    host,
    root,
    guard,
    signal,
    // Beside the body, which is the page's; put back if the page removes it, but not for ever.
    // While a modal dialog is open only what is inside it can be used.
    place() {
      const parent = [...own("querySelectorAll")("dialog:modal")].at(-1) ?? own("documentElement");
      const isPut = host.parentNode !== parent && times < PUT_AT_MOST;
      if (isPut) {
        times += 1;
        parent.append(host);
      }
      guard.raise();
      return isPut;
    },
    avoidOverlap() {
      const [rule] = position.cssRules;
      (rule as CSSStyleRule).style.setProperty("top", `${freeTop(host)}px`, "important");
    },
    remove() {
      ending.abort();
      if (options.leavesFocus && root.activeElement) focusedBefore?.focus();
      host.remove();
    },
  };
}
