// The sites that are watched, as scripts ask about them: hosts, match patterns, addresses.
import type { Assistant } from "./generated/sites.ts";
import { ASSISTANTS } from "./generated/sites.ts";

/** All hosts, those of assistants that nobody chose among them. */
export const HOSTS: readonly string[] = hostsOf(ASSISTANTS);

/**
 * All their pages, as the browser's interfaces take them. Of those to which there is no access the
 * browser tells nothing.
 */
export const SITE_PATTERNS: string[] = HOSTS.map((host) => patternOf(host));

/** The assistant that is watched from the installation on. */
export const INSTALLED = ASSISTANTS[0] as Assistant;

export const STATUS_PAGE = INSTALLED.statusPage;

/** Longer addresses than this are none that a person came to. */
const LONGEST_ADDRESS = 8192;

/** The address as a URL, or null. (`URL.parse` is newer than the oldest Chromium we allow.) */
export function parsedAddress(address: unknown): URL | null {
  if (typeof address !== "string" || !URL.canParse(address)) return null;
  return new URL(address);
}

/** Whether something, of whatever type and from wherever, is the address of a watched page. */
export function isSiteAddress(value: unknown): value is string {
  if (typeof value !== "string" || value.length > LONGEST_ADDRESS) return false;
  const url = parsedAddress(value);
  return url?.protocol === "https:" && HOSTS.includes(url.host) && !url.username && !url.password;
}

/** The assistant whose page an address is; the installed one where it is nobody's. */
export function assistantAt(address: unknown): Assistant {
  const host = parsedAddress(address)?.host ?? "";
  return ASSISTANTS.find(({ hosts }) => hosts.some((known) => known.host === host)) ?? INSTALLED;
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

export function patternOf(host: string): string {
  return `https://${host}/*`;
}

function hostsOf(assistants: Assistant[]): string[] {
  return assistants.flatMap(({ hosts }) => hosts.map(({ host }) => host));
}
