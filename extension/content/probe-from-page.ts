// Asks the site from within its own failing document, with the cookies that a reload would send,
// for when the edge challenges requests without them.
import type { MeantDocument } from "./page-state.ts";
import { timeOrigin } from "./page-state.ts";

export interface ProbeOrder {
  /** The document that may ask; no other does. */
  meant: MeantDocument;
  /** What to ask for: an address of the same site, without query and fragment. */
  address: string;
  /** In ms. */
  timeLimit: number;
}

export interface ProbeFromPage {
  /** The status; 0 for a redirect, which is not followed. */
  status: number;
  /** Whether the edge challenges it. */
  challenge: boolean;
  /** The value of Retry-After. */
  retryAfter: string | null;
  /** The server's clock, to which Retry-After may refer. */
  date: string | null;
}

export default async function probeFromPage({
  meant,
  address,
  timeLimit,
}: ProbeOrder): Promise<ProbeFromPage | "timeout" | "network" | undefined> {
  if (location.href !== meant.address) return undefined;
  if (timeOrigin() !== meant.time_origin) return undefined;
  try {
    const { status, headers } = await fetch(address, {
      method: "HEAD",
      cache: "no-store",
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(timeLimit),
    });
    return {
      status,
      challenge: headers.get("cf-mitigated")?.toLowerCase() === "challenge",
      retryAfter: headers.get("retry-after"),
      date: headers.get("date"),
    };
  } catch (error) {
    return error instanceof DOMException && error.name === "TimeoutError" ? "timeout" : "network";
  }
}
