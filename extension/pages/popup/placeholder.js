// What the popup shows before anybody has answered: from what the stores hold, with no wasm and no
// background. What the core says of it follows.
import { chosen, words } from "../../shared/settings-store.js";
import { readStore } from "../../shared/with-time-limit.js";

// The view of the last time where things stand as they did then, and else as much as is known.
export async function early() {
  const browsers = chrome.i18n.getMessage("lang");
  const guess = words({ language: browsers }); // read meanwhile: few choose another
  const [settings, { open = false, shown }] = await Promise.all([
    chosen(),
    readStore(chrome.storage.session, ["open", "shown"]),
  ]);
  const lang = settings.language || browsers;
  const off = settings.on === false;
  const tone = off ? "stopped" : open ? "failing" : "quiet";
  const same = { stopped: off, quiet: !open && !off }[shown?.tone] ?? (open && !off);
  if (shown?.lang === lang && same) return { ...shown, next_check: shown.next_check > Date.now() ? shown.next_check : null };
  const [spoken, texts] = await (lang === browsers ? guess : words(settings));
  const say = (id) => texts[id] ?? "";
  const [title, why, doing, countdown] = {
    stopped: ["off_title", "off_why", "off_doing", "countdown_left"],
    failing: ["panel_title", "", "doing_waiting", "countdown_next"],
    quiet: ["quiet_title", "quiet_why", "quiet_doing", ""],
  }[tone].map(say);
  const status = { state: "asking", lang: "en", lines: [say("status_asking")], age: "", read_at: null };
  return { lang: spoken, dir: spoken === "ar" ? "rtl" : "ltr", tone, title, why, doing, countdown, status, label: say("panel_label"),
    next_check: null, checks: null, checked: "", buttons: [], notes: [], about: "", just_now: "" };
}
