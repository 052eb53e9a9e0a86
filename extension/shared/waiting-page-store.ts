// Keeps the address of each waiting page while it stands, so that it can be given back when the browser
// closed the page with the extension; never a private window's.
import { isSiteAddress } from "./sites.ts";
import { readWhole, removeFromStore, writeStore } from "./stores.ts";

type WaitingKey = `waits ${string}`;

const PREFIX = "waits ";

/** No more of them are opened than anybody has: scripts in pages can write to that store. */
const MOST = 20;

/** The key of this page. */
const key: WaitingKey = `waits ${crypto.randomUUID()}`;

/** The waiting page stands, and keeps this address. */
export async function keepWaitingPage(address: string): Promise<void> {
  if (canBeGivenBack()) await writeStore("local", { [key]: address });
}

export async function forgetWaitingPage(): Promise<void> {
  await removeFromStore("local", [key]);
}

/** Takes all of them out of the store. Their addresses; none where they could not be taken out, since
    they would be opened again and again. */
export async function takeWaitingPages(): Promise<string[]> {
  const kept = Object.entries(await readWhole("local", {})).filter(([name]) => isKey(name));
  const isGone = await removeFromStore(
    "local",
    kept.map(([name]) => name as WaitingKey),
  );
  const addresses = kept.map(([, address]) => address).filter((address) => isSiteAddress(address));
  return isGone ? [...new Set(addresses)].slice(0, MOST) : [];
}

// Firefox tells a page of its end before it takes the extension away, so that nothing would be left to
// give back: nothing is written there.
function canBeGivenBack(): boolean {
  return location.protocol === "chrome-extension:" && !chrome.extension.inIncognitoContext;
}

function isKey(name: string): name is WaitingKey {
  return name.startsWith(PREFIX);
}
