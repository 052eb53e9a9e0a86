// The first-run page, shown once: what Gatewatch does, a made-up failure with the real core and card,
// and the first choices, which settings.ts puts in.
import { make, makeText } from "../../shared/dom.ts";
import { welcome } from "../../shared/generated/gatewatch.js";
import { loadWasm } from "../../shared/load-wasm.ts";
import { chosenWords, currentSettings, onAnySettingChanged } from "../../shared/settings-store.ts";
import { pageCard } from "../shared/page-card.ts";
import type { CardView } from "../../content/card-view.ts";
import { BROWSER_ANSWERS_WITHIN, withTimeLimit } from "../../shared/with-time-limit.ts";
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
  keys: string;
  tried: string;
  again: string;
  settings: string;
  history: string;
}

const again = make("button", { type: "button" });
const mount = make("div");
const card = pageCard(mount);
// Whoever asked their system for less motion sees the card as it stands, and may play it.
const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
let demo: Worker | undefined;
let isPlaying = false;
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
  const isFirst = !shown;
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
    ...(await shortcuts(page)),
    makeText("p", page.own),
  );
  const tried = makeText("p", page.tried);
  if (isFirst) place(".try").replaceChildren(mount, tried, again);
  else place(".try > p").replaceWith(tried);
  again.textContent = isPlaying ? page.again : page.tries;
  place("main > h2").textContent = page.settings;
  place("footer").replaceChildren(
    make("a", { href: "settings.html" }, page.settings),
    make("a", { href: "history.html" }, page.history),
  );
  if (isFirst) void play(!isStill);
  else tellDemo({ speak: words });
}

// As the browser has them: people may have changed them. Telephones have none.
async function shortcuts({ keys }: WelcomePage): Promise<Node[]> {
  const getAll = async (): Promise<chrome.commands.Command[]> => chrome.commands?.getAll() ?? [];
  const all = await withTimeLimit("commands.getAll", getAll, BROWSER_ANSWERS_WITHIN, []);
  const known = all.filter(({ shortcut, description }) => shortcut && description);
  if (!known.length) return [];
  const lines = known.map(({ shortcut, description }) =>
    make("p", {}, makeText("kbd", shortcut ?? ""), ` ${description ?? ""}`),
  );
  return [makeText("h2", keys), ...lines];
}

async function play(moves: boolean): Promise<void> {
  demo?.terminate();
  isPlaying = moves;
  again.textContent = (moves ? shown?.again : shown?.tries) ?? "";
  demo = new Worker("demo-worker.js", { type: "module" });
  demo.addEventListener("message", ({ data }: MessageEvent<ToDemoPage>) => {
    if (data && moves) card.show(data);
    else if (data) showStill(data);
    else card.remove();
  });
  tellDemo({ begin: await chosenWords(await currentSettings()) });
}

// The card once the status page was read, with no seconds that pass.
function showStill(view: CardView): void {
  card.show({ ...view, next_check: null, countdown: "" });
  if (view.status.state !== "asking") demo?.terminate();
}

again.addEventListener("click", () => play(true));

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
