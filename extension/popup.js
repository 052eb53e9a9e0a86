// Shows the current card in the toolbar's popup.
import { access, around } from "./around.js";
import { advice, habits, last, overview } from "./advice.js";
import { choose } from "./chosen.js";
import { early } from "./early.js";
import { paint as told } from "./habits.js";
import { panel } from "./panel.js";
import { refused } from "./refused.js";
import { remedies } from "./remedies.js";
import { saved } from "./saved.js";

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
  // What failed meanwhile stays shown.
  if (answer.view.tone === "quiet") refused(answer.view, about).then((view) => view && asked === answer && show(view));
  const told = await overview(answer.view.lang);
  around(told);
  await access(told);
  past(answer.view.lang, await last(answer.view.lang));
  remedies(answer.view.tone === "quiet" ? null : await advice(answer.view.lang, about), mount);
  if (about !== undefined) unfold();
  await saved(document.querySelector("aside"));
  return answer;
}

// What it was opened for stands open, and is where the keyboard is.
let unfolded = false;
function unfold() {
  const folded = unfolded ? null : mount.querySelector("details.advice");
  if (!folded) return;
  folded.open = unfolded = true;
  folded.querySelector("summary").focus();
  folded.scrollIntoView();
}

// The last outage, and the way to all of them; and whose Gatewatch is.
function past(lang, { last, at, open, own }) {
  const when = at && new Date(at).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
  const line = Object.assign(document.createElement("p"), { textContent: last?.replace("{when}", when) ?? "" });
  const link = Object.assign(document.createElement("a"), { href: "history.html", target: "_blank", textContent: open });
  document.querySelector(".last").replaceChildren(line, link, Object.assign(document.createElement("small"), { textContent: own }));
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
early().then((view) => answered || show(view));
// The switch comes last: what fills above it would move it from under a finger.
ask(true)
  .then(async (answer) => answer && told(await habits(answer), mount))
  .finally(() => answered && footer.replaceChildren(label, open));
