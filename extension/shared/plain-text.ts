// Compares texts whatever their blanks are: a page may show those as it likes.

export function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
