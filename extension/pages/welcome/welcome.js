// The first-run page, shown once: what Gatewatch does, a made-up failure with the real core and card,
// and the first choices, which settings.js puts in.
import { own, policy, words } from "../../shared/settings-store.js";
import { load } from "../../shared/load-wasm.js";
import init, { welcome } from "../../shared/generated/gatewatch.js";
import { panel } from "../../content/card.js";
import "../settings/settings.js";

const of = (place) => document.querySelector(place);
const core = load("gatewatch_bg.wasm").then((module) => init({ module_or_path: module }));
const begin = Object.assign(make("button", ""), { type: "button" });
const mount = make("div", "");
let spoken; // the language and its texts
let said;
let trial; // the worker

async function speak() {
  const [stored, locked] = await Promise.all([own(), policy(), core]);
  spoken = await words({ ...stored, ...locked }, speak);
  said = welcome(...spoken);
  document.documentElement.lang = said.lang;
  document.documentElement.dir = said.dir;
  document.title = said.title;
  of("header div").replaceChildren(make("h1", said.title), make("p", said.does));
  of(".facts").replaceChildren(make("h2", said.touches), make("p", said.touched), make("h2", said.keeps), make("p", said.kept), make("p", said.own));
  begin.textContent = trial ? said.again : said.tries;
  const tried = make("p", said.tried);
  if (trial) of(".try p").replaceWith(tried);
  else of(".try").replaceChildren(begin, tried, mount);
  of("main > h2").textContent = said.choices;
  const link = ([words, href]) => Object.assign(make("a", words), { href });
  of("footer").replaceChildren(...[[said.settings, "settings.html"], [said.history, "history.html"]].map(link));
  trial?.postMessage({ speak: spoken });
}

begin.addEventListener("click", () => {
  trial?.terminate();
  trial = new Worker("trial.js", { type: "module" });
  trial.onmessage = ({ data }) => panel(data ? { view: data, mount } : { gone: true });
  trial.postMessage({ begin: spoken });
  begin.textContent = said.again;
});

// What is pressed in its card is for this failure alone: the background hears nothing of it.
mount.addEventListener("click", (event) => {
  const pressed = event.composedPath()[0].closest?.("button[data-button]");
  if (!pressed || !event.isTrusted) return;
  event.stopPropagation();
  trial.postMessage({ press: pressed.dataset.button });
}, true);

function make(tag, text, ...inside) {
  const element = document.createElement(tag);
  element.append(...(text ? [text] : []), ...inside);
  return element;
}

chrome.storage.sync.onChanged.addListener(speak);
speak();
