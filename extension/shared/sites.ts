// The sites that are watched, as scripts ask about them: hosts, match patterns, addresses.
import type { Assistant } from "./generated/sites.ts";
import { ASSISTANTS } from "./generated/sites.ts";
import { readOwnSite } from "./own-site.ts";

/** What of the settings says which site of their own somebody chose. */
interface OwnChoice {
  own_site?: unknown;
  own_status?: unknown;
}

/** The assistant that is watched from the installation on. */
export const INSTALLED = ASSISTANTS[0] as Assistant;

export const STATUS_PAGE = INSTALLED.statusPage;

/** Longer addresses than this are none that a person came to. */
const LONGEST_ADDRESS = 8192;

const ORIGINS = new Set(hostsOf(ASSISTANTS).map((host) => originOf(host)));

/** The site of their own that somebody chose, null for none, undefined until the settings were read. */
let own: Assistant | null | undefined;

/** All of them, also those that nobody chose; a site of one's own where it is chosen. */
export function assistants(): Assistant[] {
  return own ? [...ASSISTANTS, own] : ASSISTANTS;
}

/** Takes the site of their own that the settings name. Whether it can be one, where one is named. */
export function chooseOwnSite({ own_site: host, own_status: status }: OwnChoice): boolean {
  const isNamed = host !== undefined && host !== "";
  own = isNamed ? readOwnSite(host, status) : null;
  return own !== null || !isNamed;
}

/** Whether it is known which one that is. */
export function isOwnSiteKnown(): boolean {
  return own !== undefined;
}

/**
 * All their pages, as the browser's interfaces take them. Of those to which there is no access the
 * browser tells nothing.
 */
export function sitePatterns(): string[] {
  return hostsOf(assistants()).map((host) => patternOf(host));
}

/** The address as a URL, or null. (`URL.parse` is newer than the oldest Chromium we allow.) */
export function parsedAddress(address: unknown): URL | null {
  if (typeof address !== "string" || !URL.canParse(address)) return null;
  return new URL(address);
}

/** Whether an address lies on a watched site. */
export function isOfSite({ origin }: URL): boolean {
  return (
    ORIGINS.has(origin) ||
    (own ? hostsOf([own]).map((host) => originOf(host)) : []).includes(origin)
  );
}

/** Whether an address lies on a watched site, and one of these patterns of sites is for it. */
export function isMatched(patterns: readonly string[], address: string): boolean {
  const url = parsedAddress(address);
  return url !== null && isOfSite(url) && patterns.includes(patternOf(url.host));
}

/** Whether something, of whatever type and from wherever, is the address of a watched page. */
export function isSiteAddress(value: unknown): value is string {
  if (typeof value !== "string" || value.length > LONGEST_ADDRESS) return false;
  const url = parsedAddress(value);
  return url !== null && isOfSite(url) && !url.username && !url.password;
}

/** The assistant whose page an address is; the installed one where it is nobody's. */
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

/** Scheme and host: what the device itself serves is asked without TLS. */
export function originOf(host: string): string {
  return /(^|\.)localhost(:|$)/.test(host) ? `http://${host}` : `https://${host}`;
}

/** A match pattern names no port: it is for each. */
export function patternOf(host: string): string {
  return `${originOf(host).replace(/:\d+$/, "")}/*`;
}

function hostsOf(all: Assistant[]): string[] {
  return all.flatMap(({ hosts }) => hosts.map(({ host }) => host));
}
