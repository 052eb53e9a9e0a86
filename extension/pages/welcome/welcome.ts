// The first-run page, shown once: what Gatewatch does, a made-up failure with the real core and card,
// and the first choices, which settings.ts puts in.
import { make, makeText } from "../../shared/dom.ts";
import { welcome } from "../../shared/generated/gatewatch.js";
import { loadWasm } from "../../shared/load-wasm.ts";
import { chosenWords, currentSettings, onAnySettingChanged } from "../../shared/settings-store.ts";
import { pageCard } from "../shared/page-card.ts";
import "../settings/settings.ts";
import type { ToDemo, ToDemoPage } from "./demo-worker.ts";

/** What the page says; src/pages/welcome.rs puts it together. */
interface WelcomePage {
  lang: string;
  dir: string;
  title: string;
  does: string;
  touches: string;
  touched: string;
  keeps: string;
  kept: string;
  own: string;
  tries: string;
  tried: string;
  again: string;
  settings: string;
  history: string;
}

const begin = make("button", { type: "button" });
const mount = make("div");
const card = pageCard(mount);
let demo: Worker | undefined;
let shown: WelcomePage | undefined;

function place(selector: string): HTMLElement {
  return document.querySelector(selector) as HTMLElement;
}

function tellDemo(message: ToDemo): void {
  demo?.postMessage(message);
}

async function paint(): Promise<void> {
  const [settings] = await Promise.all([currentSettings(), loadWasm()]);
  const words = await chosenWords(settings, paint);
  const page = welcome(...words) as WelcomePage;
  shown = page;
  document.documentElement.lang = page.lang;
  document.documentElement.dir = page.dir;
  document.title = page.title;
  place("header div").replaceChildren(makeText("h1", page.title), makeText("p", page.does));
  place(".facts").replaceChildren(
    makeText("h2", page.touches),
    makeText("p", page.touched),
    makeText("h2", page.keeps),
    makeText("p", page.kept),
    makeText("p", page.own),
  );
  begin.textContent = demo ? page.again : page.tries;
  const tried = makeText("p", page.tried);
  if (demo) place(".try p").replaceWith(tried);
  else place(".try").replaceChildren(begin, tried, mount);
  place("main > h2").textContent = page.settings;
  place("footer").replaceChildren(
    make("a", { href: "settings.html" }, page.settings),
    make("a", { href: "history.html" }, page.history),
  );
  tellDemo({ speak: words });
}

begin.addEventListener("click", async () => {
  demo?.terminate();
  demo = new Worker("demo-worker.js", { type: "module" });
  demo.addEventListener("message", ({ data }: MessageEvent<ToDemoPage>) => {
    if (data) card.show(data);
    else card.remove();
  });
  tellDemo({ begin: await chosenWords(await currentSettings()) });
  begin.textContent = shown?.again ?? "";
});

// What is pressed in its card is for this failure alone: the background hears nothing of it.
mount.addEventListener(
  "click",
  (event) => {
    const [target] = event.composedPath();
    const button =
      target instanceof Element ? target.closest<HTMLElement>("button[data-button]") : null;
    if (!button || !event.isTrusted) return;
    event.stopPropagation();
    tellDemo({ press: button.dataset["button"] ?? "" });
  },
  true,
);

onAnySettingChanged(paint);
void paint();
