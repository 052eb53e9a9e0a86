// Fills what stands around the popup's card, from what the core answered: access, tabs, causes and
// remedies, the last outage, prompts that are kept, habits.
import { access, around } from "./lists.js";
import { advice, habits as worked, last, overview } from "../shared/advice.js";
import { paint } from "./habits.js";
import { refused } from "./blocked-page.js";
import { remedies } from "../shared/remedies.js";
import { saved } from "./saved-prompts.js";

export async function fill({ view }, { about, mount, instead }) {
  const quiet = view.tone === "quiet";
  if (quiet) refused(view, about).then((refusing) => refusing && instead(refusing));
  const told = await overview(view.lang);
  around(told);
  await access(told);
  past(view.lang, await last(view.lang));
  remedies(quiet ? null : await advice(view.lang, about), mount);
  if (about !== undefined) unfold(mount);
  await saved(document.querySelector("aside"));
}

export const habits = async (answer, mount) => paint(await worked(answer), mount);

// What it was opened for stands open, and is where the keyboard is.
let unfolded = false;
function unfold(mount) {
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
