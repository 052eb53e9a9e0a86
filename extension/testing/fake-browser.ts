// A browser for tests of the background's scripts: stores in memory, tabs that a test names, and a record
// of what was asked of it. Imported before what is tested, which takes hold of `chrome` at once.

type Items = Record<string, unknown>;

/** What a test says, and reads. */
export const browser = {
  local: {} as Items,
  session: {} as Items,
  sync: {} as Items,
  tabs: [] as Partial<chrome.tabs.Tab>[],
  /** What was sent to tabs, and which of them something was put into. */
  sent: [] as { tab: number; kind: string }[],
  injected: [] as number[],
  /** Whether access is given to what is asked about. */
  hasAccess: true,
  /** What a script in a tab answers. */
  result: null as unknown,
  /** Tells that a tab was closed, where that is listened to. */
  tabClosed: (): Promise<void> => Promise.resolve(),
  /** What the browser says of the content scripts that are registered. */
  registered: (): Promise<object[]> => Promise.resolve([]),
  /** Tells that the settings were changed. */
  settingsChanged: (_changes: { settings: { newValue: Items } }): unknown => undefined,
  /** What it is asked about the settings. */
  readSettings: (): Promise<Items> => Promise.resolve(browser.sync),
};

const unheard = { addListener: (): undefined => undefined };

function keysOf(asked: string | string[] | null, items: Items): string[] {
  return asked === null ? Object.keys(items) : [asked].flat();
}

function store(name: "local" | "session"): object {
  return {
    onChanged: unheard,
    get: async (asked: string | string[] | null): Promise<Items> => {
      const items = browser[name];
      const keys = keysOf(asked, items).filter((key) => key in items);
      return structuredClone(Object.fromEntries(keys.map((key) => [key, items[key]])));
    },
    set: async (items: Items): Promise<void> =>
      void Object.assign(browser[name], structuredClone(items)),
    remove: async (keys: string | string[]): Promise<void> => {
      for (const key of [keys].flat()) Reflect.deleteProperty(browser[name], key);
    },
  };
}

// Match patterns without a port, as the extension has them.
function matches(pattern: string, url = ""): boolean {
  const { protocol, hostname } = new URL(url);
  return pattern === `${protocol}//${hostname}/*`;
}

// Node.js 20 has none.
Promise.withResolvers ??= <Result>(): PromiseWithResolvers<Result> => {
  const parts = {} as PromiseWithResolvers<Result>;
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

Object.assign(globalThis, {
  addEventListener: () => undefined,
  location: { origin: "chrome-extension://gatewatch" },
  chrome: {
    runtime: {
      id: "gatewatch",
      onInstalled: unheard,
      onMessage: unheard,
      onStartup: unheard,
      onUpdateAvailable: unheard,
    },
    storage: {
      local: store("local"),
      session: store("session"),
      sync: {
        get: () => browser.readSettings(),
        onChanged: {
          addListener: (listener: typeof browser.settingsChanged) =>
            (browser.settingsChanged = listener),
        },
      },
      managed: { get: () => Promise.resolve({}), onChanged: unheard },
    },
    alarms: { create: async () => undefined, clear: async () => true, get: async () => undefined },
    permissions: { contains: async () => browser.hasAccess },
    scripting: {
      executeScript: async ({ target: { tabId } }: { target: { tabId: number } }) => {
        browser.injected.push(tabId);
        return [{ result: browser.result }];
      },
      getRegisteredContentScripts: () => browser.registered(),
      registerContentScripts: async () => undefined,
      unregisterContentScripts: async () => undefined,
    },
    tabs: {
      onRemoved: {
        addListener: (listener: () => Promise<void>) => (browser.tabClosed = listener),
      },
      get: async (id: number) => browser.tabs.find((tab) => tab.id === id),
      query: async ({ url: patterns }: { url?: string[] }) =>
        browser.tabs.filter(
          ({ url }) => !patterns || patterns.some((pattern) => matches(pattern, url)),
        ),
      sendMessage: async (tab: number, { kind }: { kind: string }) => {
        browser.sent.push({ tab, kind });
      },
    },
  },
});
