// Leads to a bookmark of OpenAI's status page, for whoever wants to look there first: opens the page and
// says the keys. To make the bookmark itself would take a permission to read all of them.
import { STATUS_PAGE } from "../../shared/sites.ts";

export interface BookmarkWords {
  /** What to press there, with `{keys}`. */
  bookmark_keys: string;
}

/** What is to be done there, in words. */
export async function bookmarkStatusPage({ bookmark_keys: words }: BookmarkWords): Promise<string> {
  // Behind this page: a popup would close, and its words with it.
  await chrome.tabs.create({ url: STATUS_PAGE, active: false });
  const { os } = await chrome.runtime.getPlatformInfo();
  return words.replace("{keys}", os === "mac" ? "⌘D" : "Ctrl+D");
}
