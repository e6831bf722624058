import type { Usage } from "../chat/reply.ts";
import { count, fields, present, type UnknownRecord } from "../platform/records.ts";
import type { ReplyBuilder } from "./reply-builder.ts";

/**
 * Usage in our one meaning, under every name that servers are known to have for it. The input includes
 * what caches had, except at gateways that count the caches apart: the parts exceed it, the total says
 * so, or the words are Anthropic's. The output includes reasoning, except at xAI: its total says so.
 */
export function readOpenaiUsage(usage: UnknownRecord, builder: ReplyBuilder): void {
  const input = count(usage["prompt_tokens"] ?? usage["input_tokens"]);
  const output = count(usage["completion_tokens"] ?? usage["output_tokens"]);
  builder.setFees(fields(usage["server_tool_use"]));
  builder.setFees({
    // Perplexity's searches, xAI's sources and tools, Mistral's sound.
    web_search_requests: usage["num_search_queries"],
    search_sources: usage["num_sources_used"],
    audio_seconds: usage["prompt_audio_seconds"],
    server_side_tools: usage["num_server_side_tools_used"],
  });
  if (input === undefined || output === undefined) return;
  const details = fields(usage["prompt_tokens_details"] ?? usage["input_tokens_details"]);
  const read = most(
    // OpenAI and most; Moonshot; DeepSeek; LiteLLM in front of Anthropic.
    details["cached_tokens"],
    usage["cached_tokens"],
    usage["prompt_cache_hit_tokens"],
    usage["cache_read_input_tokens"],
  );
  const written = most(
    details["cache_write_tokens"],
    details["cache_creation_tokens"],
    usage["cache_creation_input_tokens"],
  );
  const written1h = most(
    fields(details["cache_creation_token_details"])["ephemeral_1h_input_tokens"],
    fields(usage["cache_creation"])["ephemeral_1h_input_tokens"],
  );
  const lasting = fields(details["cache_write_tokens_details"]);
  const outputDetails = fields(
    usage["completion_tokens_details"] ?? usage["output_tokens_details"],
  );
  const reasoning = most(outputDetails["reasoning_tokens"], usage["reasoning_tokens"]);
  const cached = (read ?? 0) + (written ?? 0);
  const thought = reasoning ?? 0;
  const total = usage["total_tokens"];
  const sum = input + output;
  const thinksApart =
    thought > output || total === sum + thought || total === sum + thought + cached;
  const outputTokens = thinksApart ? output + thought : output;
  const cachesApart =
    cached > input ||
    (cached > 0 && total === input + outputTokens + cached) ||
    (usage["prompt_tokens"] === undefined && usage["cache_read_input_tokens"] !== undefined);
  // What was cached is not told apart: it is taken for text, as long as there is enough of that.
  let left = Math.max(cachesApart ? input : input - cached, 0);
  const share = (tokens: unknown) => {
    const part = Math.min(count(tokens) ?? 0, left);
    left -= part;
    // Zeros say nothing: many servers send them for all that they do not have.
    return part || undefined;
  };
  let unsaid = written ?? 0;
  const ofWritten = (tokens: unknown) => {
    const part = Math.min(count(tokens) ?? 0, unsaid);
    unsaid -= part;
    return part || undefined;
  };
  const cacheWrite1hTokens = ofWritten(written1h);
  const cacheWrite30mTokens = ofWritten(lasting["ttl_30m_tokens"]);
  const cacheWrite12hTokens = ofWritten(lasting["ttl_12h_tokens"]);
  builder.usage = present<Usage>({
    inputTokens: cachesApart ? input + cached : input,
    outputTokens,
    reasoningTokens: reasoning,
    cacheReadTokens: read,
    // A 0 says that nothing was written, but not where the parts say what was.
    cacheWriteTokens: unsaid || (written === 0 ? 0 : undefined),
    cacheWrite1hTokens,
    cacheWrite30mTokens,
    cacheWrite12hTokens,
    audioInputTokens: share(details["audio_tokens"]),
    imageInputTokens: share(details["image_tokens"]),
    audioOutputTokens: count(outputDetails["audio_tokens"]) || undefined,
    // OpenRouter's.
    imageOutputTokens: count(outputDetails["image_tokens"]) || undefined,
  });
}

/** Of counts of one thing the largest: a 0 beside it was never counted. */
function most(...counts: readonly unknown[]): number | undefined {
  const known = counts.flatMap((each) => count(each) ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}
