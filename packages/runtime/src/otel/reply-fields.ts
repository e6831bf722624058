import type { CallStart } from "../call/options.ts";
import type { Reply, ReplyCost, Usage } from "../chat/reply.ts";
import type { Fields } from "./names.ts";

/** What a span has of a reply, beside its usage. */
export function replyFields(
  reply: Reply<unknown>,
  { provider }: Pick<CallStart, "provider">,
): Fields {
  return {
    responseId: reply.responseId,
    responseModel: reply.model,
    finishReasons: [finishReason(reply)],
    openaiServiceTier: provider === "openai" ? reply.serviceTier : undefined,
    requestId: reply.requestId,
    ...costFields(reply.cost),
  };
}

/** In the words of the conventions, and where they have none in the provider's. */
export function finishReason({
  finishReason: reason,
  rawFinishReason,
}: Pick<Reply, "finishReason" | "rawFinishReason">): string {
  if (reason === "tool-calls") return "tool_call";
  if (reason === "content-filter") return "content_filter";
  return reason === "other" ? (rawFinishReason ?? reason) : reason;
}

/** Counts of tokens. */
export interface UsageFields {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
  readonly audioInputTokens?: number | undefined;
  readonly imageInputTokens?: number | undefined;
  readonly audioOutputTokens?: number | undefined;
  readonly imageOutputTokens?: number | undefined;
  readonly cacheReadAudioTokens?: number | undefined;
  readonly cacheReadImageTokens?: number | undefined;
}

/** Counts include what they contain, as ours do: the input its caches, sound that was read from one. */
export function usageFields(usage: Usage | undefined): UsageFields {
  if (usage === undefined) return {};
  return {
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cacheReadTokens: usage.cacheReadTokens,
    cacheWriteTokens: cacheWrites(usage),
    reasoningTokens: usage.reasoningTokens,
    audioInputTokens: sumOf(usage.audioInputTokens, usage.cacheReadAudioTokens),
    imageInputTokens: sumOf(usage.imageInputTokens, usage.cacheReadImageTokens),
    audioOutputTokens: usage.audioOutputTokens,
    imageOutputTokens: usage.imageOutputTokens,
    cacheReadAudioTokens: usage.cacheReadAudioTokens,
    cacheReadImageTokens: usage.cacheReadImageTokens,
  };
}

/** Written to caches of any lifetime; absent: nothing is known of any. */
function cacheWrites(usage: Usage): number | undefined {
  return sumOf(
    usage.cacheWriteTokens,
    usage.cacheWrite5mTokens,
    usage.cacheWrite30mTokens,
    usage.cacheWrite1hTokens,
    usage.cacheWrite12hTokens,
  );
}

function sumOf(...counts: readonly (number | undefined)[]): number | undefined {
  const known: readonly number[] = counts.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, count) => sum + count, 0);
}

/** Nothing is paid for a free model, nor for one of a flat fee; what is not known is said. */
export function costFields(cost: ReplyCost | undefined): Fields {
  if (cost === undefined) return {};
  if (cost.kind === "unknown") return { costUnknown: cost.reason };
  return {
    // Exact up to 90 million of the currency.
    cost: Number(cost.total),
    costCurrency: cost.kind === "known" ? cost.currency : undefined,
  };
}
