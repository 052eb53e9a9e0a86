// All functions that the core calls: `Hooks` in src/browser/hooks.rs declares the same ones, and a
// test compares the names.
import type showBar from "../content/bar.ts";
import type showCard from "../content/card.ts";
import type chatState from "../content/chat-state.ts";
import type clearSiteStorage from "../content/clear-site-storage.ts";
import type documentStatus from "../content/document-status.ts";
import type pageFacts from "../content/page-facts.ts";
import type probeFromPage from "../content/probe-from-page.ts";
import type { RescueAnswer, RescueOrder } from "../content/prompt-rescue.ts";
import type { PromptRules } from "../content/prompt-rules.ts";
import type reloadDocument from "../content/reload-document.ts";
import type { RestoreOrder } from "../content/restore-order.ts";

export interface CoreHooks {
  // The functions that the core runs in tabs.
  showCard: typeof showCard;
  showBar: typeof showBar;
  reloadDocument: typeof reloadDocument;
  pageFacts: typeof pageFacts;
  probeFromPage: typeof probeFromPage;
  chatState: typeof chatState;
  documentStatus: typeof documentStatus;
  clearSiteStorage: typeof clearSiteStorage;

  /** Whether to listen to changes of tabs: no filter by address exists for them. */
  watchTabs(on: boolean): void;
  /** Whether an outage is open, so that a healthy response need not wake the core. */
  setOpen(open: boolean): void;
  /** Shows what else may help a tab. */
  showAdvice(tab: number): void;

  /** Saves what the user wrote on a page, and says which document that is. */
  rescuePrompt(tab: number, order: RescueOrder): Promise<RescueAnswer | null>;
  /** The same on every page of the sites. */
  rescueEverywhere(): void;
  /** Forgets what was saved of messages that a page shows as answered. */
  forgetAnswered(tab: number, isWhole: boolean): void;
  /** Puts a prompt back into its page, and returns the result. */
  restorePrompt(
    tab: number,
    address: string,
    does: NonNullable<RestoreOrder["does"]>,
  ): Promise<unknown>;
  /** Whether a page's chat has a saved prompt, and where that is kept. */
  keptPrompt(tab: number, address: string): Promise<"kept" | "kept_here" | undefined>;
  /** How prompts are kept from now on. */
  setPromptRules(rules: PromptRules): void;

  /** The body of a response, no more of it than that. */
  readBody(response: Response, mostBytes: number): Promise<Uint8Array>;

  /** Adds a line to the trace of what the core handled; some are whole states. */
  recordTrace(isState: boolean, line: string): void;
  /** Keeps the line of an outage that is over. */
  keepOutage(line: string): Promise<void>;
  /** Notes what went wrong in the core. */
  logError(where: string, error: unknown): void;
}
