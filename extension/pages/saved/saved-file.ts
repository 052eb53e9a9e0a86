// Saved prompts as a Markdown file.
import type { ListedPrompt } from "../../content/restore-order.ts";
import type { Words } from "../shared/saved-item.ts";
import { aboutPrompt } from "../shared/saved-item.ts";

/** Each prompt stands in it by the letter, as a block of code; its answer is Markdown already. */
export function toMarkdownFile(prompts: ListedPrompt[], words: Words): string {
  const parts = prompts.map((prompt) => {
    const fence = "`".repeat(Math.max(3, longestFence(prompt.text) + 1));
    const names = [...(prompt.attached ?? []).map(({ name }) => name), ...(prompt.files ?? [])];
    const files = names.map((name) => `- ${name}`).join("\n");
    return [
      `## ${aboutPrompt(prompt, words)}`,
      `${fence}text\n${prompt.text}\n${fence}`,
      files,
      prompt.answer,
    ]
      .filter(Boolean)
      .join("\n\n");
  });
  return `# ${[words["saved_title"], ...parts].join("\n\n")}\n`;
}

function longestFence(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
