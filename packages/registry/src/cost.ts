import type { KnownPrice, Price, PriceTier } from "./gen/contract.gen.js";
import { TOKENS_PER_MTOK } from "./money.ts";

/** Tokens of one request. All counts are whole numbers, 0 or more. */
export interface Usage {
  /** All tokens of the input, those read from and written to a cache included. */
  readonly inputTokens: number;
  /** All tokens of the output, reasoning included. */
  readonly outputTokens: number;
  /** Part of the input that was read from a cache. @default 0 */
  readonly cacheReadTokens?: number;
  /** Part of the input that was written to a five-minute cache. @default 0 */
  readonly cacheWrite5mTokens?: number;
  /** Part of the input that was written to a one-hour cache. @default 0 */
  readonly cacheWrite1hTokens?: number;
}

/** What one request costs, taken apart. Amounts are micro-cents (1 USD = 100,000,000). */
export type Cost =
  | {
      readonly kind: "known";
      /** `input + output`. */
      readonly total: bigint;
      /** The input side, caches included, rounded down. */
      readonly input: bigint;
      /** The output side, rounded down. */
      readonly output: bigint;
    }
  | { readonly kind: "free"; readonly total: 0n }
  | { readonly kind: "subscription"; readonly total: 0n }
  | {
      readonly kind: "unknown";
      /** What the registry does not have: the model, any price of it, or the price of a cache. */
      readonly missing: "model" | "price" | "cacheRead" | "cacheWrite5m" | "cacheWrite1h";
    };

/**
 * Cost of `usage` at `price`. Each side is summed exactly and rounded down once, as the Rust router
 * does. With tiers, the highest one that the whole input exceeds prices the whole request.
 *
 * Tokens of a kind whose price is unknown make the cost unknown, not smaller.
 *
 * @throws RangeError when a count is not a whole number of 0 or more, or when the cached parts
 * exceed the input that contains them.
 */
export function costAt(price: Price, usage: Usage): Cost {
  const input = count(usage.inputTokens, "inputTokens");
  const output = count(usage.outputTokens, "outputTokens");
  const cacheRead = count(usage.cacheReadTokens ?? 0, "cacheReadTokens");
  const cacheWrite5m = count(usage.cacheWrite5mTokens ?? 0, "cacheWrite5mTokens");
  const cacheWrite1h = count(usage.cacheWrite1hTokens ?? 0, "cacheWrite1hTokens");
  const uncached = input - cacheRead - cacheWrite5m - cacheWrite1h;
  if (uncached < 0n) {
    throw new RangeError(
      `inputTokens (${input}) includes cached tokens, so it cannot be less than their sum (${input - uncached})`,
    );
  }
  if (price.kind === "unknown") return { kind: "unknown", missing: "price" };
  if (price.kind !== "known") return { kind: price.kind, total: 0n };

  const rates = ratesFor(price, usage.inputTokens);
  let inputSide = uncached * BigInt(rates.input);
  for (const [kind, tokens] of [
    ["cacheRead", cacheRead],
    ["cacheWrite5m", cacheWrite5m],
    ["cacheWrite1h", cacheWrite1h],
  ] as const) {
    if (tokens === 0n) continue;
    const rate = rates[kind];
    if (rate === undefined) return { kind: "unknown", missing: kind };
    inputSide += tokens * BigInt(rate);
  }
  const inputCost = inputSide / TOKENS_PER_MTOK;
  const outputCost = (output * BigInt(rates.output)) / TOKENS_PER_MTOK;
  return { kind: "known", total: inputCost + outputCost, input: inputCost, output: outputCost };
}

/** The tier's prices when the input exceeds one, else the base prices. */
function ratesFor(price: KnownPrice, inputTokens: number): KnownPrice | PriceTier {
  return price.tiers?.findLast((tier) => inputTokens > tier.aboveInputTokens) ?? price;
}

function count(tokens: number, name: string): bigint {
  if (!Number.isSafeInteger(tokens) || tokens < 0) {
    throw new RangeError(`${name} must be a whole number of 0 or more, but is ${tokens}`);
  }
  return BigInt(tokens);
}
