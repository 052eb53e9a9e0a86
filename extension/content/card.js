// Paints the card that people see, from a view that the core made; decides nothing, fetches
// nothing, knows no language. The function is whole in itself: it is injected.

// Where the document meant is this one, paints `view`, or takes the card away for `gone`.
// Answers which document this is, or null for another.
export function panel({ expect, meant, mount, gone, view }) {
  // What stands behind a symbol no name in the page's markup can stand before.
  const ours = (globalThis[Symbol.for("gatewatch")] ??= {});
  // The document's own property or method: a page's <img name=querySelector> stands before it in this world, too.
  const own = (name, ...given) => {
    const { get, value } = Object.getOwnPropertyDescriptor(Document.prototype, name);
    return get ? get.call(document) : value.apply(document, given);
  };
  const entry = performance.getEntriesByType("navigation")[0];
  const here = {
    address: location.href,
    time_origin: Math.round(performance.timeOrigin * 1000),
    again: /^[rb]/.test(entry?.type), // reload, back_forward
  };
  if (expect) {
    // A reload's old document has the same address and status, and older headers. Without headers (0)
    // it is asked whether any stands.
    const age = performance.now() - (entry?.responseStart ?? 0);
    if (here.address.split("#")[0] !== expect.address || (expect.status &&
      (entry?.responseStatus !== expect.status || age > expect.age + 2500))) return null;
  }
  if (meant && (here.address !== meant.address || here.time_origin !== meant.time_origin)) return null;
  if (gone) ours.card?.();
  if (gone || !view) return here;
  ours.card ??= own("documentElement") ? card() : later();
  ours.card(view);
  return here;

  // The card goes in with the document element.
  function later() {
    let latest;
    new MutationObserver((_, watcher) => {
      if (!own("documentElement")) return;
      watcher.disconnect();
      ours.card = card();
      if (latest) ours.card(latest);
    }).observe(document, { childList: true });
    return (next) => (latest = next);
  }

  function card() {
    // An older one is deaf.
    if (!mount) own("querySelector", "gatewatch-panel")?.remove();
    const make = (tag, name, ...inside) => {
      const element = Object.assign(own("createElement", tag), { className: name });
      element.append(...inside);
      return element;
    };
    const host = make("gatewatch-panel", "");
    if (!mount && host.showPopover) host.popover = "manual"; // above whatever the page shows
    const root = host.attachShadow({ mode: mount ? "open" : "closed" });
    root.adoptedStyleSheets = [new CSSStyleSheet()];
    root.adoptedStyleSheets[0].replaceSync(sheet());
    if (mount) host.dataset.inline = "";

    const [sign, dot, status, age, label, count, checks, gauge] =
      ["sign", "dot", "status-text", "age", "", "count", "checks", "gauge"].map((name) => make("span", name));
    sign.ariaHidden = "true";
    const title = make(mount ? "h1" : "h2", "title");
    const live = make("div", "live");
    live.role = "status"; // there before it is filled
    const why = make("p", "why");
    const doing = make("p", "doing");
    const checked = make("p", "checked");
    count.role = "timer"; // not read out every second
    const bar = make("span", "bar");
    bar.ariaHidden = "true";
    bar.append(gauge);
    const notes = make("ul", "notes");
    const buttons = make("div", "buttons");
    const clock = make("div", "clock", doing, make("div", "line", label, count), bar,
      make("div", "line", checked, checks));
    const box = make("section", "card",
      make("header", "head", sign, title), live, why,
      make("div", "status", dot, make("div", "", status, age)),
      clock, notes, buttons);
    root.append(box);

    const signs = { failing: "!", checking: "…", paused: "II", stopped: "■" };
    let shown = {};
    let ticking;
    let told;
    let asked; // by a press, so its person is told what came of it
    const put = (element, text) => {
      if (element.textContent !== text) element.textContent = text;
      element.hidden = !text;
    };
    // Text from outside stands between isolates: its direction and language are its own.
    const apart = (part, at) =>
      at % 2 ? Object.assign(make("bdi", "", part), { lang: shown.status.lang }) : part;
    const fill = (list, tag, lines) => {
      const said = lines.join("\n");
      if (list.said !== said) list.replaceChildren(...lines.map((line) =>
        make(tag, "", ...line.split(/(\u2068[^\u2069]*.)/).map(apart))));
      list.said = said;
      list.hidden = !lines.length;
    };
    const say = (message) => {
      try {
        return chrome.runtime.sendMessage(message).catch(leave);
      } catch {
        return leave(); // the extension was updated or removed
      }
    };
    const leave = () => {
      if (!globalThis.chrome?.runtime?.id) take();
    };
    const take = () => {
      clearInterval(ticking);
      off.abort();
      host.remove();
      if (ours.title != null) setTitle(ours.title);
      delete ours.title;
      delete ours.card;
    };
    const off = new AbortController(); // its `signal` makes it a listener's options
    const guard = guarded(host, root, off.signal);
    // What the page dispatches itself is not heard.
    const hear = (target, kind, does) =>
      EventTarget.prototype.addEventListener.call(target, kind, (event) => event.isTrusted && does(event), off);
    let away; // Firefox logs what is cut off by leaving
    const looked = () => away || say({ kind: "seen", visible: !own("hidden") });
    const press = (button) => {
      asked ||= button === "check_now";
      say({ kind: "pressed", button });
    };
    const stay = () => has("stay") && press("stay");
    const has = (button) => buttons.querySelector(`[data-button=${button}]`);
    const escape = ({ key }) => key === "Escape" && has("hide") && press("hide");

    // For the strip of tabs, where the card is not seen. The page's own title is kept for whoever
    // reads the page, so it must be there.
    const retitle = () => {
      const mine = `${sign.textContent} ${shown.title}`;
      if (mount || shown.tone === "back" || own("title") === mine) return;
      if (own("readyState") === "loading") return;
      ours.title ??= own("title");
      setTitle(mine);
    };
    const setTitle = (title) => Object.getOwnPropertyDescriptor(Document.prototype, "title").set.call(document, title);
    const tick = (painted) => {
      retitle();
      if (!mount && host.isConnected) guard.raise();
      // Without us it goes by itself: Firefox ends this script with the extension, and tells it nothing.
      for (const it of box.getAnimations()) it.currentTime = 0;
      const due = shown.next_check;
      const left = Math.max(0, due - Date.now());
      if (due && !left && told !== due) {
        told = due;
        say({ kind: "due" }); // wakes a background that died
      }
      if (own("hidden") && !painted) return; // a person has thirty of these
      put(count, due ? length(Math.ceil(left / 1000)) : "");
      // By steps: what glides is laid out sixty times a second, for as long as the outage lasts.
      gauge.style.width = `${Math.min(100, (100 * left) / shown.span || 0)}%`;
      put(age, shown.status?.read_at ? `${shown.status.age} ${ago(shown.status.read_at)}` : "");
      const news = shown.checked ? shown.checked.replace("{ago}", ago(shown.checked_at)) : "";
      if (checked.textContent !== news) checked.textContent = news;
    };
    const length = (seconds) => {
      const near = seconds < 60;
      const said = new Intl.NumberFormat(shown.lang,
        { style: "unit", unit: near ? "second" : "minute", unitDisplay: "long", maximumFractionDigits: 0 })
        .format(near ? seconds : seconds / 60);
      return near ? said : shown.about.replace("{n}", said);
    };
    const ago = (at) => {
      const seconds = (at - Date.now()) / 1000;
      const near = Math.ceil(seconds / 10) * 10;
      if (near >= 0) return shown.just_now;
      const when = near > -60 ? [near, "second"] : [Math.round(seconds / 60), "minute"];
      return new Intl.RelativeTimeFormat(shown.lang, { style: "short" }).format(...when);
    };

    const button = (given) => {
      const known = has(given.button);
      const element = known ?? make(given.href ? "a" : "button", "");
      element.dataset.button = given.button;
      if (given.href) {
        Object.assign(element, { href: given.href, target: "_blank", rel: "noreferrer" });
      } else if (!known) {
        element.addEventListener("click", (event) => {
          if (mount ? event.isTrusted : guard.isPressed(event, element)) press(given.button);
        });
      }
      put(element, given.label);
      return element;
    };

    if (!mount) {
      hear(document, "visibilitychange", () => {
        looked();
        if (ticking) tick(true);
      });
      if (own("hidden")) looked(); // a new page counts as seen
    }
    hear(window, "pagehide", () => (away = true));
    hear(window, "pageshow", ({ persisted }) => {
      away = false;
      if (persisted) say({ kind: "again" });
    });
    hear(window, "online", () => say({ kind: "online" }));
    hear(window, "keydown", stay);
    hear(host, "keydown", escape);

    const paint = (next) => {
      if (!next) return take();
      next.span = next.next_check === shown.next_check ? shown.span
        : next.next_check && Math.max(1000, next.next_check - Date.now());
      shown = next;
      // Another's that stands, a second copy's, stays.
      if (!host.isConnected && !own("querySelector", "gatewatch-panel"))
        (mount ?? own("documentElement")).append(host);
      // Under the offer of a prompt, which lies above all.
      if (!mount) host.dataset.corner = own("querySelector", "gatewatch-prompt") ? "below" : next.corner;
      box.lang = next.lang;
      box.dir = next.dir;
      box.dataset.tone = next.tone;
      sign.textContent = signs[next.tone] ?? next.sign ?? "✓";
      box.ariaLabel = next.label;
      put(title, next.title);
      put(why, next.why);
      dot.dataset.state = next.status.state;
      fill(status, "span", next.status.lines);
      put(doing, next.doing);
      dot.parentElement.hidden = clock.hidden = next.tone === "back";
      put(label, next.countdown);
      label.parentElement.hidden = checked.parentElement.hidden = next.tone === "quiet";
      put(checks, next.checks ?? "");
      bar.hidden = !next.next_check;
      const came = next.tone === "checking" ? next.countdown : next.checked?.replace("{ago}", next.just_now);
      const said = [next.title, next.doing, ...(asked && came ? [came] : []), ...next.notes];
      setTimeout(put, 99, live, said.join(" ")); // what comes together with its region is not read
      fill(notes, "li", next.notes);
      const wanted = next.buttons.map(button);
      const labels = next.buttons.map(({ label }) => label).join("\n");
      if (buttons.children[wanted.length] || wanted.some((b, i) => b !== buttons.children[i])) {
        const focused = root.activeElement?.dataset.button;
        buttons.replaceChildren(...wanted);
        if (focused) (wanted.find((b) => b.dataset.button === focused) ?? wanted[0])?.focus();
      }
      if (labels !== buttons.labels) guard.watch(wanted);
      buttons.labels = labels;
      buttons.hidden = !wanted.length;
      clearInterval(ticking);
      tick(true);
      if (next.tone === "back") ticking = setTimeout(take, 6000);
      else if (next.tone !== "quiet") ticking = setInterval(tick, 1000);
    };
    // Whose last press asked for the page, or came by the mouse, is not.
    paint.atWork = () =>
      !!root.querySelector(":focus-visible:not([data-button$=now]),[open]") ||
      !!String(root.getSelection ? root.getSelection() : own("getSelection"));
    return paint;
  }

  // Whether a person pressed what they see (the same lines stand in panel.js and aside.js). A page makes no
  // trusted click, but it can lead a person's click here: by a surface that comes under their finger, or by
  // something on top that lets clicks through.
  function guarded(host, root, signal) {
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
  }

  function sheet() {
    return `
:host{all:initial!important;display:block!important;color-scheme:light dark!important}
:host(:not([data-inline])){position:fixed!important;inset:16px 16px auto auto!important;
inline-size:min(400px,calc(100vw - 32px))!important;z-index:2147483647!important}
:host([data-corner=below]){top:4em!important}
:host([data-corner=top_left]){inset:16px auto auto 16px!important}
:host([data-corner=bottom_right]){inset:auto 16px 16px auto!important}
:host([data-corner=bottom_left]){inset:auto auto 16px 16px!important}
*{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit}
[hidden]{display:none!important}
.card{--ink:light-dark(#1d1b20,#e9e6ee);--soft:light-dark(#55515c,#b9b3c2);--line:light-dark(#dcd8e2,#47434e);
--face:light-dark(#fff,#1f1d23);--key:light-dark(#0b57d0,#a8c7fa);--on-key:light-dark(#fff,#062e6f);
--bad:light-dark(#b3261e,#f2b8b5);--warn:light-dark(#8a5a00,#f5c46b);--good:light-dark(#146c2e,#7fd897);
--tone:var(--bad);
font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--face);border:1px solid var(--line);
border-radius:14px;padding:16px;display:grid;gap:12px;overflow-wrap:anywhere;
max-block-size:calc(100dvh - 32px);overflow-y:auto;animation:off 1ms 20s both;scrollbar-color:var(--soft) transparent;box-shadow:0 8px 28px rgb(0 0 0 / .22)}
:host([data-inline]) .card{box-shadow:none;max-block-size:none;animation:none}
@keyframes off{to{visibility:hidden}}
[data-tone=checking],[data-tone=paused],[data-tone=stopped]{--tone:var(--warn)}
[data-tone=returning],[data-tone=back],[data-tone=quiet]{--tone:var(--good)}
.head{display:flex;gap:10px;align-items:center}
.sign,.dot{flex:none;border-radius:50%;border:2px solid}
.sign{inline-size:26px;block-size:26px;display:grid;place-items:center;font-weight:700;line-height:1;color:var(--tone)}
.title{font-size:17px;font-weight:650;line-height:1.25;text-wrap:balance}
.live{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.why,.doing,.notes,.checks,.checked{color:var(--soft)}
.status{display:flex;gap:9px;padding:9px 11px;border:1px solid var(--line);border-radius:9px}
.dot{inline-size:10px;block-size:10px;margin-block-start:6px;color:var(--soft)}
[data-state=operational]{color:var(--good);background:currentcolor}
[data-state=degraded],[data-state=maintenance]{color:var(--warn);background:currentcolor;border-radius:2px}
[data-state=down]{color:var(--bad);background:currentcolor;border-radius:0;rotate:45deg}
.status>div{min-block-size:4.3em}
.status-text{display:block}
.status-text>*{display:block}
.status-text>:nth-child(n+2),.age{color:var(--soft);font-size:14px}
.clock{display:grid;gap:8px}
.line{display:flex;flex-wrap:wrap;gap:2px 7px;align-items:baseline;min-block-size:1.45em}
.count{font-weight:650;font-variant-numeric:tabular-nums;min-inline-size:3.2em}
.checks{margin-inline-start:auto;font-size:13px}
.checked{font-size:14px}
.bar{block-size:4px;border-radius:2px;background:var(--line);overflow:hidden}
.gauge{display:block;block-size:100%;background:var(--key)}
.notes{list-style:none;display:grid;gap:4px;font-size:14px}
.buttons{display:flex;flex-wrap:wrap;gap:8px}
.buttons>*{min-block-size:34px;padding:6px 12px;border-radius:17px;border:1px solid var(--line);background:none;cursor:pointer;text-decoration:none;display:inline-grid;place-items:center;font-size:14px;font-weight:550}
.buttons>:first-child{background:var(--key);border-color:var(--key);color:var(--on-key)}
.buttons>:hover{border-color:var(--key)}
.buttons>:focus-visible{outline:3px solid var(--key);outline-offset:2px}
@media (forced-colors:active){.gauge{background:Highlight} .dot{forced-color-adjust:none}}
`;
  }
}
