// Says in the popup what people chose to be told, and does what they press: tabs are closed or put
// to sleep at a click alone, and what was closed can be brought back.

const box = document.createElement("section");
box.className = "advice";

export function paint(told, mount) {
  if (!told?.lines.length) return box.remove();
  const buttons = told.buttons.map(({ label, does, tabs }) => press(label, () => ACTS[does](tabs, told)));
  box.replaceChildren(...told.lines.map(line), ...buttons);
  mount.append(box);
}

const ACTS = {
  sleep: (tabs) => Promise.allSettled(tabs.map((id) => chrome.tabs.discard(id))),
  async close(ids, { undo }) {
    const tabs = await Promise.all(ids.map((id) => chrome.tabs.get(id)));
    await chrome.tabs.remove(ids);
    const back = () => Promise.all(tabs.map(({ url, windowId, index }) =>
      chrome.tabs.create({ url, windowId, index, active: false })));
    box.append(press(undo, back));
  },
};

function press(label, does) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  button.addEventListener("click", async () => {
    await does();
    button.remove();
  });
  return button;
}

function line(text) {
  return Object.assign(document.createElement("p"), { textContent: text });
}
