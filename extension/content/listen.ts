// Listens on a page's targets but ignores events that the page dispatches. In Firefox `globalThis`
// in our world is not the page's `window`.

/** Calls on events of the browser, and ignores those that the page dispatches itself. */
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
