// What the browser is asked to tell of, as data: filters that let nothing else wake the background.
import { SITE_PATTERNS } from "../shared/sites.ts";

// The same as in crates/sites, by whose names the core knows them: a test compares.
const CONVERSATION_PATHS = [
  "/backend-api/conversation",
  "/backend-api/f/conversation",
  "/backend-anon/conversation",
  "/backend-anon/f/conversation",
  "/unauth-mweb/conversation/updates", // for those who are not signed in
];

// Those by which the app takes up an answer whose live stream broke. That they are sent is the sign.
const RESUMING_PATHS = [
  "/backend-api/f/conversation/resume",
  "/backend-api/conversation/*/stream_status",
];

// Those that it sends before a message, and some of them while somebody types. They matter where they
// fail.
const PREPARING_PATHS = [
  "/backend-api/sentinel/chat-requirements/prepare",
  "/backend-api/sentinel/chat-requirements/finalize",
  "/backend-api/f/conversation/prepare",
  "/unauth-mweb/conversation/prepare",
];

// Those by which it loads a chat, the list of chats, and who is signed in. They matter where they fail.
const LOADING_PATHS = [
  "/backend-api/conversations",
  "/backend-api/conversations?*",
  "/backend-api/conversations/*",
  "/api/auth/session",
];

// Where the app's own scripts and styles come from.
const ASSET_PATHS = ["/cdn/assets/*", "/unauth-mweb/assets/*"];

// Documents' paths alone, so that the page's own requests wake nobody.
const DOCUMENT_PATHS = ["/", "/?*", "/c/*", "/g/*"];

/** A tab's own document. */
export const DOCUMENTS: chrome.webRequest.RequestFilter = {
  urls: SITE_PATTERNS,
  types: ["main_frame"],
};

/** A conversation's request, by its very path, with a query or without. */
export const CONVERSATIONS: chrome.webRequest.RequestFilter = {
  urls: onEachSite(CONVERSATION_PATHS.flatMap((path) => [path, `${path}?*`])),
  types: ["xmlhttprequest", "other"],
};

/** What the app asks for beside messages: crates/sites says which is which. */
export const CHAT_REQUESTS: chrome.webRequest.RequestFilter = {
  urls: onEachSite([...RESUMING_PATHS, ...PREPARING_PATHS, ...LOADING_PATHS]),
  types: ["xmlhttprequest", "other"],
};

/** What the app is made of. It matters where it fails. */
export const ASSETS: chrome.webRequest.RequestFilter = {
  urls: onEachSite(ASSET_PATHS),
  types: ["script", "stylesheet"],
};

const RESUMING = /\/(resume|stream_status)(\?|$)/;

/** Whether the request itself says that a live stream broke, however it is answered. */
export function isResuming(address: string): boolean {
  return RESUMING.test(address);
}

const PREPARING = /\/prepare(\?|$)|\/chat-requirements\//;

/** Whether the app asks it before it sends a message. */
export function isPreparing(address: string): boolean {
  return PREPARING.test(address);
}

const SIGN_IN = /^https:\/\/[^/]+\/auth\/login(\?|$)/;

/** Whether it is where the site sends whoever is not signed in. */
export function isSignIn(address: string): boolean {
  return SIGN_IN.test(address);
}

/** What the site's own service worker fetches in a document's place: a request of nobody's tab. */
export const WORKER_FETCHES: chrome.webRequest.RequestFilter = {
  urls: onEachSite(DOCUMENT_PATHS),
  types: ["xmlhttprequest"],
};

/** The status of a document that was refused. */
export const REFUSED = 403;

/** What the person's own Stop, leaving a page and a download are called: no failures. */
export const NO_FAILURE = /^(net::ERR_(ABORTED|FAILED)|NS_BINDING_\w+|NS_ERROR_ABORT)$/;

function onEachSite(paths: string[]): string[] {
  return SITE_PATTERNS.flatMap((site) => paths.map((path) => site.replace("/*", path)));
}
