// Puts a bar on a page that lives below the page's own sign-in and checks, which are never covered:
// what it would lie over, as long as there is room. What people and ChatGPT wrote is no sign-in.
// Injected with the reader, before any bar.
(() => {
// What stands behind a symbol no name in the page's markup can stand before.
const ours = (globalThis[Symbol.for("gatewatch")] ??= {});
// The document's own property or method: a page's <img name=querySelector> stands before it in this world, too.
const own = (name, ...given) => {
  const { get, value } = Object.getOwnPropertyDescriptor(Document.prototype, name);
  return get ? get.call(document) : value.apply(document, given);
};

ours.aside = (host, style) => {
  const { left, right, height } = host.getBoundingClientRect();
  const signIns = [...own("querySelectorAll", "[href*='/auth/'],[data-testid*=login],[data-testid*=signup],[src*='challenges.cloudflare.com'],.cf-turnstile")]
    .filter((it) => !it.closest("article,[data-message-author-role]")
      && it.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map((it) => it.getBoundingClientRect())
    .filter((it) => it.height && it.bottom < innerHeight / 2 && it.left < right && it.right > left)
    .sort((one, other) => one.top - other.top);
  let top = 0;
  for (const it of signIns) if (it.top < top + height) top = Math.max(top, Math.ceil(it.bottom) + 4);
  top = Math.max(0, Math.min(top, innerHeight - height));
  style.cssRules[0].style.setProperty("top", `${top}px`, "important");
};

// Whether a person pressed what they see (the same lines stand in panel.js and aside.js). A page makes no
// trusted click, but it can lead a person's click here: by a surface that comes under their finger, or by
// something on top that lets clicks through.
const guarded = (host, root, signal) => {
  const STANDS = 500; // ms
  const since = new WeakMap(); // since when each button stands there and is seen
  const hidden = new Set(); // those that the browser knows to be covered: Chromium tells
  const below = new Set(); // what else was in the top layer when this came into it
  const hosts = (ours.hosts ??= new WeakSet());
  hosts.add(host);
  let buttons = [];
  let watcher;
  const anew = (button) => since.set(button, performance.now());
  const above = () => [...own("querySelectorAll", ":popover-open,dialog:modal,:fullscreen")].filter((it) => !hosts.has(it));
  const isOnTop = () => !host.popover || (host.matches(":popover-open") && above().every((it) => below.has(it)));
  const listen = (target, kind, does) => EventTarget.prototype.addEventListener.call(target, kind, does, { capture: true, signal });
  listen(host, "beforetoggle", () => buttons.forEach(anew));
  listen(document, "beforetoggle", ({ target }) => below.delete(target)); // shown anew, it is above
  return {
    // Comes into the top layer, above all that is there; where something else came later, once more.
    raise() {
      if (!host.popover || !host.isConnected || isOnTop()) return;
      if (host.matches(":popover-open")) host.hidePopover();
      below.clear();
      above().forEach((it) => below.add(it));
      host.showPopover();
    },
    // The buttons that there are, once one of them is another or says something else.
    watch(all) {
      buttons = all;
      buttons.forEach(anew);
      watcher?.disconnect();
      hidden.clear();
      if (!("isVisible" in (globalThis.IntersectionObserverEntry?.prototype ?? {}))) return;
      watcher = new IntersectionObserver((entries) => {
        for (const { target, isVisible } of entries) {
          if (!isVisible) hidden.add(target);
          else if (hidden.delete(target)) anew(target);
        }
      }, { trackVisibility: true, delay: 100 });
      buttons.forEach((button) => watcher.observe(button));
    },
    isPressed({ isTrusted, detail, clientX, clientY }, button) {
      if (!isTrusted || !(performance.now() - since.get(button) >= STANDS)) return false;
      if (!detail) return true; // by a key, or by a screen reader
      // Under a filter over the whole page, a dark mode's, the browser knows of nothing that it is seen.
      const filtered = getComputedStyle(own("documentElement")).filter !== "none";
      if (!isOnTop() || (hidden.has(button) && !filtered)) return false;
      return own("elementFromPoint", clientX, clientY) === host && button.contains(root.elementFromPoint(clientX, clientY));
    },
  };
};
ours.guarded = guarded;
})();
void 0; // as the reader's
