// Paints the slim bar on a page that lives, whose message was not answered, from a view of the
// core's; decides nothing, fetches nothing. The function is whole in itself: it is injected.

// Answers which document this is, or null where it is not the one meant.
export function bar({ expect, meant, gone, view }) {
  // What stands behind a symbol no name in the page's markup can stand before.
  const ours = (globalThis[Symbol.for("gatewatch")] ??= {});
  // The document's own property or method: a page's <img name=querySelector> stands before it in this world, too.
  const own = (name, ...given) => {
    const { get, value } = Object.getOwnPropertyDescriptor(Document.prototype, name);
    return get ? get.call(document) : value.apply(document, given);
  };
  const here = { address: location.href, time_origin: Math.round(performance.timeOrigin * 1000) };
  // What failed is younger than the document that sent it.
  if (expect && performance.now() < expect.age) return null;
  if (meant && here.time_origin !== meant.time_origin) return null;
  if (gone) ours.bar?.();
  else if (view) (ours.bar ??= made())(view);
  return here;

  function made() {
    own("querySelector", "gatewatch-panel")?.remove(); // an older version's is deaf
    ours.give?.(); // one bar at a time: it would lie over this one
    const make = (tag, className, ...inside) => {
      const element = Object.assign(own("createElement", tag), { className });
      element.append(...inside);
      return element;
    };
    const host = make("gatewatch-panel", "");
    host.popover = "manual"; // above whatever the page shows
    const root = host.attachShadow({ mode: "closed" });
    const style = new CSSStyleSheet();
    root.adoptedStyleSheets = [style];
    style.replaceSync(`
:host{all:initial!important;display:block!important;color-scheme:light dark!important;position:fixed!important;
inset:0 0 auto!important;margin:0 auto!important;inline-size:min(1080px,100%)!important}
.bar{--line:light-dark(#dcd8e2,#47434e);--tone:light-dark(#8a5a00,#f5c46b);font:14px/1.35 system-ui,sans-serif;
color:light-dark(#1d1b20,#e9e6ee);background:light-dark(#fff,#1f1d23);border:1px solid var(--line);
border-block-start:3px solid var(--tone);border-radius:0 0 12px 12px;padding:4px 12px;
display:flex;gap:4px 12px;flex-wrap:wrap;align-items:center}
[data-tone=failing]{--tone:light-dark(#b3261e,#f2b8b5)}
[data-tone=returning]{--tone:light-dark(#146c2e,#7fd897)}
.say{flex:1 1 420px;overflow-wrap:anywhere}
.soft{color:light-dark(#55515c,#b9b3c2)}
.buttons{display:flex;flex-wrap:wrap;gap:6px;margin-inline-start:auto}
button{font:inherit;color:inherit;min-block-size:28px;padding:0 11px;border-radius:14px;border:1px solid var(--line);background:none}
button:first-child:not(:only-child){background:light-dark(#0b57d0,#a8c7fa);color:light-dark(#fff,#062e6f)}
@media (width<520px){.buttons{gap:4px}button{padding-inline:5px}:not([data-tone=returning])>.say>.soft{position:absolute;clip-path:inset(50%)}}`);
    const title = make("b", "");
    const text = make("span", "soft");
    const live = make("div", "say", title, " ", text);
    live.role = "status"; // there before it is filled, or nothing is said
    const count = make("span", "soft");
    const buttons = make("div", "buttons");
    const box = make("section", "bar", live, count, buttons);
    root.append(box);

    let shown = {};
    let put = 0;
    let told;
    let from; // had the focus before
    const over = new AbortController(); // its signal ends all listeners
    const guard = ours.guarded(host, root, over.signal);
    const say = async (message) => {
      try {
        await chrome.runtime.sendMessage(message);
      } catch {
        if (!globalThis.chrome?.runtime?.id) take(); // the extension was updated or removed
      }
    };
    const take = () => {
      over.abort();
      clearInterval(ticking);
      if (root.activeElement) from?.focus();
      host.remove();
      delete ours.bar;
    };
    const press = (button) => {
      say({ kind: "pressed", button });
      if (button === "hide") take();
    };
    // Beside the body, which is the page's; put back where the page removes it, not for ever.
    // While a modal dialog is open only what is in it can be used.
    const place = () => {
      if (own("readyState") !== "complete") return; // the page is at work on itself
      const parent = [...own("querySelectorAll", "dialog:modal")].pop() ?? own("documentElement");
      if (host.parentNode !== parent && ++put <= 50) parent.append(host);
      guard.raise();
    };
    const fill = (element, words) => {
      if (element.textContent !== words) element.textContent = words;
    };
    const length = (seconds) => {
      const near = seconds < 60;
      const said = new Intl.NumberFormat(shown.lang,
        { style: "unit", unit: near ? "second" : "minute", unitDisplay: "long", maximumFractionDigits: 0 })
        .format(near ? seconds : seconds / 60);
      return near ? said : shown.about.replace("{n}", said);
    };
    const tick = () => {
      place();
      ours.aside(host, style);
      const due = shown.next_check;
      const left = Math.max(0, Math.ceil((due - Date.now()) / 1000));
      fill(count, due ? `${shown.countdown} ${length(left)}` : "");
      if (!due || left || told === due) return;
      told = due;
      say({ kind: "due" }); // wakes who died
    };
    const ticking = setInterval(tick, 1000);
    // What the page dispatches itself is not heard.
    const hear = (target, kind, does) =>
      EventTarget.prototype.addEventListener.call(target, kind, (event) => event.isTrusted && does(event), over);
    hear(document, "visibilitychange", () => say({ kind: "seen", visible: !own("hidden") }));
    hear(window, "online", () => say({ kind: "online" }));
    hear(window, "pagehide", take);
    // Or the page closes its menus, and takes keys for its own.
    for (const kind of "click mousedown pointerdown keydown keyup focusin focusout".split(" ")) {
      hear(host, kind, (event) => {
        event.stopPropagation();
        if (kind === "focusin") from = event.relatedTarget ?? from;
        const escapes = event.key === "Escape";
        if (kind === "mousedown" || escapes) event.preventDefault(); // caret and dialog stay
        if (kind === "keydown" && escapes) press("hide");
      });
    }

    return (next) => {
      if (!next) return take();
      if (JSON.stringify(next.buttons) !== JSON.stringify(shown.buttons)) {
        const focused = root.activeElement;
        buttons.replaceChildren(...next.buttons.map(({ button, label }) => {
          const element = make("button", "", label);
          element.onclick = (event) => guard.isPressed(event, element) && press(button);
          return element;
        }));
        guard.watch([...buttons.children]);
        if (focused) buttons.firstChild.focus();
      }
      shown = next;
      Object.assign(box, { lang: next.lang, dir: next.dir, ariaLabel: next.label });
      box.dataset.tone = next.tone;
      tick();
      setTimeout(() => {
        fill(title, shown.title);
        const at = new Date(shown.checked_at).toLocaleTimeString(shown.lang, { timeStyle: "short" });
        fill(text, (shown.notes[0] ?? (shown.checked || shown.doing)).replace("{ago}", at));
        ours.aside(host, style);
      }, 99);
    };
  }
}
