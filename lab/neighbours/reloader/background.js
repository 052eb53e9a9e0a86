// What interval reloaders do, written for tests: loads every tab of the site again, every second,
// until one of its pages is well; never one that is loading.
const SITE = ["https://chatgpt.com/*", "https://chat.openai.com/*"];
const isWell = () => !!document.querySelector("#prompt-textarea");
async function round() {
  for (const { id, status } of await chrome.tabs.query({ url: SITE })) {
    if (status !== "complete") continue;
    const [seen] = await chrome.scripting.executeScript({ target: { tabId: id }, func: isWell }).catch(() => []);
    if (!seen?.result) await chrome.tabs.reload(id);
  }
}
setInterval(() => round().catch(() => {}), 1000);
