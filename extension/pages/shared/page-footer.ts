// Below the card on a page of ours: the one switch, and the way to all the others. They stay the same
// elements, or a click in the middle of an answer would go to one that is no more.
import { make } from "../../shared/dom.ts";
import type { FooterWords } from "../../shared/protocol.ts";
import { changeSetting } from "../../shared/settings-store.ts";

export interface PageFooter {
  show(words: FooterWords): void;
  /** Puts it there, once what fills above it no longer moves it from under a finger. */
  place(): void;
}

export function createFooter(onSwitched: () => unknown, onSettings: () => unknown): PageFooter {
  const footer = document.querySelector("footer") as HTMLElement;
  const tick = make("input", { type: "checkbox" });
  const label = make("label");
  const settings = make("button", { type: "button" });
  tick.addEventListener("click", async () => {
    await changeSetting("on", tick.checked);
    onSwitched();
  });
  settings.addEventListener("click", async () => {
    await chrome.runtime.openOptionsPage();
    onSettings();
  });
  return {
    show({ on, switch: words, settings: settingsLabel }) {
      tick.checked = on;
      settings.textContent = settingsLabel;
      if (label.textContent !== words) label.replaceChildren(tick, words);
    },
    place() {
      if (!footer.hasChildNodes()) footer.replaceChildren(label, settings);
    },
  };
}
