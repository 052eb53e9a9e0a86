// Shows the current card in the toolbar's popup.
import { advice } from "./advice.js";
import { panel } from "./panel.js";
import { remedies } from "./remedies.js";

const mount = document.querySelector("main");

async function ask(opened) {
  const answer = await chrome.runtime.sendMessage({ kind: "popup", opened });
  if (!answer?.view) return;
  document.documentElement.lang = answer.view.lang;
  document.documentElement.dir = answer.view.dir;
  panel({ view: answer.view, mount });
  remedies(answer.view.tone === "quiet" ? null : await advice(), mount);
}

chrome.storage.session.onChanged.addListener(() => ask(false));
ask(true);
