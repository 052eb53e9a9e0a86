// Listens on targets of a page, whose own scripts are not to be heard. The page's own target is
// `window`: in Firefox a script of ours has another `globalThis`, which is none.

/** Hears what the browser reports, and nothing that the page dispatches itself. */
export function listen(
  target: EventTarget,
  kind: string,
  signal: AbortSignal,
  onEvent: (event: Event) => void,
): void {
  const onTrusted = (event: Event): void => {
    if (event.isTrusted) onEvent(event);
  };
  EventTarget.prototype.addEventListener.call(target, kind, onTrusted, { signal });
}
