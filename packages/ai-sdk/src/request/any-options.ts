import type { ChatRequest } from "@kei/runtime/core";

/** What the AI SDK has no words for, and a request of `@kei/runtime` has. */
export const OPTION_KEYS = [
  "cache",
  "extraBody",
  "logprobs",
  "options",
  "parallelToolCalls",
  "reasoning",
  "retry",
  "serviceTier",
  "timeouts",
  "userId",
] as const satisfies (keyof ChatRequest)[];

/** One of them. */
export type OptionKey = (typeof OPTION_KEYS)[number];

/** Options of any model. */
export type AnyOptions = Pick<ChatRequest, OptionKey>;
