// A custom site, from what was entered in the settings or a policy: accepts and refuses what
// crates/sites/src/own.rs does, for scripts that need it before any wasm is loaded.
import type { Assistant } from "./generated/sites.ts";
import { ASSISTANTS } from "./generated/sites.ts";

const LONGEST_HOST = 253;
const LONGEST_STATUS = 200;

/** Matches no element, because an empty list of marks would be no valid selector. */
const NOTHING = ":not(*)";

// DNS names. One that ends in a number is an IP address. Only ASCII, because some other letters
// become one of these in lower case.
const ASCII = /^[\t-\r -~]*$/;
const LABEL = String.raw`[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?`;
const NAME = new RegExp(String.raw`^(?:${LABEL}\.)*(?!\d)${LABEL}$`);
const LOOPBACK = /^(?:.+\.)?localhost$/;
const PORT = /^[1-9]\d{0,4}$/;
const PATH = /^[\w.~/-]*$/;

/** Null if the host or the status page is not allowed. */
export function readOwnSite(host: unknown, statusPage: unknown): Assistant | null {
  const name = readHost(host);
  const page = readStatusPage(statusPage ?? "");
  if (name === null || page === null) return null;
  const [statusHost = ""] = page.split("/");
  return {
    id: "own",
    name,
    hosts: [{ host: name, setting: "own_site" }],
    isInstalled: false,
    statusPage: page && `https://${page}`,
    support: "",
    otherHosts: statusHost ? [statusHost] : [],
    messages: [],
    resuming: [],
    loading: [],
    preparing: [],
    signIn: [],
    assets: [],
    documents: [],
    // On a custom site everything is found by how the page is built.
    marks: {
      composers: [],
      turns: [],
      answers: [NOTHING],
      files: [NOTHING],
      alerts: ["[role=alert]"],
      recovering: [],
      account: null,
    },
  };
}

function readHost(written: unknown): string | null {
  if (typeof written !== "string" || !ASCII.test(written)) return null;
  const text = written.trim().toLowerCase();
  const [, scheme = "", host = ""] = /^(https?:\/\/)?(.*?)\/?$/s.exec(text) ?? [];
  const [, name = "", port] = /^([^:]*)(?::(.*))?$/s.exec(host) ?? [];
  const isLoopback = LOOPBACK.test(name);
  if (scheme && isLoopback !== (scheme === "http://")) return null;
  if (port !== undefined && !(isLoopback && PORT.test(port) && Number(port) < 65_536)) return null;
  // Browsers omit a scheme's default port from addresses.
  return isName(name) && !isKnown(name) ? host.replace(/:80$/, "") : null;
}

function readStatusPage(written: unknown): string | null {
  if (typeof written !== "string" || !ASCII.test(written)) return null;
  const text = written.trim().replace(/^https:\/\//, "");
  if (!text) return "";
  const [first = "", ...others] = text.split("/");
  const [host, path] = [first.toLowerCase(), others.join("/")];
  const isPage = isName(host) && !LOOPBACK.test(host) && PATH.test(path);
  if (!isPage || text.length > LONGEST_STATUS || isKnown(host)) return null;
  const bare = path.replace(/\/+$/, "");
  return `${host}/${bare}${bare && "/"}`;
}

function isName(host: string): boolean {
  return host.length <= LONGEST_HOST && NAME.test(host);
}

function isKnown(host: string): boolean {
  return ASSISTANTS.some(
    ({ hosts, statusPage }) =>
      hosts.some((known) => known.host === host) || new URL(statusPage).host === host,
  );
}
