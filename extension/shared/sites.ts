// The watched sites, as scripts need them: hosts, match patterns, addresses.
import type { Assistant } from "./generated/sites.ts";
import { ASSISTANTS } from "./generated/sites.ts";
import { readOwnSite } from "./own-site.ts";

/** The settings that name the custom site. */
interface OwnChoice {
  own_site?: unknown;
  own_status?: unknown;
}

/** The assistant that is watched from installation on. */
export const INSTALLED = ASSISTANTS[0] as Assistant;

export const STATUS_PAGE = INSTALLED.statusPage;

/** No address that a user visits is longer than this. */
const LONGEST_ADDRESS = 8192;

const ORIGINS = new Set(hostsOf(ASSISTANTS).map((host) => originOf(host)));

/** The custom site, null for none, undefined until the settings have been read. */
let own: Assistant | null | undefined;

/** All assistants, also those that are not chosen, and the custom site if there is one. */
export function assistants(): Assistant[] {
  return own ? [...ASSISTANTS, own] : ASSISTANTS;
}

/** Uses the custom site that the settings name. Returns whether it is valid, if one is named. */
export function chooseOwnSite({ own_site: host, own_status: status }: OwnChoice): boolean {
  const isNamed = host !== undefined && host !== "";
  own = isNamed ? readOwnSite(host, status) : null;
  return own !== null || !isNamed;
}

/** Whether we know yet if there is a custom site. */
export function isOwnSiteKnown(): boolean {
  return own !== undefined;
}

/** All their pages, as match patterns. The browser reports nothing about those without access. */
export function sitePatterns(): string[] {
  return hostsOf(assistants()).map((host) => patternOf(host));
}

/** The address as a URL, or null. (`URL.parse` is newer than the oldest Chromium we allow.) */
export function parsedAddress(address: unknown): URL | null {
  if (typeof address !== "string" || !URL.canParse(address)) return null;
  return new URL(address);
}

/** Whether an address is on a watched site. */
export function isOfSite({ origin }: URL): boolean {
  return (
    ORIGINS.has(origin) ||
    (own ? hostsOf([own]).map((host) => originOf(host)) : []).includes(origin)
  );
}

/** Whether an address is on a watched site and matches one of these patterns. */
export function isMatched(patterns: readonly string[], address: string): boolean {
  const url = parsedAddress(address);
  return url !== null && isOfSite(url) && patterns.includes(patternOf(url.host));
}

/** Whether a value of any type and from anywhere is the address of a watched page. */
export function isSiteAddress(value: unknown): value is string {
  if (typeof value !== "string" || value.length > LONGEST_ADDRESS) return false;
  const url = parsedAddress(value);
  return url !== null && isOfSite(url) && !url.username && !url.password;
}

/** The assistant to whose pages an address belongs; the installed one if to none. */
export function assistantAt(address: unknown): Assistant {
  const host = parsedAddress(address)?.host ?? "";
  return assistants().find(({ hosts }) => hosts.some((known) => known.host === host)) ?? INSTALLED;
}

/** All that an assistant needs access to, as match patterns. */
export function originsOf({ hosts, otherHosts }: Assistant): string[] {
  return [...hosts.map(({ host }) => host), ...otherHosts].map((host) => patternOf(host));
}

/** The address of a chat: without query and fragment. */
export function chatOf(address: string): string {
  return withoutFragment(address).split("?", 1)[0] ?? "";
}

export function withoutFragment(address: string): string {
  return address.split("#", 1)[0] ?? "";
}

/** Scheme and host: servers on this device are asked without TLS. */
export function originOf(host: string): string {
  return /(^|\.)localhost(:|$)/.test(host) ? `http://${host}` : `https://${host}`;
}

/** A match pattern has no port and covers every one. */
export function patternOf(host: string): string {
  return `${originOf(host).replace(/:\d+$/, "")}/*`;
}

function hostsOf(all: Assistant[]): string[] {
  return all.flatMap(({ hosts }) => hosts.map(({ host }) => host));
}
