// Finds the places of a page where a person writes. Comes behind the reader, and joins it.
globalThis.gatewatchReader.find ??= (places) => {
  const EDITABLE = "textarea,[contenteditable=''],[contenteditable=true],[contenteditable=plaintext-only]";
  const area = (element) => element.offsetWidth * element.offsetHeight;
  const all = (selector) => [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility());
  // The known composers first, then the largest.
  const others = all(EDITABLE).sort((one, other) => area(other) - area(one));
  const found = [...new Set([...places.flatMap(all), ...others])];
  return found.filter((it) => !found.some((other) => other !== it && other.contains(it)));
};
void 0; // as the reader
