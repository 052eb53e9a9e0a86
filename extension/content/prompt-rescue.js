// Keeps what a person wrote on a page before anything else is done about it. Injected behind reader and
// finder, and stores by itself: the background may die meanwhile.

// Answers which document this is and what became of its text, or null where it is not the one meant.
export async function rescue({ expect, meant, message, where, from, jar }) {
  const ours = (globalThis[Symbol.for("gatewatch")] ??= {});
  if (!ours.reader?.lastTurn) {
    const before = ours.came;
    await new Promise((done) => (ours.came = () => (before?.(), done())));
  }
  const { find, lastTurn, read, isPrivate, about, origin, own } = ours.reader;
  const here = { address: location.href, time_origin: origin() };
  // What failed is younger than the document that sent it.
  if (expect && performance.now() < expect.age) return null;
  if (meant && here.time_origin !== meant.time_origin) return null;

  const boxes = () => find(where.composers).slice(0, 9).map(read);
  const found = boxes();
  ours.safe = () => false; // until it is known to be
  const filesIn = (places) => places.flatMap((place) => [...place.querySelectorAll(where.files)]).slice(0, 20)
    .map((file) => (file.ariaLabel ?? file.textContent).trim().slice(0, 100)).filter(Boolean);
  const inForms = filesIn([...own("querySelectorAll", "form")]);
  // The message that was not accepted is the last of its person's: it goes back before what was typed since.
  const { words, whole: turn } = message ? lastTurn(where.turns) : {};
  const texts = found.map((text, at) => [`box${at}`, text, inForms]);
  if (turn) texts.unshift(["", read(words), filesIn([turn])]);

  const known = (ours.known ??= {}); // within an hour none is newer for being read again
  const kept = {};
  let whole = true;
  for (const [name, text, files] of texts.filter(([, text]) => text.trim())) {
    let part = text.slice(0, where.most);
    while (new Blob([part]).size > where.most) part = part.slice(0, part.length * 0.9);
    whole &&= part === text;
    // Two messages that were lost are two; the same one is kept once. It is newer than what stands in a
    // box, whichever was read first.
    const key = `prompt ${here.time_origin} ${name || `turn${sum(part)}`}`;
    const { text: same, at } = known[key] ?? {};
    kept[key] = known[key] = { from, jar, ...about(part, name ? 1000 : 0), ...(same === part && Date.now() - at < 3_600_000 && { at }), files };
  }
  // However many turns a page shows in a row: of what this document kept the oldest go, and nobody else's.
  const worn = [];
  let [prompts, bytes] = [0, 0];
  for (const [key, { text }] of Object.entries(known).sort(([, one], [, other]) => other.at - one.at)) {
    bytes += new Blob([text]).size;
    if (++prompts <= where.prompts && bytes <= where.bytes) continue;
    worn.push(key);
    delete known[key];
    if (key in kept) whole = !delete kept[key];
  }
  const any = Object.keys(kept).length > 0;
  let saved = any ? "kept" : message ? "unseen" : "nothing";
  if (any && !where.keeps) saved = "unsaved";
  else if (any && isPrivate()) {
    // Never to the disk: the background has a store in memory.
    const done = await chrome.runtime.sendMessage({ kind: "keep", kept }).catch(() => false);
    saved = done ? "kept_here" : "unsaved";
  } else if (any) {
    if (worn.length) await chrome.storage.local.remove(worn).catch(() => {});
    await chrome.storage.local.set({ ...kept, prompts: true }).catch(() => (saved = "unsaved"));
  }
  if (!whole) saved = "unsaved";
  // Asked right before the page goes: whether anything is newer.
  ours.safe = () => saved !== "unsaved" && `${boxes()}` === `${found}`;
  return { ...here, saved, composer: found.length > 0 };

  function sum(text) {
    let sum = 0;
    for (let at = 0; at < text.length; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
    return sum >>> 0;
  }
}

// What the page's person sent last: it was accepted.
export function sent({ where }) {
  const { read, find, lastTurn } = globalThis[Symbol.for("gatewatch")].reader;
  const { words } = lastTurn(where.turns);
  return { text: words ? read(words) : "", boxes: find(where.composers).map(read) };
}
