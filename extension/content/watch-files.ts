// Notices attached files that the user removes before sending, so that they are not put back with the
// message. It only runs in pages where a file was chosen or put back.
import { own } from "../shared/own-document.ts";
import { findBoxes } from "./composer-locator.ts";
import { readText } from "./composer-reader.ts";
import { pageState } from "./page-state.ts";
import type { PromptRules } from "./prompt-rules.ts";

function textIn({ textContent }: Element): string {
  return textContent;
}

export function watchFiles({ composers, files }: PromptRules): void {
  const state = pageState();
  if (state.watchesFiles) return;
  state.watchesFiles = true;

  function textNow(): string {
    const [box] = findBoxes(composers);
    return box ? readText(box) : "";
  }

  // Whether a file was removed or attached again since the last look.
  function look(): boolean {
    const forms = [...own("querySelectorAll")("form")];
    const marks = forms.flatMap((form) => [...form.querySelectorAll(files.join(","))]);
    // If no selector matches a file, the form still shows its name.
    const labels = [...marks.map((mark) => mark.ariaLabel ?? ""), ...forms.map(textIn)];
    let isChanged = false;
    const present = (state.attached ?? []).filter((it) => it.message === (state.message ?? 0));
    for (const file of present) {
      const isShown = labels.some((label) => label.includes(file.note.name));
      const isGone = file.wasShown === true && !isShown;
      isChanged ||= isGone !== (file.isGone === true);
      file.isGone = isGone;
      file.wasShown ||= isShown;
    }
    return isChanged;
  }

  addEventListener(
    "click",
    ({ isTrusted }) => {
      if (!isTrusted) return;
      const before = textNow();
      look();
      setTimeout(() => {
        // A message that is sent takes its files along, and its text.
        if (textNow() === before && look()) state.keepAgain?.();
      }, 0);
    },
    true,
  );
}
