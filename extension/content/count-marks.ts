// Counts in a page of the site what each selector finds there, for the page that checks an
// installation. It reads no text.
import { own } from "../shared/own-document.ts";
import { findBoxes } from "./composer-locator.ts";
import type { MeantDocument } from "./page-state.ts";
import { navigationEntry, presentDocument } from "./page-state.ts";

export interface MarkLists {
  /** The selectors of each list in crates/sites, by its name there. */
  lists: Record<string, string[]>;
}

export interface CountedMarks {
  meant: MeantDocument;
  /** The status of the document; 0 where the browser does not say. */
  status: number;
  /** Whether its address is a chat's. */
  isChat: boolean;
  /** How many visible elements each selector finds. */
  found: Record<string, number[]>;
  /** How many visible editors there are, known or not. */
  editors: number;
}

export default function countMarks({ lists }: MarkLists): CountedMarks {
  const visible = (selector: string): number =>
    [...own("querySelectorAll")(selector)].filter((element) => element.checkVisibility()).length;
  const entries = Object.entries(lists);
  return {
    meant: presentDocument(),
    status: navigationEntry()?.responseStatus ?? 0,
    isChat: /\/u?c\/./.test(location.pathname),
    found: Object.fromEntries(entries.map(([list, all]) => [list, all.map(visible)])),
    editors: findBoxes([]).length,
  };
}
