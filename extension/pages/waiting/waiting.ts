// Stands in for a page that the browser lets nobody draw on, keeps its address, and goes back
// to it when told. The address is in this page's own address, so that nothing can lose it.
import { isFromBackground } from "../../shared/protocol.ts";
import type { ToBackground } from "../../shared/protocol.ts";
import { currentSettings } from "../../shared/settings-store.ts";
import { isSiteAddress } from "../../shared/sites.ts";
import { forgetWaitingPage, keepWaitingPage } from "../../shared/waiting-page-store.ts";
import { attempt, inTime, PAGE_ANSWERS_WITHIN } from "../../shared/with-time-limit.ts";
import { ask } from "../shared/ask.ts";
import { hearNotifyButton } from "../shared/notify-button.ts";
import { pageCard } from "../shared/page-card.ts";
import { fillDetails } from "../shared/details.ts";
import { createFooter } from "../shared/page-footer.ts";

const mount = document.querySelector("main") as HTMLElement;
const card = pageCard(mount);
const footer = createFooter(
  () => void refresh(),
  () => undefined,
);
hearNotifyButton(mount);
const address = keptAddress() ?? (await keptOwnAddress());
let ownTab: number | undefined; // once the browser has said it
let isGone = false; // on its way out it asks nothing more
let isSeenKnown = false; // whether the core knows that it is looked at
// In Firefox a question that is cut off by leaving is an error, so that leaving waits for all of them.
let asking: Promise<unknown> = Promise.resolve();

function keptAddress(): string | null {
  try {
    const kept = decodeURIComponent(location.hash.slice(1));
    return isSiteAddress(kept) ? new URL(kept).href : null;
  } catch {
    return null; // somebody wrote that address by hand
  }
}

// On a site of one's own: which one that is the settings say.
async function keptOwnAddress(): Promise<string | null> {
  if (!location.hash) return null;
  await currentSettings();
  return keptAddress();
}

function question<Answer>(work: Promise<Answer>): Promise<Answer> {
  asking = Promise.allSettled([asking, work]);
  return work;
}

async function tell(message: ToBackground): Promise<void> {
  if (isGone) return;
  await question(
    attempt(`send ${message.kind}`, () => chrome.runtime.sendMessage(message), undefined),
  );
}

function tellVisible(): void {
  isSeenKnown = true;
  void tell({ kind: "visibilityChanged", visible: !document.hidden });
}

// One press of Back must lead to the page before: where the failing page stands one step behind this
// one (Chromium), going back loads it; where this page took its place (Firefox), it is replaced in
// turn.
async function leave(): Promise<void> {
  if (!address) return;
  // Told so again it is still here: going back led nowhere.
  const isStuck = isGone;
  isGone = true;
  void forgetWaitingPage();
  const isReplaced = location.protocol === "moz-extension:";
  await inTime(asking, PAGE_ANSWERS_WITHIN);
  if (!isReplaced && !isStuck && history.length > 1) history.back();
  else location.replace(address);
}

async function refresh(): Promise<void> {
  if (isGone || !address) return;
  const asked = attempt("waiting page", () => ask({ kind: "waitingView", address }), undefined);
  const answer = await question(asked);
  if (isGone) return;
  if (!answer?.view) {
    void leave(); // nothing fails: somebody went Forward to this page
    return;
  }
  const { view, tab } = answer;
  document.documentElement.lang = view.lang;
  document.documentElement.dir = view.dir;
  document.title = view.title;
  card.show(view);
  if (!isSeenKnown) tellVisible();
  footer.show(answer);
  // What stands around the card is read after it.
  await question(fillDetails(view, { aboutTab: tab, mount }));
  footer.place();
}

async function copy(text: string, reply: (answer: string) => void): Promise<void> {
  const write = async (): Promise<string> => {
    await navigator.clipboard.writeText(text);
    return "copied";
  };
  reply(await attempt("clipboard", write, "refused"));
}

chrome.runtime.onMessage.addListener((message: unknown, sender, reply) => {
  // A script in a page can send messages here, too: only the extension itself is obeyed.
  if (!isFromBackground(message, sender)) return false;
  if (message.kind === "languageChanged") void refresh();
  if (message.kind === "copyPrompt" && message.address === address) {
    void copy(message.text, reply);
    return true; // the reply comes later
  }
  // Other tabs may wait for the same address, and go back one by one.
  const isMeant = message.kind === "leaveWaitingPage" && message.tab === (ownTab ?? message.tab);
  if (isMeant && message.address === address) {
    const isHeld = !message.evenIfBusy && card.isInUse();
    reply(isHeld ? "at work" : true);
    if (!isHeld) void leave();
  }
  return false;
});
// The core keeps its state there at each change: the cheapest way to hear of one.
chrome.storage.session.onChanged.addListener(({ snapshot, open }) => {
  if (snapshot || open) void refresh();
});
document.addEventListener("visibilitychange", tellVisible);
addEventListener("pagehide", () => {
  if (!isGone) void forgetWaitingPage();
  isGone = true;
});
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted || !address) return;
  isGone = false; // back from the browser's store of pages: does anything still fail?
  void keepWaitingPage(address);
  void refresh();
});
if (address) {
  void keepWaitingPage(address);
  void refresh();
  const findTab = (): Promise<chrome.tabs.Tab | undefined> => chrome.tabs.getCurrent();
  ownTab = (await attempt("tabs.getCurrent", findTab, undefined))?.id;
}
