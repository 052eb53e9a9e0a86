// Keeps what is being written as it changes, where its person wants that. Comes behind the reader.
globalThis.gatewatchTyping ??= (() => {
  const { read, isPrivate, about, origin } = globalThis.gatewatchReader;
  const over = new AbortController();
  let most = 0;
  let part = 0; // what was sent is not written over by the next
  let box;
  let last = "";
  let busy = false;
  let again = false;
  const key = (number) => `prompt ${origin()} typed${number}`;
  const say = (message) => chrome.runtime.sendMessage(message);
  const stop = () => over.abort();
  const orphaned = () => chrome.runtime?.id || stop(); // updated or removed

  // While one write is under way only the latest text waits: no timer is needed.
  async function keep() {
    again = busy;
    if (busy || !most) return;
    busy = true;
    last = read(box).slice(0, most);
    if (last.trim()) {
      const kept = { [key(part)]: about(last) };
      const done = isPrivate() ? say({ kind: "keep", kept }) : chrome.storage.local.set({ ...kept, prompts: true });
      await done.catch(orphaned);
    }
    busy = false;
    if (again) keep();
  }

  const hear = (kind, does) => document.addEventListener(kind, ({ target }) => {
    if (target.isContentEditable || target.localName === "textarea") does(target);
  }, { capture: true, signal: over.signal });
  // The page empties the box where a message goes out: what comes is another.
  hear("beforeinput", (target) => {
    if (last && (target !== box || !read(box))) part += 1;
    last = "";
  });
  for (const kind of ["input", "compositionend"]) hear(kind, (target) => keep((box = target)));

  chrome.runtime.onMessage.addListener(({ kind }, sender, reply) => {
    if (over.signal.aborted) return;
    if (kind === "protected") reply(most > 0);
    if (kind === "stop") stop(delete globalThis.gatewatchTyping);
    if (kind !== "accepted" || !box) return;
    // What was sent, and nothing that was written since.
    const keys = [...Array(part + !read(box).trim()).keys()].map(key);
    say({ kind: "drop", keys }).catch(orphaned);
  });
  chrome.storage.local.get("where").then(({ where }) => (most = where?.most));
  return true;
})();
