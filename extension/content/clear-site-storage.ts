// Removes the site's own service workers and their caches, from within its page.

export interface SiteStorageCleared {
  /** How many workers and stored answers went. */
  counted: number;
  /** Whether any are left. */
  left: boolean;
}

/** Null if the page does not allow it. */
export default async function clearSiteStorage(): Promise<SiteStorageCleared | null> {
  try {
    let counted = 0;
    for (const worker of await navigator.serviceWorker.getRegistrations()) {
      counted += Number(await worker.unregister());
    }
    for (const name of await caches.keys()) {
      const answers = await (await caches.open(name)).keys();
      if (await caches.delete(name)) counted += answers.length;
    }
    const workers = await navigator.serviceWorker.getRegistrations();
    const names = await caches.keys();
    return { counted, left: workers.length + names.length > 0 };
  } catch {
    return null; // the card shows the result
  }
}
