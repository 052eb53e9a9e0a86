// Says whose account a page is signed in to: as a hash that means nothing outside this installation, by
// which what one account wrote is told from another's. Asked only where a prompt is kept or given back.
import type { AccountMarks } from "../shared/generated/sites.ts";
import { own } from "../shared/own-document.ts";

export interface AccountOrder {
  /** Where this site's pages say it. */
  accountMarks: AccountMarks | null;
  /** Of this installation; empty where it could not be kept. */
  salt: string;
}

/** Longer than any id. */
const LONGEST_ID = 200;

/** So many characters of the hash are kept: 128 bits. */
const LENGTH = 32;

/** Undefined where the page does not say: nobody is signed in, or it is a page that failed. */
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

// What the server wrote into the document is about the account that asked for it.
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

// A page that failed has no data, but the site's storage. By its names alone; where several accounts have
// left theirs nobody can tell.
function idInStorage({ stored }: AccountMarks): string | undefined {
  const ids = new Set<string>();
  try {
    for (let at = 0; at < localStorage.length; at += 1) {
      const name = localStorage.key(at) ?? "";
      // `cache/user-abc/settings`, of which the id is `user-abc`.
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
