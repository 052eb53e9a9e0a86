// The sites that are watched, as scripts need them: hosts, match patterns, addresses.

/** The hosts of the sites, the same as in the manifest and in crates/sites. */
export const HOSTS: readonly string[] = ["chatgpt.com", "chat.openai.com"];

/** All their pages, as the browser's interfaces take them. */
export const SITE_PATTERNS: string[] = ["https://chatgpt.com/*", "https://chat.openai.com/*"];

export const STATUS_PAGE = "https://status.openai.com/";

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

/** The address of a chat: without query and fragment. */
export function chatOf(address: string): string {
  return withoutFragment(address).split("?", 1)[0] ?? "";
}

export function withoutFragment(address: string): string {
  return address.split("#", 1)[0] ?? "";
}
