// Compares the answer that is below a message with what was kept of one that broke off: a part that
// the page still shows is no answer.

export function isMoreThan(shown: string, kept: string | undefined): boolean {
  return !kept || !kept.startsWith(shown);
}
