// Shows in the popup what stands around the card: which access is missing, which tabs fail, and how
// the parts on the status page are; decides nothing.
import { make, makeButton, makeText } from "../../shared/dom.ts";
import { neededOrigins } from "../../shared/settings-store.ts";
import { attempt } from "../../shared/with-time-limit.ts";
import type { Overview } from "./page-core.ts";

const lists = document.querySelector(".around") as HTMLElement;
const access = document.querySelector(".access") as HTMLElement;
let shownLists = "";
let shownAccess = "";

/** Both browsers let people take the access to each host away; a click gives it back. */
export async function showAccess({ missing, give, refused }: Overview): Promise<void> {
  const needed = await neededOrigins();
  const given = await Promise.all(
    needed.map((origin) => chrome.permissions.contains({ origins: [origin] })),
  );
  const origins = needed.filter((_origin, at) => !given[at]);
  const form = JSON.stringify([origins, missing]);
  if (shownAccess === form) return;
  shownAccess = form;
  if (!origins.length) {
    access.replaceChildren();
    return;
  }
  const hosts = origins.map((origin) => new URL(origin).host).join(", ");
  const came = make("p");
  // A permission can be asked for in the click itself alone.
  const request = async (): Promise<void> => {
    const ask = (): Promise<boolean> => chrome.permissions.request({ origins });
    came.textContent = (await attempt("permissions.request", ask, false)) ? "" : refused;
  };
  access.replaceChildren(
    makeText("p", missing.replace("{hosts}", hosts)),
    makeButton(give, request),
    came,
  );
}

export function showLists(shown: Overview): void {
  const form = JSON.stringify(shown);
  if (form === shownLists) return;
  shownLists = form;
  const open = new Set([...lists.querySelectorAll("[open]")].map(({ className }) => className));
  const all: HTMLDetailsElement[] = [];
  if (shown.tabs.length) all.push(listOf("tabs", shown.tabs_title, shown.tabs.map(tabItem)));
  if (shown.parts.length) all.push(listOf("parts", shown.parts_title, shown.parts.map(partItem)));
  for (const list of all) list.open = open.has(list.className);
  lists.replaceChildren(...all);
}

function tabItem({ id, address }: Overview["tabs"][number]): HTMLElement {
  const goThere = async (): Promise<void> => {
    const tab = await chrome.tabs.update(id, { active: true });
    if (tab) await chrome.windows.update(tab.windowId, { focused: true });
  };
  return make("li", {}, makeButton(address, goThere));
}

// OpenAI's own words stay as OpenAI wrote them.
function partItem({ name, state }: Overview["parts"][number]): HTMLElement {
  return make("li", {}, make("bdi", { lang: "en" }, name), makeText("span", state));
}

function listOf(className: string, title: string, items: HTMLElement[]): HTMLDetailsElement {
  return make("details", { className }, makeText("summary", title), make("ul", {}, ...items));
}
