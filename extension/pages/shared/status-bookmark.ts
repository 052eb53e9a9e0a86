// Bookmarks OpenAI's status page at a click, for whoever wants to look there first.
import { STATUS_PAGE } from "../../shared/sites.ts";

export interface BookmarkWords {
  bookmark_name: string;
  bookmarked: string;
  no_leave: string;
}

/** What came of it, in words. A permission can be asked for in the click itself alone, so before
    anything is awaited. */
export async function bookmarkStatusPage(words: BookmarkWords): Promise<string> {
  const isGiven = await chrome.permissions.request({ permissions: ["bookmarks"] });
  if (!isGiven) return words.no_leave;
  const known = await chrome.bookmarks.search({ url: STATUS_PAGE });
  if (!known.length) {
    await chrome.bookmarks.create({ title: words.bookmark_name, url: STATUS_PAGE });
  }
  return words.bookmarked;
}
