// Gives back the access to the hosts of a site that is no longer chosen, wherever that was changed:
// in the popup, by a reset, an imported file or on another device. Hosts in the manifest stay.
import { ASSISTANTS } from "../shared/generated/sites.ts";
import type { Assistant } from "../shared/generated/sites.ts";
import { readOwnSite } from "../shared/own-site.ts";
import { originsOf } from "../shared/sites.ts";
import type { StoredSettings } from "../shared/stores.ts";
import { BROWSER_ANSWERS_WITHIN, withTimeLimit } from "../shared/with-time-limit.ts";

export async function giveBackAccess(before: StoredSettings, now: StoredSettings): Promise<void> {
  const { host_permissions: required = [] } = chrome.runtime.getManifest();
  const origins = originsOver(before, now).filter((origin) => !required.includes(origin));
  if (!origins.length) return;
  const remove = (): Promise<boolean> => chrome.permissions.remove({ origins });
  await withTimeLimit("permissions.remove", remove, BROWSER_ANSWERS_WITHIN, false);
}

/** The hosts that the earlier settings needed and the present ones do not. */
export function originsOver(before: StoredSettings, now: StoredSettings): string[] {
  const needed = new Set(chosenSites(now).flatMap((site) => originsOf(site)));
  const were = chosenSites(before).flatMap((site) => originsOf(site));
  return were.filter((origin) => !needed.has(origin));
}

function chosenSites(chosen: StoredSettings): Assistant[] {
  const known = ASSISTANTS.filter(
    ({ isInstalled, hosts }) => isInstalled || hosts.some(({ setting }) => chosen[setting]),
  );
  const own = chosen.own_site ? readOwnSite(chosen.own_site, chosen.own_status) : null;
  return own ? [...known, own] : known;
}
