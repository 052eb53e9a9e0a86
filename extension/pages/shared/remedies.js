// Shows what may be wrong and what else can be done, from what the core says; decides nothing.
// It unfolds below the card on the extension's own pages.
import { trace } from "./advice.js";
import { STATUS_PAGE, bookmark } from "./status-bookmark.js";
import { choose, chosen } from "../../shared/settings-store.js";

const LINKS = {
  "status-page": STATUS_PAGE,
  support: "https://help.openai.com/",
};

let shown = "";
let folded;
// What came of each press, where it is shown: evidence that changes meanwhile does not wipe it out.
const answers = new Map();

// Shows `advice` below the card in `mount`, or takes it away where there is none. Where nothing
// changed nothing is touched, so that what was unfolded or is being read stays.
export function remedies(advice, mount) {
  const form = JSON.stringify(advice && { ...advice, report: "" });
  if (folded) folded.advice = advice;
  if (form === shown) return;
  shown = form;
  if (!advice) {
    folded?.remove();
    folded = undefined;
    answers.clear();
    return;
  }
  folded ??= document.createElement("details");
  folded.className = "advice";
  folded.advice = advice;
  const parts = [make("summary", advice.title)];
  if (advice.causes.length) {
    parts.push(make("h2", advice.why), list("ul", advice.causes, cause));
  }
  parts.push(...advice.questions.map(({ name, text }) => make("p", text, " ", ...told(name, advice.yes, advice.no))));
  parts.push(...advice.explained.map((text) => make("p", text)));
  if (advice.offers.length) parts.push(list("ol", advice.offers, offer));
  parts.push(make("p", "", act(advice.copy, copyReport), act(advice.save, saveReport), act(advice.trace, async () => copy(await trace()))));
  folded.replaceChildren(...parts);
  mount.append(folded);
}

function cause({ text, lines }) {
  return [make("strong", text), ...lines.map((line) => make("p", line))];
}

// What nobody but a person can know is evidence: a button for each answer.
function told(question, ...words) {
  return words.map((text, no) =>
    act(text, () => chrome.runtime.sendMessage({ kind: "told", question, yes: !no }).then(() => folded?.advice.thanks), question + text));
}

function offer({ remedy, text, mark, cost, lines, came, works, fails }) {
  const does = ACTS[remedy];
  const head = LINKS[remedy] ? link(text, LINKS[remedy], does) : does ? act(text, does) : make("strong", text);
  const said = make("p", came ?? "");
  said.role = "status";
  const more = MORE[remedy]?.() ?? [];
  const asked = works ? [make("p", "", ...told(remedy, works, fails))] : [];
  return [head, make("span", `${mark}. ${cost}`), ...lines.map((line) => make("p", line)), ...more, ...asked, said];
}

const ACTS = {
  "clear-cache": () => chrome.runtime.sendMessage({ kind: "pressed", button: "clear_cache" }).catch(() => {}),
  // Telephones have no windows.
  "private-window": () => !chrome.windows ? folded.advice.no_way
    : chrome.windows.create({ incognito: true, url: folded.advice.address })
      .then(() => folded.advice.done, isForbidden),
  "other-browser": () => copy(folded.advice.address),
  support: copyReport,
};

// What a remedy has beside its own button.
const MORE = {
  // Firefox opens no such page for an extension.
  "clear-cache": () => location.protocol === "chrome-extension:"
    ? [act(folded.advice.own_page, () => void chrome.tabs.create({ url: "chrome://settings/clearBrowserData" }))]
    : [],
  "restart-router": () => [act(folded.advice.router_start, router)],
  "status-page": () => [act(folded.advice.bookmark, () => bookmark(folded.advice))],
  wait: () => [act(folded.advice.notify, notify)],
};

// Ten seconds off, then the network is waited for, and ChatGPT is asked.
async function router(show) {
  for (let left = 10; left > 0; left--) {
    show(left);
    await new Promise((tick) => setTimeout(tick, 1000));
  }
  show(folded.advice.router_on);
  if (!navigator.onLine) await new Promise((back) => addEventListener("online", back, { once: true }));
  await chrome.runtime.sendMessage({ kind: "pressed", button: "check_now" });
  return folded?.advice.router_back;
}

// A permission can be asked for in the click itself alone.
async function notify() {
  const given = await chrome.permissions.request({ permissions: ["notifications"] });
  if (!given) return folded.advice.no_leave;
  if ((await chosen())?.notify) return folded?.advice.nothing;
  await choose("notify", true);
  return folded?.advice.thanks;
}

function copyReport() {
  return copy(folded.advice.report);
}

function copy(text) {
  return navigator.clipboard.writeText(text).then(() => folded.advice.done, () => folded.advice.failed);
}

// By the extension's own switch, which its person can turn, or by somebody else.
async function isForbidden() {
  return (await chrome.extension.isAllowedIncognitoAccess()) ? folded.advice.failed : folded.advice.refused;
}

function saveReport() {
  const file = document.createElement("a");
  file.href = URL.createObjectURL(new Blob([folded.advice.report], { type: "text/plain" }));
  file.download = "gatewatch-report.txt";
  file.click();
  URL.revokeObjectURL(file.href);
}

function act(text, does, name) {
  return pressed(Object.assign(make("button", text), { type: "button" }), does, name);
}

function link(text, href, does) {
  const a = Object.assign(make("a", text), { href, target: "_blank", rel: "noreferrer noopener" });
  return does ? pressed(a, does) : a;
}

// Behind what is pressed, what came of it.
function pressed(element, does, name = element.textContent) {
  const came = answers.get(name) ?? make("span", "");
  answers.set(name, came);
  came.role = "status";
  element.addEventListener("click", async () => {
    const said = await does((now) => (came.textContent = now));
    if (typeof said === "string") came.textContent = said;
  });
  return make("span", "", element, came);
}

function list(tag, items, parts) {
  return make(tag, "", ...items.map((item) => make("li", "", ...parts(item))));
}

function make(tag, text, ...inside) {
  const element = document.createElement(tag);
  element.append(...(text ? [text] : []), ...inside);
  return element;
}
