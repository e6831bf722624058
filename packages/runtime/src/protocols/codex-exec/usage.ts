import type { Usage } from "../../chat/reply.ts";
import { count, fields, present } from "../../platform/records.ts";

/**
 * Cached tokens are inside the input, reasoning is inside the output. A call is a
 * thread of its own, so the sums over the thread that codex gives are the call's.
 */
export function codexUsage(value: unknown): Usage | undefined {
  const usage = fields(value);
  const inputTokens = count(usage["input_tokens"]);
  const outputTokens = count(usage["output_tokens"]);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return present<Usage>({
    inputTokens,
    outputTokens,
    cacheReadTokens: count(usage["cached_input_tokens"]),
    cacheWriteTokens: count(usage["cache_write_input_tokens"]),
    reasoningTokens: count(usage["reasoning_output_tokens"]),
  });
}
