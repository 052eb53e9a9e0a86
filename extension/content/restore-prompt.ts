// Gives a kept prompt back to the page that it was written on: by a slim bar that offers it, or at
// once, where that was pressed elsewhere. Never sends, and never writes over newer text.
import { make, makeButton } from "../shared/dom.ts";
import { own } from "../shared/own-document.ts";
import type { ToTab } from "../shared/protocol.ts";
import { putBelow } from "./avoid-overlap.ts";
import { findBoxes, lastTurn } from "./composer-locator.ts";
import { readText } from "./composer-reader.ts";
import { listen } from "./listen.ts";
import type { ListedPrompt, RestoreOrder, Restored } from "./restore-order.ts";
import { navigationEntry, pageState, timeOrigin } from "./page-state.ts";
import { isExtensionThere, send } from "./send.ts";
import { createTopBar } from "./top-bar.ts";
import { copyText, isBlank, putText } from "./write-prompt.ts";

type Came = Restored | "discarded" | "hidden";

/** A live region that is filled as it comes is not read out. */
const READ_AFTER = 99; // ms

const QUOTED = 200; // characters

/** What came of it. */
export default async function restorePrompt(order: RestoreOrder): Promise<Restored> {
  const { prompts, where: rules, does, age } = order;
  const responseStart = navigationEntry()?.responseStart ?? 0;
  if (age && performance.now() - responseStart > age) return "older"; // the next document is on its way
  const prompt = does ? lostPrompt(order) : prompts[0];
  if (!prompt) return "nothing";
  if (does === "copy_prompt") return copyText(prompt.text);
  if (does === "put_back") {
    const isRefused = isOfAnotherChat(prompt) && new URL(prompt.chat).pathname !== "/";
    return isRefused ? "refused" : putText(prompt.text, rules);
  }
  pageState().offer?.remove();
  return showOffer(order);
}

// What stands in a box already is not what was lost.
function lostPrompt({ prompts, where: rules }: RestoreOrder): ListedPrompt | undefined {
  const boxes = new Set(findBoxes(rules.composers).map((box) => readText(box).trim()));
  return prompts.find(({ text }) => !boxes.has(text.trim())) ?? prompts[0];
}

function isOfAnotherChat({ chat }: ListedPrompt): boolean {
  return chat !== location.origin + location.pathname;
}

// Accepted after all: it is the chat's last message, on another document than the one it was lost on.
function isAccepted({ text, keys }: ListedPrompt, { where: rules }: RestoreOrder): boolean {
  const turn = lastTurn(rules).text;
  const isOfThisDocument = keys.some((key) => key.includes(` ${timeOrigin()} `));
  return !isOfThisDocument && turn !== undefined && readText(turn).trim() === text.trim();
}

function showOffer(order: RestoreOrder): "nothing" | "shown" {
  const { where: rules, words = {} } = order;
  const queue = order.prompts.filter((prompt) => !isAccepted(prompt, order));
  if (!queue.length) return "nothing";
  const state = pageState();
  const title = make("b");
  const note = make("span", { className: "soft" });
  // There before it is filled, or nothing is read out.
  const live = make("div", { role: "status" }, title, " ", note);
  const quote = make("bdi", { className: "soft text" });
  const buttons = make("div", { className: "buttons" });
  const said = make("div", { className: "say" }, live, quote);
  const box = make("section", { className: "bar offer theme" }, said, buttons);
  Object.assign(box, { lang: words["lang"], dir: words["dir"], ariaLabel: words["safe_label"] });
  const bar = createTopBar(box, { tag: "gatewatch-prompt", leavesFocus: false, onEscape: remove });
  let isPut = false; // it stands in the message box

  function remove(): void {
    bar.remove();
    clearInterval(ticking);
    if (isExtensionThere()) chrome.runtime.onMessage.removeListener(switchedOff);
    delete state.offer;
  }

  function switchedOff({ kind }: ToTab): void {
    if (kind === "switchedOff") remove();
  }

  const presses: Record<string, (prompt: ListedPrompt) => Promise<Came> | Came> = {
    put_back: ({ text }) => putText(text, rules),
    put_below: ({ text }) => putText(text, rules, "below"),
    copy_prompt: ({ text }) => copyText(text),
    discard: ({ keys }) => {
      void send({ kind: "deletePrompts", keys }, remove);
      queue.shift();
      return "discarded";
    },
    hide: () => "hidden",
  };

  function buttonsAfter(came: Came | undefined): string[] {
    if (isPut) return ["hide"];
    const put = came === "newer" ? "put_below" : "put_back";
    return [put, "copy_prompt", "discard", "hide"];
  }

  function show(came?: Came): void {
    isPut = came === "put" || came === "there";
    if (isPut && queue.length > 1) {
      queue.shift(); // the next one's turn
      show();
      return;
    }
    const [prompt] = queue;
    if (!prompt || came === "hidden") {
      remove();
      return;
    }
    const files = prompt.files?.join(", ");
    const about = files ? words["safe_files"]?.replace("{files}", files) : "";
    title.textContent = words["safe_title"] ?? "";
    note.textContent = words[`safe_${came}`] ?? about ?? "";
    quote.textContent = prompt.text.slice(0, QUOTED);
    const hadFocus = bar.root.activeElement !== null;
    const elements = buttonsAfter(came).map((name) => {
      const button = makeButton(words[`safe_button_${name}`] ?? "", async (event) => {
        if (bar.guard.isPressed(event, button)) show(await presses[name]?.(prompt));
      });
      return button;
    });
    buttons.replaceChildren(...elements);
    bar.guard.watch(elements);
    if (hadFocus && !isPut) elements[0]?.focus();
    keepClear();
  }

  // Of the page's sign-in, and of our own card.
  function keepClear(): void {
    bar.avoidOverlap();
    const card = own("querySelector")<HTMLElement>("gatewatch-panel");
    if (card) putBelow(card, bar.host);
  }

  function place(): void {
    const [prompt] = queue;
    const [composer] = findBoxes(rules.composers);
    const wasSent = isPut && isBlank(composer ? readText(composer) : "");
    if (!prompt || isAccepted(prompt, order) || wasSent) {
      remove();
      return;
    }
    // Where the page shows another chat it keeps its document: a prompt is for its own.
    if (!isPut && isOfAnotherChat(prompt)) {
      bar.host.remove();
      return;
    }
    bar.place();
    keepClear();
  }

  listen(window, "pagehide", bar.signal, remove);
  chrome.runtime.onMessage.addListener(switchedOff);
  state.offer = { remove };
  const ticking = setInterval(place, 1000);
  place();
  setTimeout(show, READ_AFTER);
  return "shown";
}
