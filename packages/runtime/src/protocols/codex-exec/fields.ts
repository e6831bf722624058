import type { Usage } from "../../chat/reply.ts";
import { record } from "../../platform/unknown-values.ts";

/**
 * Cached tokens are inside the input, reasoning is inside the output. A call is a
 * thread of its own, so the sums over the thread that codex gives are the call's.
 */
export function codexUsage(usage: unknown): Usage | undefined {
  const inputTokens = count(field(usage, "input_tokens"));
  const outputTokens = count(field(usage, "output_tokens"));
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const cacheReadTokens = count(field(usage, "cached_input_tokens"));
  // For how long, codex does not say. OpenAI's chat says as little, and is read so.
  const cacheWrite5mTokens = count(field(usage, "cache_write_input_tokens"));
  const reasoningTokens = count(field(usage, "reasoning_output_tokens"));
  return {
    inputTokens,
    outputTokens,
    ...(cacheReadTokens === undefined ? {} : { cacheReadTokens }),
    ...(cacheWrite5mTokens === undefined ? {} : { cacheWrite5mTokens }),
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
  };
}

/** A count of tokens. */
function count(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** A field of what may be no object. */
export function field(value: unknown, key: string): unknown {
  return record(value)?.[key];
}
