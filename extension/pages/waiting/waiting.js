// Stands in for a page that the browser lets nobody draw on, keeps its address, and goes back
// to it when told. The address is in this page's own address, so that nothing can lose it.
import { panel } from "../../content/card.js";
import { isOwn } from "../../shared/senders.js";
import { leaves, stands } from "../../shared/waiting-page-store.js";

const HOSTS = ["chatgpt.com", "chat.openai.com"];
const mount = document.querySelector("main");
const address = kept();
let below; // a promise of what fills the page below its card
let gone = false;
let seen = false; // whether the core knows if it is looked at
let asked = Promise.resolve(); // a question that is cut off by leaving is an error in Firefox

function kept() {
  try {
    const url = new URL(decodeURIComponent(location.hash.slice(1)));
    return url.protocol === "https:" && HOSTS.includes(url.host) ? url.href : null;
  } catch {
    return null;
  }
}

// One press of Back must lead to the page before: where the failing page stands one step behind
// this one (Chromium), going back loads it; where this page took its place (Firefox), it is
// replaced in turn.
function leave() {
  if (gone || !address) return;
  gone = true;
  leaves();
  const replaces = location.protocol === "moz-extension:";
  asked.finally(() => {
    if (!replaces && history.length > 1) history.back();
    else location.replace(address);
  });
}

function tellSeen() {
  seen = true;
  say({ kind: "seen", visible: !document.hidden });
}

function say(message) {
  if (gone) return;
  const answer = chrome.runtime.sendMessage(message);
  asked = Promise.allSettled([asked, answer]);
  return answer;
}

async function ask() {
  const answer = await say({ kind: "waiting", address });
  if (gone) return;
  if (!answer?.view) return leave(); // nothing fails: somebody went Forward to this page
  document.documentElement.lang = answer.view.lang;
  document.documentElement.dir = answer.view.dir;
  document.title = answer.title;
  panel({ view: answer.view, mount });
  if (!seen) tellSeen();
  // What stands below the card is read after it.
  below ??= Promise.all([import("../shared/advice.js"), import("../shared/remedies.js")]);
  const told = below.then(([{ advice }]) => advice(answer.view.lang, answer.tab));
  asked = Promise.allSettled([asked, told]);
  const [[, { remedies }], causes] = await Promise.all([below, told]);
  remedies(causes, mount);
}

// A script in a page can send messages here, too: only the extension itself is obeyed.
chrome.runtime.onMessage.addListener((message, sender, reply) => {
  if (!isOwn(sender)) return;
  if (message.kind === "spoken") return void ask();
  if (message.kind === "copy" && message.address === address) {
    navigator.clipboard.writeText(message.text).then(() => reply("copied"), () => reply("refused"));
    return true; // the reply comes later
  }
  if (message.kind !== "leave" || message.address !== address) return;
  if (!message.anyway && globalThis[Symbol.for("gatewatch")]?.card?.atWork()) return reply("at work");
  reply(true);
  leave();
});
// The core keeps its state there at each change: the cheapest way to hear of one.
chrome.storage.session.onChanged.addListener(({ trace }) => void (trace || ask()));
document.addEventListener("visibilitychange", tellSeen);
// On its way out it asks nothing more: in Firefox a question that is cut off is an error.
addEventListener("pagehide", () => {
  if (!gone) leaves();
  gone = true;
});
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  gone = false; // back from the browser's store of pages: does anything still fail?
  stands(address);
  ask();
});
if (address) {
  stands(address);
  ask();
}
