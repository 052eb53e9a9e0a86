// What draft savers do, written for tests: keeps what is typed in the box at each input, and writes it into
// an empty one as soon as the page has it again.
const KEY = "neighbours-draft";
const box = () => document.querySelector("#prompt-textarea");
const said = (element) => element.value ?? element.innerText;
document.addEventListener("input", () => {
  const element = box();
  if (element && said(element).trim()) chrome.storage.local.set({ [KEY]: said(element) });
}, true);
async function back() {
  const element = box();
  if (!element || element.dataset.draftKnown) return;
  element.dataset.draftKnown = "";
  const text = (await chrome.storage.local.get(KEY))[KEY];
  if (!text || said(element).trim()) return;
  element.focus();
  document.execCommand("insertText", false, text);
  document.documentElement.dataset.draft = "back";
}
new MutationObserver(back).observe(document, { childList: true, subtree: true });
back();
