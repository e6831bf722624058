import type { Usage } from "../../src/usage.ts";

type Raw = Readonly<Record<string, unknown>>;

/**
 * The usage of an answer, as its wire or a text about it has it, in our one meaning. What decides is
 * which words it uses:
 *
 * - `input_tokens` beside `cache_read_input_tokens` is Anthropic's, and leaves out what caches had; so
 *   does a bare `input`, which is what people write of what was not cached;
 * - `input_tokens` beside details, and `prompt_tokens`, include it, but where the parts exceed them;
 * - reasoning is a part of the output, but where the total counts it apart, or it exceeds the output.
 */
export function readUsage(raw: Raw): Usage {
  const inputDetails = fields(
    raw["prompt_tokens_details"] ?? raw["input_tokens_details"] ?? raw["input_token_details"],
  );
  const outputDetails = fields(raw["completion_tokens_details"] ?? raw["output_tokens_details"]);

  const read =
    first(inputDetails, "cached_tokens") ??
    first(
      raw,
      "cache_read_input_tokens",
      "prompt_cache_hit_tokens",
      "cached_prompt_text_tokens",
      "native_tokens_cached",
      "cached_tokens",
      "cached_input",
      "cache_read",
      "cached",
    ) ??
    0;
  const lifetimes = { ...raw, ...fields(raw["cache_creation"]) };
  const write1h = first(lifetimes, "ephemeral_1h_input_tokens", "cache_write_1h") ?? 0;
  const write5m = first(lifetimes, "ephemeral_5m_input_tokens", "cache_write_5m") ?? 0;
  const written =
    first(inputDetails, "cache_write_tokens") ??
    first(raw, "cache_creation_input_tokens", "cache_write_tokens", "cache_write") ??
    0;
  // The sum may be there and its parts not, or be 0.
  const write = Math.max(written - write1h - write5m, 0);
  const cached = read + write + write1h + write5m;

  const text = first(inputDetails, "text_tokens") ?? first(raw, "prompt_text_tokens");
  const image =
    first(inputDetails, "image_tokens") ??
    first(raw, "prompt_image_tokens", "input_image_tokens") ??
    0;
  const audio = first(inputDetails, "audio_tokens") ?? first(raw, "input_audio_tokens") ?? 0;
  // What is cached is the beginning, and text comes first.
  const imageRead = text === undefined ? 0 : Math.min(Math.max(read - text, 0), image);

  const apart = first(raw, "input", "uncached_input");
  const miss = first(raw, "prompt_cache_miss_tokens");
  const isAnthropic = [
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "cache_creation",
  ].some((key) => raw[key] !== undefined && raw["prompt_tokens"] === undefined);
  const whole =
    first(raw, "prompt_tokens", "native_tokens_prompt", "input_tokens") ??
    (first(raw, "input_text_tokens") ?? 0) + audio;
  let inputTokens = whole;
  if (miss !== undefined) inputTokens = miss + read;
  else if (apart !== undefined) inputTokens = apart + cached;
  else if (isAnthropic || cached > whole) inputTokens = whole + cached;

  const audioOut = first(outputDetails, "audio_tokens") ?? first(raw, "output_audio_tokens") ?? 0;
  const told =
    first(raw, "completion_tokens", "native_tokens_completion", "output_tokens", "output") ??
    (first(raw, "output_text_tokens") ?? 0) + audioOut;
  const reasoning =
    first(outputDetails, "reasoning_tokens", "thinking_tokens") ??
    first(raw, "reasoning_tokens") ??
    0;
  const isApart = reasoning > told || raw["total_tokens"] === whole + told + reasoning;

  return {
    inputTokens,
    outputTokens: isApart ? told + reasoning : told,
    reasoningTokens: reasoning,
    cacheReadTokens: read,
    cacheReadImageTokens: imageRead,
    cacheWriteTokens: write,
    cacheWrite5mTokens: write5m,
    cacheWrite1hTokens: write1h,
    imageInputTokens: image - imageRead,
    audioInputTokens: audio,
    imageOutputTokens: first(outputDetails, "image_tokens") ?? 0,
    audioOutputTokens: audioOut,
  };
}

/** Tier of service, in the vendor's words; `priority (fast)` is said of one in a text. */
export function readServiceTier(raw: Raw): string | undefined {
  if (raw["speed"] === "fast") return "fast";
  const tier = raw["service_tier"];
  return typeof tier === "string" ? tier.split(" ")[0] : undefined;
}

/** Of the counts with these names the first that is there. */
function first(raw: Raw, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = raw[name];
    if (typeof value === "number") return value;
  }
  return undefined;
}

function fields(value: unknown): Raw {
  return typeof value === "object" && value !== null ? (value as Raw) : {};
}
