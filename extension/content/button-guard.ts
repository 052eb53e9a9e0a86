// Whether a person pressed a button that they see. A page makes no trusted click, but it can lead a
// person's click here: by a surface that comes under their finger, or by something on top that lets
// clicks through.
import { own } from "../shared/own-document.ts";
import { pageState } from "./page-state.ts";

export interface ButtonGuard {
  /** Brings what is ours above whatever else the page shows. */
  raise(): void;
  /** Tells which buttons there are, once one of them is another or says something else. */
  watch(buttons: HTMLElement[]): void;
  isPressed(event: MouseEvent, button: HTMLElement): boolean;
}

/** A button that came or moved is pressed by nobody who meant it: people take longer to see it. */
const SEEN_AFTER = 500; // ms

/** Listens until `signal` ends it. `root` is the shadow root of `host`, with the buttons in it. */
export function guardButtons(
  host: HTMLElement,
  root: ShadowRoot,
  signal: AbortSignal,
): ButtonGuard {
  const visibleSince = new WeakMap<Element, number>();
  const covered = new Set<Element>(); // as the browser knows it: Chromium tells
  const below = new Set<Element>(); // what else was in the top layer when this came into it
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
  // What is shown anew is above.
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
      // Where a filter lies over the whole page, a dark mode's, the browser says of nothing that it
      // is seen.
      const isFiltered = getComputedStyle(own("documentElement")).filter !== "none";
      if (!isOnTop() || (covered.has(button) && !isFiltered)) return false;
      const isHit = own("elementFromPoint")(clientX, clientY) === host;
      return isHit && button.contains(root.elementFromPoint(clientX, clientY));
    },
  };
}

/** Chromium's, which no specification has yet. */
interface VisibilityEntry extends IntersectionObserverEntry {
  isVisible: boolean;
}
