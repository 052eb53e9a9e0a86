// Keeps the address of each waiting page while it is open, so that it can be reopened after the
// browser closed it with the extension; never a private window's.
import { isSiteAddress } from "./sites.ts";
import { readWhole, removeFromStore, writeStore } from "./stores.ts";

type WaitingKey = `waits ${string}`;

const PREFIX = "waits ";

/** At most this many are reopened: scripts in pages can write to that store. */
const MOST = 20;

/** The key of this page. */
const key: WaitingKey = `waits ${crypto.randomUUID()}`;

/** Keeps the address of a waiting page that is open. */
export async function keepWaitingPage(address: string): Promise<void> {
  if (canBeGivenBack()) await writeStore("local", { [key]: address });
}

export async function forgetWaitingPage(): Promise<void> {
  await removeFromStore("local", [key]);
}

/**
 * Takes all addresses out of the store and returns them; none if they could not be removed, since
 * they would be reopened again and again.
 */
export async function takeWaitingPages(): Promise<string[]> {
  const kept = Object.entries(await readWhole("local", {})).filter(([name]) => isKey(name));
  const isGone = await removeFromStore(
    "local",
    kept.map(([name]) => name as WaitingKey),
  );
  const addresses = kept.map(([, address]) => address).filter((address) => isSiteAddress(address));
  return isGone ? [...new Set(addresses)].slice(0, MOST) : [];
}

// Firefox tells a page of its end before it removes the extension, so nothing would be left to
// reopen: nothing is written there.
function canBeGivenBack(): boolean {
  return location.protocol === "chrome-extension:" && !chrome.extension.inIncognitoContext;
}

function isKey(name: string): name is WaitingKey {
  return name.startsWith(PREFIX);
}
