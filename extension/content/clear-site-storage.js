// Takes away what the site's own service worker keeps, and the worker, from within its page. Whole
// in itself: it is injected.

// Answers how many workers and stored answers went, and whether any are left; nothing where the
// page lets nobody at them.
export async function sweep() {
  let counted = 0;
  try {
    const workers = () => navigator.serviceWorker.getRegistrations();
    for (const worker of await workers()) counted += await worker.unregister();
    for (const name of await caches.keys()) {
      const { length } = await (await caches.open(name)).keys();
      if (await caches.delete(name)) counted += length;
    }
    return { counted, left: [...(await workers()), ...(await caches.keys())].length > 0 };
  } catch {
    return null;
  }
}
