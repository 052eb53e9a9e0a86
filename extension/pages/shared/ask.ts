// Asks the background something from one of the extension's own pages.
import type { Answers, Kind, MessageOf, ToBackground } from "../../shared/protocol.ts";

type Asked<K extends Kind> = Extract<MessageOf<K>, ToBackground>;
type AnswerTo<K extends Kind> = K extends keyof Answers ? Answers[K] : undefined;

/** What it answers, or undefined where it says nothing. */
export async function ask<K extends ToBackground["kind"]>(
  message: Asked<K>,
): Promise<AnswerTo<K> | undefined> {
  return (await chrome.runtime.sendMessage(message)) as AnswerTo<K> | undefined;
}
