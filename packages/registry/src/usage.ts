/**
 * What one request used, in one meaning for all providers: the input includes what was read from and
 * written to caches, the output includes reasoning. All counts are whole numbers, 0 or more. A part
 * that is absent is unknown, and counts as 0.
 */
export interface Usage {
  /** All tokens of the input, those read from and written to a cache included. */
  readonly inputTokens: number;
  /** All tokens of the output, reasoning included. */
  readonly outputTokens: number;
  /** Part of the output that was reasoning. It costs what other output costs, where it has no rate. */
  readonly reasoningTokens?: number;
  /** Part of the input that was read from a cache. */
  readonly cacheReadTokens?: number;
  /** Part of the input that was written to a cache whose lifetime is not said. */
  readonly cacheWriteTokens?: number;
  /** Part of the input that was written to a five-minute cache. */
  readonly cacheWrite5mTokens?: number;
  /** Part of the input that was written to a one-hour cache. */
  readonly cacheWrite1hTokens?: number;
  /** Part of the input that was written to a 30-minute cache. */
  readonly cacheWrite30mTokens?: number;
  /** Part of the input that was written to a twelve-hour cache. */
  readonly cacheWrite12hTokens?: number;
  /** Part of the input that was sound, and came from no cache. */
  readonly audioInputTokens?: number;
  /** Part of the output that was sound. */
  readonly audioOutputTokens?: number;
  /** Part of the input that was pictures, and came from no cache. */
  readonly imageInputTokens?: number;
  /** Part of the output that was pictures. */
  readonly imageOutputTokens?: number;
  /** Part of `cacheReadTokens` that was sound. */
  readonly cacheReadAudioTokens?: number;
  /** Part of `cacheReadTokens` that was pictures. */
  readonly cacheReadImageTokens?: number;
  /** What is billed by its number, by the name that the price has for it: `{ webSearch: 3 }`. */
  readonly fees?: Readonly<Record<string, number>>;
}

/** Names of the counts of a usage, but for the two that contain the others. */
type Part = Exclude<keyof Usage, "inputTokens" | "outputTokens" | "fees">;

/** Tokens by what they are billed as, each counted once. */
export type TokenCounts = { readonly [K in Part | "inputTokens" | "outputTokens"]: bigint };

type Growing = { -readonly [K in keyof TokenCounts]: bigint };

const INPUT_PARTS = [
  "cacheReadTokens",
  "cacheWriteTokens",
  "cacheWrite5mTokens",
  "cacheWrite1hTokens",
  "cacheWrite30mTokens",
  "cacheWrite12hTokens",
  "audioInputTokens",
  "imageInputTokens",
] as const;
const OUTPUT_PARTS = ["reasoningTokens", "audioOutputTokens", "imageOutputTokens"] as const;
const CACHE_READ_PARTS = ["cacheReadAudioTokens", "cacheReadImageTokens"] as const;
const PARTS = [...INPUT_PARTS, ...OUTPUT_PARTS, ...CACHE_READ_PARTS] as const;

/**
 * The tokens of a usage, with what is left in `inputTokens`, `outputTokens` and `cacheReadTokens` when
 * their parts are taken out.
 *
 * @throws RangeError when a count is not a whole number of 0 or more, or parts exceed what contains them.
 */
export function countTokens(usage: Usage): TokenCounts {
  const counts: Growing = {
    inputTokens: count(usage.inputTokens, "inputTokens"),
    outputTokens: count(usage.outputTokens, "outputTokens"),
  } as never;
  for (const name of PARTS) {
    counts[name] = count(usage[name] ?? 0, name);
  }
  takeOut(counts, "inputTokens", INPUT_PARTS);
  takeOut(counts, "outputTokens", OUTPUT_PARTS);
  takeOut(counts, "cacheReadTokens", CACHE_READ_PARTS);
  return counts;
}

function takeOut(
  counts: Growing,
  whole: "inputTokens" | "outputTokens" | "cacheReadTokens",
  parts: readonly Part[],
): void {
  const sum = parts.reduce((total, part) => total + counts[part], 0n);
  if (sum > counts[whole]) {
    const named = parts.filter((part) => counts[part] > 0n).join(", ");
    throw new RangeError(
      `${whole} (${counts[whole]}) includes ${named}, so it cannot be less than their sum (${sum})`,
    );
  }
  counts[whole] -= sum;
}

/** @throws RangeError for what is no whole number of 0 or more. */
export function count(value: number, name: string): bigint {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} must be a whole number of 0 or more, but is ${value}`);
  }
  return BigInt(value);
}
