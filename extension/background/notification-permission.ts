// Switches notifications on when that is pressed on a card. Chromium asks for the permission right
// there; Firefox only asks on the extension's own pages, so there the popup opens, where one more
// press does it.
import { changeSetting } from "../shared/settings-store.ts";
import { attempt } from "../shared/with-time-limit.ts";

const PERMISSION: chrome.permissions.Permissions = { permissions: ["notifications"] };

const asking = new Set<number>(); // tabs about which the popup opens to ask

/**
 * To be called within the event that reports the press: the browser asks at no other time. Returns
 * whether the popup about that tab has to ask.
 */
export async function wantNotification(tabId: number): Promise<boolean> {
  const asked = await request();
  const given = (): Promise<boolean> => chrome.permissions.contains(PERMISSION);
  if (asked ?? (await attempt("permissions.contains", given, false))) {
    await changeSetting("notify", true);
    return false;
  }
  if (asked === null) asking.add(tabId);
  return asked === null;
}

/** Whether the popup about that tab opens to ask; returned as true only once. */
export function asksInPopup(tabId: number): boolean {
  return asking.delete(tabId);
}

// Null if the browser does not ask here.
async function request(): Promise<boolean | null> {
  try {
    return await chrome.permissions.request(PERMISSION);
  } catch {
    return null;
  }
}
