// Asks a tab's page whose account is signed in. What it answers is a hash: the salt is this installation's
// own, made when it is wanted first.
import accountOfPage from "../content/account-of-page.ts" with { type: "content-script" };
import type { AccountOrder } from "../content/account-of-page.ts";
import { assistantAt } from "../shared/sites.ts";
import { readStore, writeStore } from "../shared/stores.ts";
import { PAGE_ANSWERS_WITHIN, withTimeLimit } from "../shared/with-time-limit.ts";

const SALT = /^[\da-f-]{36}$/;

let salting: Promise<string> | undefined;

/** Empty where it could not be kept: a hash that the next background cannot make again tells nothing. */
export async function saltOfInstallation(): Promise<string> {
  salting ??= readOrMakeSalt();
  const salt = await salting;
  if (!salt) salting = undefined;
  return salt;
}

/** Undefined where the page does not say, or does not answer. */
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

async function readOrMakeSalt(): Promise<string> {
  const { salt } = await readStore("local", "salt");
  if (typeof salt === "string" && SALT.test(salt)) return salt;
  const made = crypto.randomUUID();
  return (await writeStore("local", { salt: made })) ? made : "";
}
