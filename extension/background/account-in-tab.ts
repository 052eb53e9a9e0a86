// Asks a tab's page which account is signed in. The answer is a hash, with a salt that this
// installation makes for itself.
import accountOfPage from "../content/account-of-page.ts" with { type: "content-script" };
import type { AccountOrder } from "../content/account-of-page.ts";
import { assistantAt } from "../shared/sites.ts";
import { readStore, writeStore } from "../shared/stores.ts";
import { PAGE_ANSWERS_WITHIN, withTimeLimit } from "../shared/with-time-limit.ts";

const SALT = /^[\da-f-]{36}$/;

let salting: Promise<string> | undefined;

/** Empty if it cannot be stored: the next background would have another, and hashes would not match. */
export async function saltOfInstallation(): Promise<string> {
  salting ??= readOrMakeSalt();
  const salt = await salting;
  if (!salt) salting = undefined;
  return salt;
}

/** Undefined if the page names no account, or does not answer. */
export async function accountInTab({ id, url }: chrome.tabs.Tab): Promise<string | undefined> {
  const { account: accountMarks } = assistantAt(url).marks;
  if (id === undefined || !accountMarks) return undefined;
  const order: [AccountOrder] = [{ accountMarks, salt: await saltOfInstallation() }];
  const ask = async (): Promise<string | undefined> => {
    const target = { tabId: id };
    const [ran] = await chrome.scripting.executeScript({
      target,
      func: accountOfPage,
      args: order,
    });
    return (ran?.result as string | null | undefined) ?? undefined;
  };
  return withTimeLimit("ask for the account", ask, PAGE_ANSWERS_WITHIN, undefined);
}

// Read at the start, so that saving a failed message need not wait for it.
void saltOfInstallation();

async function readOrMakeSalt(): Promise<string> {
  const { salt } = await readStore("local", "salt");
  if (typeof salt === "string" && SALT.test(salt)) return salt;
  const made = crypto.randomUUID();
  return (await writeStore("local", { salt: made })) ? made : "";
}
