// Shows the current card in the toolbar's popup.
import { advice, habits } from "./advice.js";
import { paint as told } from "./habits.js";
import { panel } from "./panel.js";
import { remedies } from "./remedies.js";
import { saved } from "./saved.js";

const mount = document.querySelector("main");
const footer = document.querySelector("footer");

async function ask(opened) {
  const answer = await chrome.runtime.sendMessage({ kind: "popup", opened });
  if (!answer?.view) return null;
  document.documentElement.lang = answer.view.lang;
  document.documentElement.dir = answer.view.dir;
  panel({ view: answer.view, mount });
  foot(answer);
  remedies(answer.view.tone === "quiet" ? null : await advice(answer.view.lang), mount);
  await saved(document.querySelector("aside"));
  return answer;
}

// The one switch, and the way to all the others.
function foot({ on, switch: words, settings }) {
  const tick = Object.assign(document.createElement("input"), { type: "checkbox", checked: on });
  tick.addEventListener("click", async () => {
    await chrome.runtime.sendMessage({ kind: "choose", name: "on", value: tick.checked });
    ask(false);
  });
  const label = document.createElement("label");
  label.append(tick, words);
  const open = Object.assign(document.createElement("button"), { type: "button", textContent: settings });
  open.addEventListener("click", () => chrome.runtime.openOptionsPage().then(() => close()));
  footer.replaceChildren(label, open);
}

chrome.storage.session.onChanged.addListener(({ trace }) => void (trace || ask(false)));
ask(true).then(async (answer) => answer && told(await habits(answer), mount));
