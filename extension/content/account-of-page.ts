// Says whose account a page is signed in to: as a hash that means nothing outside this installation, by
// which what one account wrote is told from another's. Asked only where a prompt is kept or given back.
import type { AccountMarks } from "../shared/generated/sites.ts";
import { own } from "../shared/own-document.ts";

export interface AccountOrder {
  /** Where this site's pages name the account. */
  accountMarks: AccountMarks | null;
  /** This installation's; empty if it could not be stored. */
  salt: string;
}

/** Longer than any id. */
const LONGEST_ID = 200;

/** How many characters of the hash are used: 128 bits. */
const LENGTH = 32;

/** Undefined if the page names no account: no user is signed in, or the page failed. */
export default async function accountOfPage({
  accountMarks: marks,
  salt,
}: AccountOrder): Promise<string | undefined> {
  if (!marks || !salt) return undefined;
  const id = idInData(marks) ?? idInStorage(marks);
  if (!id) return undefined;
  const bytes = new TextEncoder().encode(`${salt} ${location.host} ${id}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, LENGTH);
}

// The server writes the account that requested the document into it.
function idInData({ data, path }: AccountMarks): string | undefined {
  try {
    const text = own("querySelector")(data)?.textContent ?? "";
    let value: unknown = JSON.parse(text);
    for (const name of path) value = (value as Record<string, unknown>)[name];
    return isId(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// A page that failed has no such data, but it has the site's storage. Only its keys are read; if they
// name several accounts, we do not know.
function idInStorage({ stored }: AccountMarks): string | undefined {
  const ids = new Set<string>();
  try {
    for (let at = 0; at < localStorage.length; at += 1) {
      const name = localStorage.key(at) ?? "";
      // In `cache/user-abc/settings` the id is `user-abc`.
      const [id] = name.slice(stored.lastIndexOf("/") + 1).split("/", 1);
      if (name.startsWith(stored) && isId(id)) ids.add(id);
    }
  } catch {
    return undefined; // a page whose storage is closed to it
  }
  const [id] = ids;
  return ids.size === 1 ? id : undefined;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_ID;
}
