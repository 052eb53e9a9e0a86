// A site of one's own, from what somebody wrote into the settings or a policy: what crates/sites/src/own.rs
// takes and refuses, for scripts that have to know it before any wasm is there.
import type { Assistant } from "./generated/sites.ts";
import { ASSISTANTS } from "./generated/sites.ts";

const LONGEST_HOST = 253;
const LONGEST_STATUS = 200;

/** Matches no element: a list of marks without a mark is no selector. */
const NOTHING = ":not(*)";

// Names of the DNS. What ends in a number is an address of the Internet Protocol.
// Some other letters become one of these where they are made small.
const ASCII = /^[\t-\r -~]*$/;
const LABEL = String.raw`[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?`;
const NAME = new RegExp(String.raw`^(?:${LABEL}\.)*(?!\d)${LABEL}$`);
const LOOPBACK = /^(?:.+\.)?localhost$/;
const PORT = /^[1-9]\d{0,4}$/;
const PATH = /^[\w.~/-]*$/;

/** Null where the host or the status page is not allowed. */
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
    // What is looked for is found by how the page is built.
    marks: {
      composers: [],
      turns: [],
      answers: [NOTHING],
      files: [NOTHING],
      alerts: ["[role=alert]"],
      recovering: [],
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
  // Browsers leave a scheme's own port out of an address.
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
