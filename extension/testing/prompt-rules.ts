// How prompts are kept, for tests: as the core says it while what is typed is kept.
import type { PromptRules } from "../content/prompt-rules.ts";

export const RULES: PromptRules = {
  composers: [],
  turns: [],
  answers: [],
  files: [],
  alerts: [],
  recovering: [],
  most: 200_000,
  prompts: 20,
  bytes: 1_000_000,
  days: 7,
  keeps: true,
  types: true,
};
