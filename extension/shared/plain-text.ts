// Compares texts regardless of their blanks, which a page may show as it likes.

export function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
