// What the browser is asked to report: filters, made from crates/sites, that let nothing else wake
// the background. The browser reports nothing about sites to which there is no access, so the
// filters include those that the user has not chosen, and are right at once when they do.
import type { Assistant } from "../shared/generated/sites.ts";
import { ASSISTANTS } from "../shared/generated/sites.ts";

/**
 * A tab's own document, of every site to which there is access: the custom site is not known yet
 * when listeners are added, and one that is added later misses the event that woke the background.
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

/** The requests by which answers come. */
export const ANSWERS: chrome.webRequest.RequestFilter = {
  urls: onEachSite(({ messages, resuming }) => [...messages, ...resuming]),
  types: ["xmlhttprequest", "other"],
};

/** What an app requests besides messages: crates/sites says which is which. */
export const CHAT_REQUESTS: chrome.webRequest.RequestFilter = {
  urls: onEachSite(({ resuming, preparing, loading }) => [...resuming, ...preparing, ...loading]),
  types: ["xmlhttprequest", "other"],
};

/** The files of the app. They matter only when they fail. */
export const ASSETS: chrome.webRequest.RequestFilter = {
  urls: onEachSite(({ assets }) => assets),
  types: ["script", "stylesheet"],
};

const RESUMING = onEachSite(({ resuming }) => resuming).map((pattern) => expressionOf(pattern));

/** Whether the request itself shows that a live stream broke, however it is answered. */
export function isResuming(address: string): boolean {
  return RESUMING.some((expression) => expression.test(address));
}

const PREPARING = onEachSite(({ preparing }) => preparing).map((pattern) => expressionOf(pattern));

/** Whether the app makes this request before it sends a message. */
export function isPreparing(address: string): boolean {
  return PREPARING.some((expression) => expression.test(address));
}

const SIGN_IN = onEachSite(({ signIn }) => signIn).map((pattern) => expressionOf(pattern));

/** Whether a site sends users here who are not signed in. */
export function isSignIn(address: string): boolean {
  return SIGN_IN.some((expression) => expression.test(address));
}

/**
 * What a site's own service worker fetches instead of a document: a request without a tab. Only
 * documents' paths, so that the page's own requests do not wake the background.
 */
export const WORKER_FETCHES: chrome.webRequest.RequestFilter = {
  urls: onEachSite(({ documents }) => documents),
  types: ["xmlhttprequest"],
};

/** The status of a document that was refused. */
export const REFUSED = 403;

/** The status of a temporary refusal. */
export const LIMITED = 429;

/** The errors of the user's own Stop, of leaving a page and of a download: no failures. */
export const NO_FAILURE = /^(net::ERR_(ABORTED|FAILED)|NS_BINDING_\w+|NS_ERROR_ABORT)$/;

function onEachSite(pathsOf: (assistant: Assistant) => string[]): string[] {
  return ASSISTANTS.flatMap((assistant) =>
    assistant.hosts.flatMap(({ host }) =>
      pathsOf(assistant).map((path) => `https://${host}${path}`),
    ),
  );
}

// A match pattern as a regular expression.
function expressionOf(pattern: string): RegExp {
  const parts = pattern
    .split("*")
    .map((part) => part.replaceAll(/[.?+^$|()[\]{}\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`);
}
