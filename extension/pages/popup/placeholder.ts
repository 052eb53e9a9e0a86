// What the popup shows before anybody has answered: from what the stores hold, with no wasm and no
// background. What the core says of it follows.
import type { CardView } from "../../content/card-view.ts";
import type { TextId } from "../../shared/generated/english.js";
import { browserLanguage, chosenWords, currentSettings } from "../../shared/settings-store.ts";
import { readStore } from "../../shared/stores.ts";

type PlaceholderTone = "failing" | "quiet" | "stopped";

interface PlaceholderTexts {
  title: TextId;
  why?: TextId;
  doing?: TextId;
  countdown?: TextId;
}

const TEXTS: Record<PlaceholderTone, PlaceholderTexts> = {
  failing: { title: "panel_title", doing: "doing_waiting", countdown: "countdown_next" },
  quiet: { title: "quiet_title" },
  stopped: { title: "off_title", why: "off_why", countdown: "countdown_left" },
};

/** The view of the last time where things stand as they did then, and else as much as is known. */
export async function placeholderView(): Promise<CardView> {
  const browsers = browserLanguage();
  const guess = chosenWords({ language: browsers }); // read meanwhile: few choose another
  const [settings, { open = false, shown }] = await Promise.all([
    currentSettings(),
    readStore("session", "open", "shown"),
  ]);
  const language = settings.language || browsers;
  const isOff = settings.on === false;
  if (shown?.lang === language && isOfSameKind(shown, isOff, open)) return withoutPast(shown);
  const words = language === browsers ? guess : chosenWords(settings);
  const [lang, texts] = await words;
  const tone = toneOf(isOff, open);
  const say = (id: TextId | undefined): string => (id && texts[id]) ?? "";
  return {
    lang,
    dir: lang === "ar" ? "rtl" : "ltr",
    tone,
    label: say("panel_label"),
    title: say(TEXTS[tone].title),
    why: say(TEXTS[tone].why),
    doing: say(TEXTS[tone].doing),
    countdown: say(TEXTS[tone].countdown),
    next_check: null,
    checks: null,
    checked: "",
    since: "",
    more: "",
    status: {
      state: "asking",
      lang: "en",
      lines: [say("status_asking")],
      details: [],
      unfold: "",
      age: "",
      read_at: null,
    },
    notes: [],
    buttons: [],
    about: "",
    just_now: "",
  };
}

function toneOf(isOff: boolean, isOpen: boolean): PlaceholderTone {
  if (isOff) return "stopped";
  return isOpen ? "failing" : "quiet";
}

function isOfSameKind({ tone }: CardView, isOff: boolean, isOpen: boolean): boolean {
  if (tone === "stopped") return isOff;
  if (tone === "quiet") return !isOpen && !isOff;
  return isOpen && !isOff;
}

function withoutPast(view: CardView): CardView {
  const isAhead = view.next_check !== null && view.next_check > Date.now();
  return { ...view, next_check: isAhead ? view.next_check : null };
}
