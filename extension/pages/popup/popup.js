// Shows the current card in the toolbar's popup at once; what stands around it is read after it.
import { choose } from "../../shared/settings-store.js";
import { early } from "./placeholder.js";
import { panel } from "../../content/card.js";

const mount = document.querySelector("main");
const footer = document.querySelector("footer");
// The tab that it was opened about, if it was about one: its address says so, for the core, too.
const about = /^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : undefined;
let answered = false; // by the core
let asked; // the last answer

function show(view) {
  document.documentElement.lang = view.lang;
  document.documentElement.dir = view.dir;
  panel({ view, mount });
}

async function ask(opened) {
  // A background that is just ending hears nothing: the second question wakes it anew.
  const say = () => chrome.runtime.sendMessage({ kind: "popup", opened });
  const answer = await say().catch(say).catch(() => null);
  if (!answer?.view) return null;
  answered = true;
  show(answer.view);
  foot(answer);
  keep(answer.view);
  asked = answer;
  const { fill } = await below;
  // What failed meanwhile stays shown.
  await fill(answer, { about, mount, instead: (view) => asked === answer && show(view) });
  return answer;
}

// For the next time, which is to be seen at once.
let kept;
function keep(view) {
  const form = JSON.stringify(view);
  if (form !== kept) chrome.storage.session.set({ shown: view });
  kept = form;
}

// The one switch, and the way to all the others: they stay the same, or a click in the middle of an
// answer would go to one that is no more.
const tick = Object.assign(document.createElement("input"), { type: "checkbox" });
const label = document.createElement("label");
const open = Object.assign(document.createElement("button"), { type: "button" });
tick.addEventListener("click", async () => {
  await choose("on", tick.checked);
  ask(false);
});
open.addEventListener("click", () => chrome.runtime.openOptionsPage().then(() => close()));

function foot({ on, switch: words, settings }) {
  tick.checked = on;
  open.textContent = settings;
  if (label.textContent !== words) label.replaceChildren(tick, words);
}

chrome.storage.session.onChanged.addListener(({ snapshot, open }) => (snapshot || open) && ask(false));
for (const changed of [chrome.permissions.onAdded, chrome.permissions.onRemoved]) changed.addListener(() => ask(true));
addEventListener("textscame", () => ask(false)); // the language could not be read before
chrome.runtime.onMessage.addListener(({ kind }) => void (kind === "spoken" && ask(false)));
const below = early()
  .then((view) => answered || show(view))
  .catch(() => {}) // a store that fails takes the first view alone
  .then(() => import("./details.js"));
// The switch comes last: what fills above it would move it from under a finger.
ask(true)
  .then(async (answer) => answer && (await below).habits(answer, mount))
  .finally(() => answered && footer.replaceChildren(label, open));
