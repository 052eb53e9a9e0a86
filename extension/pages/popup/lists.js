// Shows in the popup what stands around the card: which access is missing, which tabs fail, and how
// the parts on OpenAI's page are; decides nothing.
import { HOSTS } from "../../background/request-filters.js";

const ORIGINS = [...HOSTS, "https://status.openai.com/*"];
const box = document.querySelector(".around");
const gate = document.querySelector(".access");
let shown;

// Both browsers let people take the access to each host away; a click gives it back.
export async function access({ missing, give, refused }) {
  const held = await Promise.all(ORIGINS.map((origin) => chrome.permissions.contains({ origins: [origin] })));
  const origins = ORIGINS.filter((_, at) => !held[at]);
  const form = JSON.stringify([origins, missing]);
  if (gate.form === form) return;
  gate.form = form;
  if (!origins.length) return gate.replaceChildren();
  const hosts = origins.map((origin) => new URL(origin).host).join(", ");
  const came = make("p", "");
  // A permission can be asked for in the click itself alone.
  const ask = () => chrome.permissions.request({ origins }).catch(() => false)
    .then((given) => (came.textContent = given ? "" : refused));
  gate.replaceChildren(make("p", missing.replace("{hosts}", hosts)), press(give, ask), came);
}

export function around(told) {
  const form = JSON.stringify(told);
  if (form === shown) return;
  shown = form;
  const open = new Set([...box.querySelectorAll("[open]")].map(({ className }) => className));
  const lists = [];
  if (told.tabs.length) lists.push(fold("tabs", told.tabs_title, told.tabs.map(tab)));
  if (told.parts.length) lists.push(fold("parts", told.parts_title, told.parts.map(part)));
  for (const list of lists) list.open = open.has(list.className);
  box.replaceChildren(...lists);
}

const tab = ({ id, address }) => [press(address, async () => {
  const { windowId } = await chrome.tabs.update(id, { active: true });
  await chrome.windows.update(windowId, { focused: true });
})];

// OpenAI's own words stay as OpenAI wrote them.
const part = ({ name, state }) => [Object.assign(make("bdi", name), { lang: "en" }), make("span", state)];

function fold(name, title, items) {
  const list = make("ul", "", ...items.map((parts) => make("li", "", ...parts)));
  return Object.assign(make("details", "", make("summary", title), list), { className: name });
}

export function press(text, does) {
  const button = Object.assign(make("button", text), { type: "button" });
  button.addEventListener("click", does);
  return button;
}

export function make(tag, text, ...inside) {
  const element = document.createElement(tag);
  element.append(...(text ? [text] : []), ...inside);
  return element;
}
