import type { KnownPrice, Price, PriceTier } from "./gen/contract.gen.js";
import { TOKENS_PER_MTOK } from "./money.ts";

/**
 * Tokens of one request, in one meaning for all providers: the input includes what was read from and
 * written to caches, the output includes reasoning. All counts are whole numbers, 0 or more. A part
 * that is absent is unknown, and counts as 0.
 */
export interface Usage {
  /** All tokens of the input, those read from and written to a cache included. */
  readonly inputTokens: number;
  /** All tokens of the output, reasoning included. */
  readonly outputTokens: number;
  /** Part of the output that was reasoning. It costs what the rest of the output costs. */
  readonly reasoningTokens?: number;
  /** Part of the input that was read from a cache. */
  readonly cacheReadTokens?: number;
  /** Part of the input that was written to a five-minute cache. */
  readonly cacheWrite5mTokens?: number;
  /** Part of the input that was written to a one-hour cache. */
  readonly cacheWrite1hTokens?: number;
}

/**
 * What one request costs, and of what that is made. Amounts are micro-cents: 100,000,000 to one unit
 * of the currency. They are `bigint`, which `JSON.stringify` takes only as a `String`.
 */
export type Cost =
  | KnownCost
  | { readonly kind: "free"; readonly total: 0n }
  | { readonly kind: "subscription"; readonly total: 0n }
  | {
      readonly kind: "unknown";
      /** What the registry does not have: the model, any price of it, or the price of a cache. */
      readonly missing: "model" | "price" | "cacheRead" | "cacheWrite5m" | "cacheWrite1h";
    };

interface KnownCost {
  readonly kind: "known";
  /** The sum of the parts. */
  readonly total: bigint;
  /** ISO 4217 code, such as `"USD"`. */
  readonly currency: string;
  /** The input with its caches, and the output: each rounded down once. */
  readonly parts: { readonly input: bigint; readonly output: bigint };
}

/** A {@link Cost} at a price whose currency was not given. */
export type BareCost =
  | (Omit<KnownCost, "currency"> & { readonly currency?: undefined })
  | Exclude<Cost, KnownCost>;

/** What `cost` may be told beside the usage. There is nothing so far. */
export type CostOptions = Readonly<Record<string, never>>;

/** What `costAt` may be told beside price and usage. */
export interface CostAtOptions {
  /** ISO 4217 code of the price, which does not say it. @default the cost has none either */
  readonly currency?: string | undefined;
}

/**
 * Cost of `usage` at `price`. Each side is summed exactly and rounded down once, as the Rust router
 * does. With tiers, the highest one that the whole input exceeds prices the whole request.
 *
 * Tokens of a kind whose price is unknown make the cost unknown, not smaller.
 *
 * @throws RangeError when a count is not a whole number of 0 or more, when the cached parts exceed
 * the input that contains them, or the reasoning the output.
 *
 * @example
 * costAt(model.price, { inputTokens: 1_000, outputTokens: 500 }, { currency: "USD" });
 */
export function costAt(price: Price, usage: Usage, options: { readonly currency: string }): Cost;
export function costAt(price: Price, usage: Usage, options?: CostAtOptions): Cost | BareCost;
export function costAt(
  price: Price,
  usage: Usage,
  { currency }: CostAtOptions = {},
): Cost | BareCost {
  const input = count(usage.inputTokens, "inputTokens");
  const output = count(usage.outputTokens, "outputTokens");
  const reasoning = count(usage.reasoningTokens ?? 0, "reasoningTokens");
  const cacheRead = count(usage.cacheReadTokens ?? 0, "cacheReadTokens");
  const cacheWrite5m = count(usage.cacheWrite5mTokens ?? 0, "cacheWrite5mTokens");
  const cacheWrite1h = count(usage.cacheWrite1hTokens ?? 0, "cacheWrite1hTokens");
  const uncached = input - cacheRead - cacheWrite5m - cacheWrite1h;
  if (uncached < 0n) {
    throw new RangeError(
      `inputTokens (${input}) includes cached tokens, so it cannot be less than their sum (${input - uncached})`,
    );
  }
  if (reasoning > output) {
    throw new RangeError(
      `outputTokens (${output}) includes reasoning tokens, so it cannot be less than them (${reasoning})`,
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
  const parts = {
    input: inputSide / TOKENS_PER_MTOK,
    output: (output * BigInt(rates.output)) / TOKENS_PER_MTOK,
  };
  const total = parts.input + parts.output;
  return currency === undefined
    ? { kind: "known", total, parts }
    : { kind: "known", total, currency, parts };
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
