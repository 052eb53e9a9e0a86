// Saves a text as a file, by the browser's own download.
import { make } from "../../shared/dom.ts";

export function saveFile(name: string, type: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href, download: name }).click();
  URL.revokeObjectURL(href);
}
