// Shows the current card in the toolbar's popup at once; what stands around it is read after it.
import type { PopupAnswer } from "../../shared/protocol.ts";
import { isFromBackground } from "../../shared/protocol.ts";
import type { CardView } from "../../content/card-view.ts";
import { writeStore } from "../../shared/stores.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import { ask } from "../shared/ask.ts";
import { hearNotifyButton } from "../shared/notify-button.ts";
import { fillDetails } from "../shared/details.ts";
import { pageCard } from "../shared/page-card.ts";
import { TEXTS_CAME } from "../shared/page-core.ts";
import { createFooter } from "../shared/page-footer.ts";
import { showHabits } from "./habits.ts";
import { placeholderView } from "./placeholder.ts";

const mount = document.querySelector("main") as HTMLElement;
const card = pageCard(mount);
// The tab that it was opened about, if it was about one: its address says so, for the core, too.
// What it was opened for stands in its query.
const isForNotification = location.search === "?notify";
const aboutTab = /^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : undefined;

let latest: PopupAnswer | undefined;
let keptForm = "";

const footer = createFooter(() => void refresh(false), close);

function show(view: CardView): void {
  document.documentElement.lang = view.lang;
  document.documentElement.dir = view.dir;
  card.show(view);
}

async function refresh(opened: boolean): Promise<PopupAnswer | undefined> {
  const answer = await askTwice(opened);
  if (!answer?.view) return undefined;
  // What it was opened for is chosen, or there is nothing left to be told of.
  if (isForNotification && !answer.view.buttons.some(({ button }) => button === "notify")) close();
  latest = answer;
  show(answer.view);
  footer.show(answer);
  keepForNextTime(answer.view);
  await placeheld; // what fills the page around the card comes after it
  await fillDetails(answer.view, {
    aboutTab,
    unfolds: aboutTab !== undefined && !isForNotification,
    mount,
    // What failed meanwhile stays shown.
    showInstead: (view) => {
      if (latest === answer) show(view);
    },
  });
  return answer;
}

// A background that is just ending hears nothing: the second question wakes it anew.
async function askTwice(opened: boolean): Promise<PopupAnswer | null | undefined> {
  const question = (): Promise<PopupAnswer | undefined> => ask({ kind: "popupView", opened });
  const answer = await attempt("popup", question, null);
  return answer ?? attempt("popup", question, null);
}

// The next popup shows it at once.
function keepForNextTime(view: CardView): void {
  const form = JSON.stringify(view);
  if (form !== keptForm) void writeStore("session", { shown: view });
  keptForm = form;
}

async function showPlaceholder(): Promise<void> {
  const view = await attempt("placeholder", placeholderView, null);
  if (view && !latest) show(view);
}

chrome.storage.session.onChanged.addListener(({ snapshot, open }) => {
  if (snapshot || open) void refresh(false);
});
chrome.permissions.onAdded.addListener(() => void refresh(true));
chrome.permissions.onRemoved.addListener(() => void refresh(true));
addEventListener(TEXTS_CAME, () => void refresh(false));
chrome.runtime.onMessage.addListener((message: unknown, sender) => {
  if (isFromBackground(message, sender) && message.kind === "languageChanged") void refresh(false);
});

hearNotifyButton(mount);

const placeheld = showPlaceholder();

async function begin(): Promise<void> {
  const answer = await refresh(true);
  if (answer) await showHabits(answer, mount);
  if (latest) footer.place();
}
void begin();
