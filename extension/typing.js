// Keeps what is being written as it changes, where its person wants that. Comes behind the reader.
(globalThis.gatewatchTyping ??= (() => {
  const { read, isPrivate, about, origin } = gatewatchReader;
  const { runtime, storage } = chrome;
  let most, box, busy, again;
  let last = "";
  let part = 0; // what was sent stays
  const key = (part) => `prompt ${origin()} typed${part}`;
  const orphaned = () => runtime?.id || (most = 0); // updated
  const say = (message) => runtime.sendMessage(message).catch(orphaned);

  // One write at a time: the latest text waits, and no timer.
  async function keep() {
    again = busy;
    if (busy || !most) return;
    busy = true;
    last = read(box).slice(0, most);
    const kept = { [key(part)]: about(last) };
    if (last.trim() && isPrivate()) await say({ kind: "keep", kept });
    else if (last.trim()) await storage.local.set({ ...kept, prompts: true }).catch(orphaned);
    busy = false;
    if (again) keep();
  }

  const hear = (kind, does) => addEventListener(kind, ({ target }) => {
    if (target.isContentEditable || target.type === "textarea") does(target);
  }, true);
  // The page empties the box when it sends.
  hear("beforeinput", (target) => {
    if (last && (target !== box || !(box.value ?? box.textContent))) part += 1;
    last = "";
  });
  for (const kind of ["input", "compositionend"]) hear(kind, (target) => keep((box = target)));
  runtime.onMessage.addListener(({ kind }, sender, reply) => {
    if (kind === "protected") reply(most > 0);
    if (kind === "stop") most = 0;
    // But what was written since.
    if (kind === "accepted" && box) say({ kind: "drop", keys: [...Array(part + !read(box).trim()).keys()].map(key) });
  });
  return () => storage.local.get("where").then(({ where }) => void (most = where.types && where.most));
})())();
