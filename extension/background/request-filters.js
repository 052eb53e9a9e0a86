// What the browser is asked to tell of, as data: filters that let nothing else wake the background.

export const HOSTS = ["https://chatgpt.com/*", "https://chat.openai.com/*"];

const LONGEST_ADDRESS = 2000;

// Whether a text, of whatever shape and from wherever, is the address of a page of a watched site.
export function isWatchedAddress(text) {
  if (typeof text !== "string" || text.length > LONGEST_ADDRESS || !URL.canParse(text)) return false;
  const { href, origin } = new URL(text);
  // No name of a user before the host, either.
  return href === text && href.startsWith(`${origin}/`) && HOSTS.includes(`${origin}/*`);
}

const PATHS = [
  "/backend-api/conversation",
  "/backend-api/f/conversation",
  "/backend-anon/conversation",
  "/backend-anon/f/conversation",
  "/unauth-mweb/conversation/updates", // who is not signed in
];

// A tab's own document.
export const DOCUMENTS = { urls: HOSTS, types: ["main_frame"] };

// A conversation's request, by its very path, with a query or without.
export const CHATS = {
  urls: HOSTS.flatMap((host) => PATHS.flatMap((path) =>
    [path, `${path}?*`].map((it) => host.replace("/*", it)))),
  types: ["xmlhttprequest", "other"],
};

// What the person's own Stop, leaving a page and a download are called: no failures.
export const NOTHING = /^(net::ERR_(ABORTED|FAILED)|NS_BINDING_\w+|NS_ERROR_ABORT)$/;
