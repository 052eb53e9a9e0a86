// Finds the places of a page where a person writes, and what they sent last. Comes behind the reader,
// and joins it.
globalThis[Symbol.for("gatewatch")].reader.find ??= (places) => {
  const EDITABLE = "textarea,[contenteditable=''],[contenteditable=true],[contenteditable=plaintext-only]";
  const area = (element) => element.offsetWidth * element.offsetHeight;
  const { own } = globalThis[Symbol.for("gatewatch")].reader;
  const all = (selector) => [...own("querySelectorAll", selector)].filter((it) => it.checkVisibility());
  // The known composers first, then the largest.
  const others = all(EDITABLE).sort((one, other) => area(other) - area(one));
  const found = [...new Set([...places.flatMap(all), ...others])];
  return found.filter((it) => !found.some((other) => other !== it && other.contains(it)));
};
// The page's last turn: its text's element, and the whole of it. One without text (a picture alone) is
// the last all the same.
globalThis[Symbol.for("gatewatch")].reader.lastTurn ??= (turns) => {
  const { own } = globalThis[Symbol.for("gatewatch")].reader;
  const lasts = turns.map((turn) => [...own("querySelectorAll", turn)].pop()).filter(Boolean);
  const last = (one, other) => {
    if (one.contains(other)) return one;
    const { DOCUMENT_POSITION_FOLLOWING: follows } = Node;
    return other.contains(one) || one.compareDocumentPosition(other) & follows ? other : one;
  };
  const whole = lasts.length ? lasts.reduce(last) : null;
  return { words: lasts.find((it) => whole.contains(it)), whole };
};
globalThis[Symbol.for("gatewatch")].came?.(); // who waits for it
void 0; // as the reader
