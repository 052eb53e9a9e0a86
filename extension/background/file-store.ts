// The store of attached files: their bytes, in parts, in the extension's own database. Nothing in a
// page can reach it, and every request is checked before it is answered.
import type { NotKept } from "../shared/kept-prompt.ts";
import { FILE_PART, LARGEST_FILE, MOST_FILE_BYTES } from "../shared/kept-prompt.ts";
import { BROWSER_ANSWERS_WITHIN, inTime } from "../shared/with-time-limit.ts";

/** A file offered by a page. */
export interface FileAbout {
  /** Made up by the page: if two have the same id, the first one stays. */
  id: string;
  name: string;
  type: string;
  size: number;
  modified: number;
  /** The document that it was attached in. */
  document: number;
  /** The background's name for that tab. */
  from: string;
  origin: string;
  /** Whose cookies that tab has. */
  cookieStore: string;
}

export interface StoredFile extends FileAbout {
  /** When it came: ms since 1970. */
  at: number;
  /** How many of its parts are there. */
  parts: number;
  why?: NotKept;
}

interface StoredPart {
  id: string;
  at: number;
  bytes: Uint8Array<ArrayBuffer>;
}

const DATABASE = "attached files";
const FILES = "files";
const PARTS = "parts";

const MOST_FILES = 200; // of all prompts together

/** How long a file is kept if its text was not written yet, or its prompt is gone. */
const UNNAMED_KEPT_FOR = 86_400_000; // ms

let last: Promise<unknown> = Promise.resolve();

/** Makes room for a file whose parts are to come, or notes and returns why it is not kept. */
export function beginFile(about: FileAbout): Promise<NotKept | undefined> {
  return inTurn(async (database) => {
    const files = await all(database);
    const known = files.find(({ id }) => id === about.id);
    if (known) return known.from === about.from ? known.why : "unreadable";
    const isTooLarge = about.size > LARGEST_FILE;
    const gone = isTooLarge ? null : crowdedOut(files, about);
    const refusal = isTooLarge ? "too_large" : "too_many";
    const why = gone ? undefined : refusal;
    const file = { ...about, at: Date.now(), parts: 0 };
    try {
      // A file that is not kept is noted while there is room for notes.
      if (why && files.length >= MOST_FILES) return why;
      await change(database, (stores) => {
        // Note which files were removed, to tell them from those that never came; while there is room.
        let rows = files.length + 1;
        for (const it of gone ?? []) {
          remove(stores, it.id);
          if (!it.why && rows < MOST_FILES) {
            stores.files.put({ ...it, size: 0, parts: 0, why: "crowded" } satisfies StoredFile);
          } else rows -= 1;
        }
        stores.files.put(why ? { ...file, size: 0, why } : file);
      });
      return why;
    } catch (error) {
      return isFull(error) ? "no_room" : "unreadable";
    }
  });
}

/**
 * Writes a part: only of a file of that tab, in order, and of the expected length. Returns why not.
 */
export function writePart(
  id: string,
  at: number,
  bytes: Uint8Array<ArrayBuffer>,
  from: string,
): Promise<NotKept | undefined> {
  return inTurn(async (database) => {
    const file = await get<StoredFile>(database, FILES, id);
    if (!file || file.from !== from || file.why) return file?.why ?? "unreadable";
    if (at > file.parts || bytes.length !== lengthOf(file, at)) return "unreadable";
    try {
      await change(database, ({ files, parts }) => {
        parts.put({ id, at, bytes } satisfies StoredPart);
        files.put({ ...file, parts: Math.max(file.parts, at + 1) });
      });
      return undefined;
    } catch (error) {
      const why = isFull(error) ? "no_room" : "unreadable";
      // First delete what makes room, and then note why.
      await change(database, (stores) => remove(stores, id));
      await change(database, ({ files }) => {
        files.put({ ...file, size: 0, parts: 0, why } satisfies StoredFile);
      });
      return why;
    }
  });
}

/** A file and one of its parts, where it is there and whole. */
export async function readPart(
  id: string,
  at: number,
): Promise<{ file: StoredFile; bytes: Uint8Array<ArrayBuffer> } | undefined> {
  if (!(await isThere())) return undefined;
  return inTurn(async (database) => {
    const file = await get<StoredFile>(database, FILES, id);
    if (!file || reasonOf(file)) return undefined;
    if (file.size === 0) return { file, bytes: new Uint8Array() };
    const part = await get<StoredPart>(database, PARTS, [id, at]);
    if (!(part?.bytes instanceof Uint8Array)) return undefined;
    return part.bytes.length === lengthOf(file, at) ? { file, bytes: part.bytes } : undefined;
  });
}

/** Why files that were to be kept are not: those that are missing or incomplete. */
export async function missingFiles(ids: string[]): Promise<Map<string, NotKept>> {
  if (!ids.length) return new Map();
  const files = (await isThere()) ? await inTurn((database) => all(database)) : [];
  const known = new Map(files.map((file) => [file.id, file]));
  const reasons = ids.map((id) => {
    const file = known.get(id);
    return [id, file ? reasonOf(file) : "unreadable"] as const;
  });
  return new Map(reasons.flatMap(([id, why]) => (why ? [[id, why] as const] : [])));
}

/** Removes files. */
export async function deleteFiles(ids: string[]): Promise<void> {
  if (!ids.length || !(await isThere())) return;
  await inTurn((database) =>
    change(database, (stores) => {
      for (const id of ids) remove(stores, id);
    }),
  );
  await removeEmpty();
}

/**
 * Deletes files that no prompt names: after a day, or at once if nothing more `comes`. Once none is
 * left the database is deleted.
 */
export async function sweepFiles(named: ReadonlySet<string>, comes: boolean): Promise<void> {
  if (!(await isThere())) return;
  await inTurn(async (database) => {
    const gone = (await all(database)).filter(({ id, at }) => {
      // A clock that was set back must not keep them for ever.
      const isYoung = Math.abs(Date.now() - at) < UNNAMED_KEPT_FOR;
      return !named.has(id) && !(comes && isYoung);
    });
    await change(database, (stores) => {
      for (const { id } of gone) remove(stores, id);
    });
  });
  await removeEmpty();
}

function removeEmpty(): Promise<void> {
  return alone(async (limit) => {
    const database = await open();
    const left = (await all(database)).length;
    database.close();
    // After the time limit the next operation may already have stored a file.
    if (!left && !limit.aborted) await answered(indexedDB.deleteDatabase(DATABASE));
  });
}

/**
 * Which files make way for the next one: the oldest of the tab that keeps most, so that a page
 * displaces only its own. Null if there is no room: files of the same document stay.
 */
export function crowdedOut(
  files: StoredFile[],
  next: Pick<FileAbout, "document" | "from" | "size">,
): StoredFile[] | null {
  const left = files.toSorted((one, other) => one.at - other.at);
  const gone: StoredFile[] = [];
  const sum = (some: { size: number }[]): number => some.reduce((bytes, it) => bytes + it.size, 0);
  while (sum([...left, next]) > MOST_FILE_BYTES || left.length >= MOST_FILES) {
    const tabs = new Map<string, { size: number }[]>();
    for (const it of [...left, next]) tabs.set(it.from, [...(tabs.get(it.from) ?? []), it]);
    const isNumberTooHigh = left.length >= MOST_FILES;
    const weightOf = (some: { size: number }[]): number =>
      isNumberTooHigh ? some.length : sum(some);
    const [largest] = [...tabs].toSorted(([, one], [, other]) => weightOf(other) - weightOf(one));
    const oldest = left.findIndex(
      ({ from, document }) =>
        from === largest?.[0] && !(from === next.from && document === next.document),
    );
    if (oldest === -1) return null;
    gone.push(...left.splice(oldest, 1));
  }
  return gone;
}

function lengthOf({ size }: StoredFile, at: number): number {
  return Math.max(0, Math.min(FILE_PART, size - at * FILE_PART));
}

function reasonOf({ why, size, parts }: StoredFile): NotKept | undefined {
  return why ?? (parts < Math.ceil(size / FILE_PART) ? "unreadable" : undefined);
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

// One operation at a time, so that what was read is still true when it is changed.
// The signal tells an operation that took too long that the next one has started.
function alone<Result>(work: (limit: AbortSignal) => Promise<Result>): Promise<Result> {
  const limit = new AbortController();
  const now = last.then(() => whileAnswered(work(limit.signal)));
  last = now.catch(() => limit.abort());
  return now;
}

function inTurn<Result>(work: (database: IDBDatabase) => Promise<Result>): Promise<Result> {
  return alone(async () => {
    const database = await open();
    try {
      return await work(database);
    } finally {
      database.close();
    }
  });
}

async function isThere(): Promise<boolean> {
  const databases = await whileAnswered(indexedDB.databases());
  return databases.some(({ name }) => name === DATABASE);
}

// A database that does not answer must not block the operations after it.
async function whileAnswered<Result>(work: Promise<Result>): Promise<Result> {
  const answer = await inTime(
    work.then((result) => ({ result })),
    BROWSER_ANSWERS_WITHIN,
  );
  if (!answer) throw new Error("no answer");
  return answer.result;
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener("upgradeneeded", () => {
    request.result.createObjectStore(FILES, { keyPath: "id" });
    request.result.createObjectStore(PARTS, { keyPath: ["id", "at"] });
  });
  return answered(request);
}

function all(database: IDBDatabase): Promise<StoredFile[]> {
  return answered(
    database.transaction(FILES).objectStore(FILES).getAll() as IDBRequest<StoredFile[]>,
  );
}

function get<Value>(
  database: IDBDatabase,
  store: string,
  key: IDBValidKey,
): Promise<Value | undefined> {
  const request = database.transaction(store).objectStore(store).get(key);
  return answered(request as IDBRequest<Value | undefined>);
}

interface Writing {
  files: IDBObjectStore;
  parts: IDBObjectStore;
}

function change(database: IDBDatabase, work: (stores: Writing) => void): Promise<void> {
  const transaction = database.transaction([FILES, PARTS], "readwrite");
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  transaction.addEventListener("complete", () => resolve());
  transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("aborted")));
  work({ files: transaction.objectStore(FILES), parts: transaction.objectStore(PARTS) });
  return promise;
}

function remove({ files, parts }: Writing, id: string): void {
  files.delete(id);
  parts.delete(IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]));
}

function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  request.addEventListener("success", () => resolve(request.result));
  request.addEventListener("error", () => reject(request.error ?? new Error("no answer")));
  return promise;
}
