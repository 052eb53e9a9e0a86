// Says how an app with a troubled chat is: it gave up, it is recovering, or neither. Put into the
// page once its requests say that something broke, and again only while it recovers.
//
// Texts are not evidence: answers and prompts may contain the same words.
import type { ChatState } from "../shared/generated/ChatState.ts";
import type { Trouble } from "../shared/generated/Trouble.ts";
import { own } from "../shared/own-document.ts";
import { isMarked, lastTurn } from "./composer-locator.ts";
import { isEmptyPage } from "./empty-page.ts";
import {
  hasButton,
  isInOrAfter,
  mayShowAlert,
  mayShowAlertBelowAnswer,
  showsAlert,
  visible,
} from "./final-alert.ts";
import type { MeantDocument } from "./page-state.ts";
import { presentDocument } from "./page-state.ts";

export interface ChatOrder {
  trouble: Trouble;
  /** How long ago the trouble began, in ms: a younger document is another one. */
  age: number;
  /** Selectors of all layouts. */
  alerts: string[];
  recovering: string[];
  turns: string[];
  composers: string[];
  /** The answer's stream could not be resumed. */
  not_resumed: boolean;
}

export interface SeenChat extends MeantDocument {
  state: ChatState;
}

const DIALOGS = ["[role=dialog]", "[role=alertdialog]", "dialog[open]"];

/** A chat has its own address: a page without one has nothing to load. */
const CHAT_PATH = /\/u?c\/./;

export default function chatState(order: ChatOrder): SeenChat {
  return { ...presentDocument(), state: stateOf(order) };
}

function stateOf(order: ChatOrder): ChatState {
  const { trouble, age, recovering, composers } = order;
  if (performance.now() < age) return "gone";
  if (trouble === "Blank") {
    if (!isEmptyPage()) return "fine";
    // What is still loading may start the app.
    return own("readyState") === "complete" ? "failed" : "recovering";
  }
  if (showsAlert(order)) return "failed";
  const { whole: turn } = lastTurn(order);
  const isLatest = (element: Element): boolean => !turn || isInOrAfter(element, turn);
  if (visible(recovering).some((status) => isLatest(status) && status.textContent.trim())) {
    return "recovering";
  }
  if (trouble === "Send" && mayShowAlert(order)) return "failed";
  if (trouble === "Load") {
    const isEmpty = CHAT_PATH.test(location.pathname) && !turn;
    if (isEmpty || visible(DIALOGS).some((dialog) => hasButton(dialog))) return "failed";
  }
  // If there is a message box, the user is signed in or need not be.
  if (trouble === "SignIn" && !visible(composers).length) return "failed";
  if (isMarked(order.turns) || trouble !== "Stream") return "fine";
  return order.not_resumed && mayShowAlertBelowAnswer(order) ? "failed" : "unmarked";
}
