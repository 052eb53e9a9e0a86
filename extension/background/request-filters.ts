// What the browser is asked to tell of: filters, made of crates/sites, that let nothing else wake the
// background. Of sites to which there is no access the browser tells nothing, so that they hold those
// that nobody chose, too, and are right at once when somebody does.
import type { Assistant } from "../shared/generated/sites.ts";
import { ASSISTANTS } from "../shared/generated/sites.ts";

/**
 * A tab's own document, of every site to which there is access: which one somebody chose as their own
 * is not known when listeners are added, and one that is added later misses what woke the background.
 */
export const DOCUMENTS: chrome.webRequest.RequestFilter = {
  urls: ["https://*/*", "http://localhost/*", "http://*.localhost/*"],
  types: ["main_frame"],
};

/** A conversation's request, by its very path, with a query or without. */
export const CONVERSATIONS: chrome.webRequest.RequestFilter = {
  urls: onEachSite(({ messages }) => messages),
  types: ["xmlhttprequest", "other"],
};

/** The requests that an answer comes by. */
export const ANSWERS: chrome.webRequest.RequestFilter = {
  urls: onEachSite(({ messages, resuming }) => [...messages, ...resuming]),
  types: ["xmlhttprequest", "other"],
};

/** What an app asks for beside messages: crates/sites says which is which. */
export const CHAT_REQUESTS: chrome.webRequest.RequestFilter = {
  urls: onEachSite(({ resuming, preparing, loading }) => [...resuming, ...preparing, ...loading]),
  types: ["xmlhttprequest", "other"],
};

/** What the app is made of. It matters where it fails. */
export const ASSETS: chrome.webRequest.RequestFilter = {
  urls: onEachSite(({ assets }) => assets),
  types: ["script", "stylesheet"],
};

const RESUMING = onEachSite(({ resuming }) => resuming).map((pattern) => expressionOf(pattern));

/** Whether the request itself says that a live stream broke, however it is answered. */
export function isResuming(address: string): boolean {
  return RESUMING.some((expression) => expression.test(address));
}

const PREPARING = onEachSite(({ preparing }) => preparing).map((pattern) => expressionOf(pattern));

/** Whether the app asks it before it sends a message. */
export function isPreparing(address: string): boolean {
  return PREPARING.some((expression) => expression.test(address));
}

const SIGN_IN = onEachSite(({ signIn }) => signIn).map((pattern) => expressionOf(pattern));

/** Whether it is where a site sends whoever is not signed in. */
export function isSignIn(address: string): boolean {
  return SIGN_IN.some((expression) => expression.test(address));
}

/**
 * What a site's own service worker fetches in a document's place: a request of nobody's tab. Documents'
 * paths alone, so that the page's own requests wake nobody.
 */
export const WORKER_FETCHES: chrome.webRequest.RequestFilter = {
  urls: onEachSite(({ documents }) => documents),
  types: ["xmlhttprequest"],
};

/** The status of a document that was refused. */
export const REFUSED = 403;

/** The status of what is refused for a while. */
export const LIMITED = 429;

/** What the person's own Stop, leaving a page and a download are called: no failures. */
export const NO_FAILURE = /^(net::ERR_(ABORTED|FAILED)|NS_BINDING_\w+|NS_ERROR_ABORT)$/;

function onEachSite(pathsOf: (assistant: Assistant) => string[]): string[] {
  return ASSISTANTS.flatMap((assistant) =>
    assistant.hosts.flatMap(({ host }) =>
      pathsOf(assistant).map((path) => `https://${host}${path}`),
    ),
  );
}

// A match pattern as an expression.
function expressionOf(pattern: string): RegExp {
  const parts = pattern
    .split("*")
    .map((part) => part.replaceAll(/[.?+^$|()[\]{}\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`);
}
