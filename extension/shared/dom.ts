// Makes elements, for the extension's own pages and for what is put into other pages.
import { own } from "./own-document.ts";

declare global {
  interface HTMLElementTagNameMap {
    "gatewatch-panel": HTMLElement;
    "gatewatch-prompt": HTMLElement;
  }
}

type Tags = HTMLElementTagNameMap;

/** A new element with these properties and contents. */
export function make<Tag extends keyof Tags>(
  tag: Tag,
  properties: Partial<Tags[Tag]> = {},
  ...inside: (Node | string)[]
): Tags[Tag] {
  const element = Object.assign(own("createElement")(tag), properties);
  element.append(...inside);
  return element;
}

/** The same for an element with nothing but text. */
export function makeText<Tag extends keyof Tags>(tag: Tag, text: string): Tags[Tag] {
  return make(tag, {}, text);
}

/** A button that does something when it is pressed. */
export function makeButton(
  label: string,
  onPress: (event: MouseEvent) => unknown,
): HTMLButtonElement {
  const button = make("button", { type: "button" }, label);
  button.addEventListener("click", onPress);
  return button;
}
