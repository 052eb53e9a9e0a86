// Reads what the page's person sent last, and what stands in its message boxes.
import { findBoxes, lastTurn } from "./composer-locator.ts";
import { readText } from "./composer-reader.ts";
import type { PromptOrder } from "./prompt-rules.ts";

export interface SentMessage {
  text: string;
  boxes: string[];
}

export default function sentMessage({ where }: PromptOrder): SentMessage {
  const { text } = lastTurn(where.turns);
  const boxes = findBoxes(where.composers).map((box) => readText(box));
  return { text: text ? readText(text) : "", boxes };
}
