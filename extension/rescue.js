// Keeps what a person wrote on a page before anything else is done about it. Injected behind reader and
// finder, and stores by itself: the background may die meanwhile.

// Answers which document this is and what became of its text, or null where it is not the one meant.
export async function rescue({ expect, meant, message, where }) {
  const { find, read, isPrivate, about, origin } = globalThis.gatewatchReader;
  const here = { address: location.href, time_origin: origin() };
  // What failed is younger than the document that sent it.
  if (expect && performance.now() < expect.age) return null;
  if (meant && here.time_origin !== meant.time_origin) return null;

  const all = (selectors) => selectors.flatMap((selector) => [...document.querySelectorAll(selector)]);
  const boxes = () => find(where.composers).slice(0, 9).map(read);
  const found = boxes();
  const texts = found.map((text, at) => [`box${at}`, text]);
  // The message that was not accepted is the last of its person's.
  const turn = message && where.turns.map((selector) => all([selector]).pop()).find(Boolean);
  if (turn) texts.push(["", read(turn)]);
  const files = all(where.files).slice(0, 20)
    .map((file) => (file.ariaLabel ?? file.textContent).trim().slice(0, 100)).filter(Boolean);

  const kept = {};
  let whole = true;
  for (const [name, text] of texts.filter(([, text]) => text.trim())) {
    let part = text.slice(0, where.most);
    while (new Blob([part]).size > where.most) part = part.slice(0, part.length * 0.9);
    whole &&= part === text;
    // Two messages that were lost are two; the same one is kept once.
    kept[`prompt ${here.time_origin} ${name || `turn${sum(part)}`}`] = { ...about(part), files };
  }
  const any = Object.keys(kept).length > 0;
  let saved = any ? "kept" : message ? "unseen" : "nothing";
  if (any && !where.keeps) saved = "unsaved";
  else if (any && isPrivate()) {
    // Never to the disk: the background has a store in memory.
    const done = await chrome.runtime.sendMessage({ kind: "keep", kept }).catch(() => false);
    saved = done ? "kept_here" : "unsaved";
  } else if (any) {
    await chrome.storage.local.set({ ...kept, prompts: true }).catch(() => (saved = "unsaved"));
  }
  if (!whole) saved = "unsaved";
  // Asked right before the page goes: whether anything is newer.
  globalThis.gatewatchSafe = () => saved !== "unsaved" && `${boxes()}` === `${found}`;
  return { ...here, saved, composer: found.length > 0 };

  function sum(text) {
    let sum = 0;
    for (let at = 0; at < text.length; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
    return sum >>> 0;
  }
}

// What the page's person sent last: it was accepted.
export function sent({ where }) {
  const { read, find } = globalThis.gatewatchReader;
  const turn = where.turns.map((turn) => [...document.querySelectorAll(turn)].pop()).find(Boolean);
  return { text: turn ? read(turn) : "", boxes: find(where.composers).map(read) };
}
