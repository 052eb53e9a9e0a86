// Compares the answer that stands below a message with what was kept of one that broke off: a part that
// the page goes on showing answers nothing.

export function isMoreThan(shown: string, kept: string | undefined): boolean {
  return !kept || !kept.startsWith(shown);
}
