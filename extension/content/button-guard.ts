// Whether the user pressed a button that they saw. A page cannot make trusted clicks, but it can
// lead the user's click here: with something that appears under the pointer, or on top of us and
// lets clicks through.
import { own } from "../shared/own-document.ts";
import { pageState } from "./page-state.ts";

export interface ButtonGuard {
  /** Raises our element above everything else that the page shows. */
  raise(): void;
  /** Sets the buttons to watch, whenever one of them or its label has changed. */
  watch(buttons: HTMLElement[]): void;
  isPressed(event: MouseEvent, button: HTMLElement): boolean;
}

/**
 * A press this soon after a button appeared or moved cannot be meant: people take longer to see it.
 */
const SEEN_AFTER = 500; // ms

/**
 * Listens until `signal` is aborted. `root` is the shadow root of `host`, with the buttons in it.
 */
export function guardButtons(
  host: HTMLElement,
  root: ShadowRoot,
  signal: AbortSignal,
): ButtonGuard {
  const visibleSince = new WeakMap<Element, number>();
  const covered = new Set<Element>(); // as Chromium reports it
  const below = new Set<Element>(); // what was in the top layer before this
  const state = pageState();
  state.hosts ??= new WeakSet();
  const { hosts } = state;
  hosts.add(host);
  let buttons: HTMLElement[] = [];
  let observer: IntersectionObserver | undefined;

  function restart(button: Element): void {
    visibleSince.set(button, performance.now());
  }

  function others(): Element[] {
    const inTopLayer = own("querySelectorAll")(":popover-open,dialog:modal,:fullscreen");
    return [...inTopLayer].filter((element) => !hosts.has(element));
  }

  function isOnTop(): boolean {
    if (!host.popover) return true;
    return host.matches(":popover-open") && others().every((element) => below.has(element));
  }

  function listen(target: EventTarget, onToggle: (event: Event) => void): void {
    const options = { capture: true, signal };
    EventTarget.prototype.addEventListener.call(target, "beforetoggle", onToggle, options);
  }
  listen(host, () => {
    for (const button of buttons) restart(button);
  });
  // A popover that opens again is above us.
  listen(document, ({ target }) => below.delete(target as Element));

  return {
    raise() {
      if (!host.popover || !host.isConnected || isOnTop()) return;
      if (host.matches(":popover-open")) host.hidePopover();
      below.clear();
      for (const element of others()) below.add(element);
      host.showPopover();
    },

    watch(all) {
      buttons = all;
      for (const button of buttons) restart(button);
      observer?.disconnect();
      covered.clear();
      const entries = globalThis.IntersectionObserverEntry?.prototype ?? {};
      if (!("isVisible" in entries)) return;
      observer = new IntersectionObserver(
        (changes) => {
          for (const { target, isVisible } of changes as VisibilityEntry[]) {
            if (!isVisible) covered.add(target);
            else if (covered.delete(target)) restart(target);
          }
        },
        { trackVisibility: true, delay: 100 } as IntersectionObserverInit,
      );
      for (const button of buttons) observer.observe(button);
    },

    isPressed({ isTrusted, detail, clientX, clientY }, button) {
      const since = visibleSince.get(button) ?? Number.POSITIVE_INFINITY;
      if (!isTrusted || performance.now() - since < SEEN_AFTER) return false;
      if (!detail) return true; // by a key, or by a screen reader
      // If a filter covers the whole page, such as a dark mode's, the browser reports nothing as
      // visible.
      const isFiltered = getComputedStyle(own("documentElement")).filter !== "none";
      if (!isOnTop() || (covered.has(button) && !isFiltered)) return false;
      const isHit = own("elementFromPoint")(clientX, clientY) === host;
      return isHit && button.contains(root.elementFromPoint(clientX, clientY));
    },
  };
}

/** Chromium's own members, not yet in any specification. */
interface VisibilityEntry extends IntersectionObserverEntry {
  isVisible: boolean;
}
