// What the check of an installation found, line by line: in English, since whoever mends a mark reads
// it. No line has an address of a chat or a text in it.
import type { CountedMarks } from "../../content/count-marks.ts";
import type { ProbeFromPage } from "../../content/probe-from-page.ts";

export interface CheckLine {
  /** Whether it is well; null where nothing can be said of it now. */
  isWell: boolean | null;
  /** What was looked at, and what was found. */
  text: string;
  /** Which place in the source it is about. */
  place: string;
}

/** What a HEAD request of the site was answered; a word where it was not. */
export type Answered = ProbeFromPage | "timeout" | "network" | undefined;

/** Whether a probe like this one is evidence, and of what. */
export function probeLine(how: string, answered: Answered, place: string): CheckLine {
  if (typeof answered !== "object") {
    return { isWell: false, text: `HEAD ${how}: ${answered ?? "the page was another one"}`, place };
  }
  const { status, challenge } = answered;
  if (challenge) return { isWell: false, text: `HEAD ${how}: ${status}, challenged`, place };
  const what = status || "a redirect";
  return {
    isWell: status < 400 || status === 404 || status === 405,
    text: `HEAD ${how}: ${what}`,
    place,
  };
}

/** A line for each list of selectors of an assistant: which of them match, and how often. */
export function markLines(
  site: string,
  lists: Record<string, string[]>,
  counted: CountedMarks,
): CheckLine[] {
  return Object.entries(lists).map(([list, selectors]) => {
    const counts = counted.found[list] ?? [];
    const hits = selectors.flatMap((selector, at) => {
      const count = counts[at] ?? 0;
      return count ? [`[${at}] ${selector} × ${count}`] : [];
    });
    const text = `${list}: ${hits.length ? hits.join("; ") : "none matches"}`;
    return {
      isWell: isWell(list, hits.length > 0, counted),
      text,
      place: `crates/sites/src/${site}.rs: ${list.toLowerCase()}`,
    };
  });
}

// A composer stands on every page, turns stand in a chat; the others come and go.
function isWell(list: string, isFound: boolean, { isChat }: CountedMarks): boolean | null {
  if (isFound) return true;
  return list === "COMPOSERS" || (list === "TURNS" && isChat) ? false : null;
}

/** The whole as text, to be copied. */
export function resultText(lines: readonly CheckLine[]): string {
  return lines
    .map(({ isWell: well, text, place }) => `${markOf(well)} ${text} (${place})`)
    .join("\n");
}

export function markOf(well: boolean | null): string {
  if (well === null) return "–";
  return well ? "✓" : "✗";
}
