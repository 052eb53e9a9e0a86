// Shows in the settings what went wrong inside Gatewatch, the latest first, as long as the browser runs;
// and copies what the core heard lately.
import { make, makeButton, makeText } from "../../shared/dom.ts";
import type { LogEntry } from "../../shared/error-log.ts";
import { loggedErrors } from "../../shared/error-log.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import { trace } from "../shared/page-core.ts";

interface LogWords {
  lang: string;
  log_title: string;
  log_about: string;
  empty: string;
  check: string;
  trace: string;
  copied: string;
  not_copied: string;
}

/** The section, which is filled, and filled anew whenever there is another entry. */
export function troubleshooting(words: LogWords): HTMLElement {
  const list = make("ul", { className: "log" });
  const none = makeText("p", words.empty);
  const fill = async (): Promise<void> => {
    const entries = await attempt("show the log", loggedErrors, []);
    list.replaceChildren(...entries.toReversed().map((entry) => itemOf(entry, words.lang)));
    list.hidden = !entries.length;
    none.hidden = entries.length > 0;
  };
  void fill();
  chrome.storage.session.onChanged.addListener(({ errors }) => {
    if (errors && list.isConnected) void fill();
  });
  const heading = makeText("h2", words.log_title);
  const about = makeText("p", words.log_about);
  const check = make("a", { href: "check.html" }, words.check);
  const came = make("p", { role: "status" });
  // For a report of a fault: it names no chat.
  const copyTrace = async (): Promise<void> => {
    const write = async (): Promise<string> => {
      await navigator.clipboard.writeText(await trace());
      return words.copied;
    };
    came.textContent = await attempt("clipboard", write, words.not_copied);
  };
  const buttons = make("div", { className: "buttons" }, makeButton(words.trace, copyTrace), check);
  return make("section", {}, heading, about, none, list, buttons, came);
}

// What went wrong is said as the source calls it, in English: whoever asks for it reads that.
function itemOf({ at, where, kind, times }: LogEntry, lang: string): HTMLElement {
  const time = new Date(at).toLocaleString(lang, { dateStyle: "short", timeStyle: "medium" });
  const what = make("bdi", { lang: "en" }, `${where}: ${kind}`);
  return make("li", {}, makeText("span", time), " ", what, ...(times > 1 ? [` × ${times}`] : []));
}
