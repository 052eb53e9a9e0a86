// Bytes as base64 and back: Chromium sends messages between a page and the background as JSON.

/**
 * The contents of a blob. Fails if it cannot be read, such as a file that was deleted meanwhile.
 */
export function toBase64(blob: Blob): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    const address = reader.result as string; // data:;base64,…
    resolve(address.slice(address.indexOf(",") + 1));
  });
  reader.addEventListener("error", () => reject(reader.error ?? new Error("not read")));
  reader.readAsDataURL(blob);
  return promise;
}

/** The bytes; throws if it is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}
