// Elements by their tag, attributes and content.
export function make(tag, attributes, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

export function button(words, click, attributes) {
  const element = make("button", { type: "button", ...attributes }, words);
  element.addEventListener("click", click);
  return element;
}

/** Whether a person can see it. */
export const isSeen = (element) => element.isConnected && element.checkVisibility();
