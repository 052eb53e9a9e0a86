// Keeps what is being written as it changes, where its person wants that. Comes behind the reader.
(globalThis[Symbol.for("gatewatch")].typing ??= (() => {
  const { read, isPrivate, about, origin } = globalThis[Symbol.for("gatewatch")].reader;
  const { runtime, storage } = chrome;
  let most, busy, full;
  let jar; // whose cookies the tab has: Firefox tells its containers apart
  let parts = 0;
  const MOST_PARTS = 20; // of a document: then the oldest is written over
  const boxes = new WeakMap(); // each with its part, and what it held last
  const waiting = new Map(); // the latest text of each part

  // One write at a time, and no timer.
  async function write() {
    if (busy) return;
    busy = true;
    for (const [key, text] of waiting) {
      waiting.delete(key);
      try {
        // After an update every call of the browser's throws.
        if (jar === undefined && runtime.getManifest().browser_specific_settings) jar = await runtime.sendMessage({ kind: "jar" }).catch(() => undefined);
        const kept = { [key]: { ...about(text), jar } };
        if (!text.trim()) {
          await storage.local.remove(key);
          if (isPrivate()) await runtime.sendMessage({ kind: "drop", keys: [key] });
        } else if (isPrivate()) await runtime.sendMessage({ kind: "keep", kept });
        else await storage.local.set({ ...kept, prompts: true });
        full = false;
      } catch {
        if (runtime?.id) full = true;
        else most = 0; // updated
      }
    }
    busy = false;
  }

  function keep(box, how) {
    if (!most) return;
    const it = of(box);
    it.last = read(box).slice(0, most);
    // Emptied by its person it is not wanted; by the page, it was sent.
    if (!it.last.trim() && !/^delete/.test(how)) return;
    waiting.set(`prompt ${origin()} typed${it.part}`, it.last);
    write();
  }

  function of(box) {
    if (!boxes.has(box)) boxes.set(box, { part: parts++ % MOST_PARTS });
    return boxes.get(box);
  }

  const hear = (kind, does) => addEventListener(kind, ({ isTrusted, target, inputType, key }) => {
    if (!isTrusted) return; // the page's own
    if (target.isContentEditable || target.type === "textarea") does(target, inputType ?? key);
  }, true);
  // The page empties the box when it sends: what was sent stays, until it is seen to be accepted.
  hear("beforeinput", (box) => {
    const it = of(box);
    if (it.last?.trim() && !(box.value ?? box.textContent)) it.part = parts++ % MOST_PARTS;
    it.last = "";
  });
  for (const kind of ["input", "compositionend"]) hear(kind, keep);
  // Some editors delete by themselves, and no input tells of it.
  hear("keyup", (box, key) => /^(Backspace|Delete)$/.test(key) && keep(box, "delete"));
  runtime.onMessage.addListener(({ kind }, sender, reply) => {
    if (kind === "protected") reply(most > 0 && !full);
    if (kind === "stop") most = 0;
  });
  // By the background: what stands in a store that pages' scripts can write to commands nothing.
  return () => runtime.sendMessage({ kind: "typing" }).then((answer) => void (most = answer), () => {});
})())();
