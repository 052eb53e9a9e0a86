// Gives a kept prompt back to the page it was written on: a slim bar that offers it, or at once what
// was pressed elsewhere. Never sends, never writes over newer text. Injected behind reader and finder.

// `does` is "put_back" or "copy_prompt"; without it the bar is shown. Answers what came of it.
export async function give({ prompts, words, where, does, age }) {
  // What stands behind a symbol no name in the page's markup can stand before.
  const ours = (globalThis[Symbol.for("gatewatch")] ??= {});
  // The document's own property or method: a page's <img name=querySelector> stands before it in this world, too.
  const own = (name, ...given) => {
    const { get, value } = Object.getOwnPropertyDescriptor(Document.prototype, name);
    return get ? get.call(document) : value.apply(document, given);
  };
  const { find, lastTurn, read, origin } = ours.reader;
  const composer = () => find(where.composers)[0];
  const blank = (text) => !text?.trim();
  const [{ responseStart = 0 }] = performance.getEntriesByType("navigation");
  if (age && performance.now() - responseStart > age) return "older"; // its successor is on its way
  // What stands in a box already is not what was lost.
  const boxes = does ? find(where.composers).map((box) => read(box).trim()) : [];
  const lost = prompts.find(({ text }) => !boxes.includes(text.trim())) ?? prompts[0];
  if (does === "put_back") return isElsewhere(lost) && new URL(lost.chat).pathname !== "/" ? "refused" : put(lost.text);
  if (does === "copy_prompt") return copy(lost.text);
  ours.give?.();
  return show();

  // Into an empty composer, or below what stands there. In one task each: a paragraph that comes alone
  // is taken for Enter, and sends.
  async function put(text, below) {
    const box = composer();
    if (!box) return "no_composer";
    const before = read(box);
    if (before.trim() === text.trim()) return "there";
    if (!blank(before) && !below) return "newer";
    const wanted = blank(before) ? text : `${before}\n${text}`;
    const said = () => where.turns.flatMap((turn) => [...own("querySelectorAll", turn)]).length;
    const spoken = said();
    // A person who sends at once leaves an empty box behind, and one message more.
    const stands = () => read(box).trimEnd() === wanted.trimEnd() || said() > spoken;
    write(box, wanted);
    await settled();
    if (stands()) return "put";
    // An editor that takes nothing but commands.
    box.focus();
    own("execCommand", "selectAll");
    own("execCommand", "insertText", false, wanted);
    await settled();
    if (stands()) return "put";
    // What was newer is not lost to a page that refuses.
    if (!blank(before) && read(box) !== before) write(box, before);
    return "refused";
  }

  function write(box, wanted) {
    box.focus();
    if (box.value !== undefined) {
      box.setRangeText(wanted, 0, box.value.length, "end");
    } else {
      // The editor sees lines come into its page, as when somebody writes: 20 KB in 2 ms, where the
      // browser's own command takes 400.
      // Where blanks collapse, those that would are the ones that do not.
      const kept = !/^(normal|nowrap)$/.test(getComputedStyle(box).whiteSpace);
      const held = (words) => (kept ? words : words.replace(/^ | (?= )| $/g, "\u00a0"));
      const line = box.querySelector(":scope > p") ? "p" : "div";
      box.replaceChildren(...wanted.split("\n").map((words) => {
        const element = own("createElement", line);
        element.append(held(words) || own("createElement", "br"));
        return element;
      }));
      getSelection().selectAllChildren(box);
      getSelection().collapseToEnd();
    }
    box.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
  }

  // Editors look at what changed behind the task, and some in the next frame.
  function settled() {
    return new Promise((done) => (own("hidden") ? setTimeout(done) : requestAnimationFrame(() => setTimeout(done))));
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return "copied";
    } catch {
      const area = Object.assign(own("createElement", "textarea"), { value: text });
      own("documentElement").append(area);
      area.select();
      const done = own("execCommand", "copy");
      area.remove();
      return done ? "copied" : "refused";
    }
  }

  function show() {
    const queue = prompts.filter(({ text }) => !isThere(text));
    if (!queue.length) return "nothing";
    const make = (tag, className, ...inside) => {
      const element = Object.assign(own("createElement", tag), { className });
      element.append(...inside);
      return element;
    };
    const host = make("gatewatch-prompt", "");
    host.popover = "manual"; // above whatever the page shows
    const root = host.attachShadow({ mode: "closed" });
    const style = new CSSStyleSheet();
    root.adoptedStyleSheets = [style];
    style.replaceSync(`
:host{all:initial!important;display:block!important;color-scheme:light dark!important;position:fixed!important;
inset:0 0 auto!important;margin:0 auto!important;inline-size:min(1080px,100%)!important}
.bar{--line:light-dark(#dcd8e2,#47434e);font:14px/1.35 system-ui,sans-serif;
color:light-dark(#1d1b20,#e9e6ee);background:light-dark(#fff,#1f1d23);border:1px solid var(--line);
border-block-start:3px solid light-dark(#146c2e,#7fd897);border-radius:0 0 12px 12px;padding:4px 12px;
display:flex;gap:4px 12px;flex-wrap:wrap;align-items:center}
.say{flex:1 1 240px;min-inline-size:0;overflow-wrap:anywhere}
.soft{color:light-dark(#55515c,#b9b3c2)}
.text{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.buttons{display:flex;flex-wrap:wrap;gap:6px;margin-inline-start:auto}
button{font:inherit;color:inherit;min-block-size:28px;padding:0 11px;border-radius:14px;border:1px solid var(--line);background:none}
button:first-child:not(:only-child){background:light-dark(#0b57d0,#a8c7fa);color:light-dark(#fff,#062e6f)}
button:focus-visible{outline:3px solid light-dark(#0b57d0,#a8c7fa);outline-offset:2px}`);
    const title = make("b", "");
    const note = make("span", "soft");
    const live = make("div", "", title, " ", note);
    live.role = "status"; // there before it is filled, or nothing is said
    const quote = make("bdi", "soft text");
    const buttons = make("div", "buttons");
    const box = make("section", "bar", make("div", "say", live, quote), buttons);
    Object.assign(box, { lang: words.lang, dir: words.dir, ariaLabel: words.safe_label });
    root.append(box);

    const over = new AbortController();
    const guard = ours.guarded(host, root, over.signal);
    let put_ = false; // it stands in the composer
    let times = 0;
    const switchedOff = ({ kind }) => kind === "off" && take();
    const take = () => {
      over.abort();
      clearInterval(ticking);
      host.remove();
      globalThis.chrome?.runtime?.onMessage?.removeListener(switchedOff);
      delete ours.give;
    };
    const say = (message) => chrome.runtime.sendMessage(message).catch(() => {
      if (!globalThis.chrome?.runtime?.id) take(); // the extension was updated or removed
    });
    const presses = {
      put_back: () => put(queue[0].text),
      put_below: () => put(queue[0].text, true),
      copy_prompt: () => copy(queue[0].text),
      discard: () => (say({ kind: "drop", keys: queue.shift().keys }), "discarded"),
      hide: () => "hidden",
    };
    const offer = (came) => {
      if (!queue.length || came === "hidden") return take();
      put_ = came === "put" || came === "there";
      if (put_ && queue.length > 1) {
        queue.shift();
        return offer(); // the next one's turn
      }
      const { files } = queue[0];
      title.textContent = words.safe_title;
      note.textContent = words[`safe_${came}`] ?? (files?.length ? words.safe_files.replace("{files}", files.join(", ")) : "");
      quote.textContent = queue[0].text.slice(0, 200);
      const names = put_ ? ["hide"]
        : came === "newer" ? ["put_below", "copy_prompt", "discard", "hide"]
          : ["put_back", "copy_prompt", "discard", "hide"];
      const focused = root.activeElement;
      buttons.replaceChildren(...names.map((name) => {
        const element = Object.assign(make("button", "", words[`safe_button_${name}`]), { type: "button" });
        element.onclick = async (event) => guard.isPressed(event, element) && offer(await presses[name]());
        return element;
      }));
      guard.watch([...buttons.children]);
      if (focused && !put_) buttons.firstChild.focus();
      ours.aside(host, style);
    };
    const place = () => {
      if (isThere(queue[0].text) || (put_ && blank(read(composer() ?? box)))) return take();
      // Shown another chat, the page keeps its document: a prompt is for its own.
      if (!put_ && isElsewhere(queue[0])) return host.remove();
      const parent = [...own("querySelectorAll", "dialog:modal")].pop() ?? own("documentElement");
      if (host.parentNode !== parent && ++times <= 50) {
        parent.append(host);
        const card = own("querySelector", "gatewatch-panel");
        if (card) card.dataset.corner = "below"; // not over it
      }
      guard.raise();
      ours.aside(host, style);
    };
    for (const kind of "click mousedown pointerdown keydown keyup focusin focusout".split(" ")) {
      host.addEventListener(kind, (event) => {
        event.stopPropagation(); // or the page closes its menus, and takes keys for its own
        if (event.isTrusted && kind === "keydown" && event.key === "Escape") take();
      }, over);
    }
    addEventListener("pagehide", ({ isTrusted }) => isTrusted && take(), over);
    chrome.runtime.onMessage.addListener(switchedOff);
    ours.give = take;
    const ticking = setInterval(place, 1000);
    place();
    setTimeout(offer, 99); // so that the region is there before it is filled
    return "shown";
  }

  function isElsewhere({ chat }) {
    return chat !== location.origin + location.pathname;
  }

  // Accepted after all: it is the chat's last message, on another page than the one it was lost on.
  function isThere(text) {
    const { words } = lastTurn(where.turns);
    const own = prompts.find((prompt) => prompt.text === text)?.keys.some((key) => key.includes(` ${origin()} `));
    return !own && !!words && read(words).trim() === text.trim();
  }
}
