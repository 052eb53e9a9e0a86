// Has the popup explain a page that refuses its person, which no outage is and nothing is done about.
import { refusal } from "../shared/advice.js";
import { collect } from "../../content/page-facts.js";
import { judge } from "../../shared/status-reader.js";
import { HOSTS } from "../../background/request-filters.js";

// `view`, as it is where the page that the popup was opened on, or about, refuses; else null.
export async function refused(view, about) {
  const tabs = await chrome.tabs.query({ url: HOSTS, ...(about === undefined && { active: true, currentWindow: true }) });
  const tab = tabs.find(({ id }) => about === undefined || id === about);
  if (!tab || !((await inside(tab, status)) >= 400)) return null;
  const facts = await inside(tab, collect);
  const said = facts && await refusal(await judge(facts, ""), view.lang);
  return said && { ...view, ...said, sign: "i" };
}

async function inside({ id }, func) {
  const ran = await chrome.scripting.executeScript({ target: { tabId: id }, func }).catch(() => []);
  return ran[0]?.result;
}

// What the page's own document came with; a healthy one is not looked into. Injected, so whole in itself.
function status() {
  return performance.getEntriesByType("navigation")[0]?.responseStatus;
}
