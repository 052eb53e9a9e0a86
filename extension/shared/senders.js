// Says who sent a message. The browser fills in the sender, so no script in a page can claim to be
// another: a page's script has its page's address, whatever its message says.
import { HOSTS } from "../background/request-filters.js";

const OURS = `${location.origin}/`;
const SITES = HOSTS.map((host) => host.slice(0, -1));

// One of the extension's own pages, or its background.
export const isOwn = ({ id, url }) => id === chrome.runtime.id && !!url?.startsWith(OURS);

// A script of ours in a tab of one of the sites, and in none of its frames.
export const isSite = ({ id, url, tab, frameId }) =>
  id === chrome.runtime.id && !!tab && !frameId && SITES.some((site) => url?.startsWith(site));

// All that such a script ever says, each of its own tab alone. Whatever else there is, is said by our
// own pages.
const OF_A_SITE = new Set(["again", "drop", "due", "jar", "keep", "online", "pressed", "seen", "typing"]);

// Whether a message is to be looked at at all.
export const isHeard = (message, sender) =>
  typeof message?.kind === "string" && (isOwn(sender) || (isSite(sender) && OF_A_SITE.has(message.kind)));

// A page that comes out of the page cache is looked into as a load is, so it must not look like many:
// of a tab one such message is heard in two seconds.
const lastAgain = new Map();
export function isAgain(tab) {
  const now = Date.now();
  if (!tab || Math.abs(now - lastAgain.get(tab.id)) < 2000) return false;
  lastAgain.delete(tab.id);
  lastAgain.set(tab.id, now);
  if (lastAgain.size > 200) lastAgain.delete(lastAgain.keys().next().value);
  return true;
}
