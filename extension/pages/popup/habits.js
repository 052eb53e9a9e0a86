// Says in the popup what people chose to be told, and does what they press: tabs are closed or put
// to sleep at a click alone, and for a while that can be undone, in a popup opened later as well.
import { make, press } from "./lists.js";

const { session } = chrome.storage;
const box = make("section", "");
box.className = "advice";
const once = (label, does) => press(label, async ({ target }) => target.replaceWith(make("p", await does())));

export async function paint(told, mount) {
  const { undo } = await session.get("undo");
  // Ten minutes, in ms.
  const undone = told && Date.now() - undo?.at < 6e5 ? [back(told, undo)] : [];
  if (!told || !(told.lines.length || undone.length)) return box.remove();
  box.replaceChildren(...told.lines.map((text) => make("p", text)),
    ...told.buttons.map(({ label, does, tabs }) => once(label, () => act(does, tabs, told))), ...undone);
  mount.append(box);
}

async function act(does, ids, told) {
  const came = await Promise.allSettled(ids.map(DOES[does]));
  const tabs = came.flatMap(({ value }) => value ?? []);
  if (!tabs.length) return told.nothing;
  const undo = { at: Date.now(), does, tabs };
  await session.set({ undo });
  box.append(back(told, undo));
  return told.done;
}

// What is there no more, or sleeps already, is no failure: there is nothing to do.
const DOES = {
  // Chromium gives a tab that sleeps another number.
  sleep: async (id) => (await chrome.tabs.discard(id))?.id ?? id,
  async close(id) {
    const { url, index } = await chrome.tabs.get(id);
    await chrome.tabs.remove(id);
    return { url, index, active: false };
  },
};

// Tabs come back in this window: theirs may be gone.
const back = ({ undo, done, nothing }, { does, tabs }) => once(undo, async () => {
  await session.remove("undo");
  return Promise.all(tabs.map((tab) => chrome.tabs[does === "sleep" ? "reload" : "create"](tab))).then(() => done, () => nothing);
});
