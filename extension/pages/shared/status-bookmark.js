// Bookmarks OpenAI's status page at a click, for whoever wants to look there first.

export const STATUS_PAGE = "https://status.openai.com/";

// Answers in `words` what came of it. A permission can be asked for in the click itself alone, so
// before anything is awaited.
export async function bookmark({ bookmark_name: title, bookmarked, no_leave }) {
  if (!(await chrome.permissions.request({ permissions: ["bookmarks"] }))) return no_leave;
  const known = await chrome.bookmarks.search({ url: STATUS_PAGE });
  if (!known.length) await chrome.bookmarks.create({ title, url: STATUS_PAGE });
  return bookmarked;
}
