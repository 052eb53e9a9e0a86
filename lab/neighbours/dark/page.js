// What dark-mode injectors do, written for tests: rules with !important for everything, a style on every
// element as it comes, and an inversion of the whole page.
const sheet = document.createElement("style");
sheet.textContent = `html { filter: invert(0.92) hue-rotate(180deg) !important }
  :root *, ::before, ::after { background-color: #181a1b !important; color: #222 !important; border-color: #222 !important;
    opacity: 0.5 !important; mix-blend-mode: difference !important; text-shadow: none !important }`;
const put = () => {
  if (document.documentElement && !sheet.isConnected) document.documentElement.append(sheet);
  for (const element of document.documentElement?.querySelectorAll("*:not([data-darkened])") ?? []) {
    element.dataset.darkened = "";
    element.style.setProperty("background-color", "#181a1b", "important");
    element.style.setProperty("color", "#222", "important");
    element.style.setProperty("opacity", "0.5", "important");
  }
};
new MutationObserver(put).observe(document, { childList: true, subtree: true });
put();
