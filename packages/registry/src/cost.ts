import { type FoundPrice, findPrice } from "./find-price.ts";
import type { Price, PriceHistory, PriceRow, PriceTier, Rates } from "./gen/contract.gen.js";
import { type Moment, timeOf } from "./moment.ts";
import { TOKENS_PER_MTOK } from "./money.ts";
import { count, countTokens, type TokenCounts, type Usage } from "./usage.ts";

export type { Usage } from "./usage.ts";

/**
 * What one request costs, and of what that is made. Amounts are micro-cents: 100,000,000 to one unit
 * of the currency. They are `bigint`, which `JSON.stringify` takes only as a `String`.
 */
export type Cost =
  | KnownCost
  | { readonly kind: "free"; readonly total: 0n }
  | { readonly kind: "subscription"; readonly total: 0n }
  | UnknownCost;

interface KnownCost {
  readonly kind: "known";
  /** The sum of the parts. */
  readonly total: bigint;
  /** ISO 4217 code, such as `"USD"`. */
  readonly currency: string;
  /** The input with its caches, the output, and what is billed by its number: each rounded down once. */
  readonly parts: { readonly input: bigint; readonly output: bigint; readonly fees?: bigint };
  /** The price by its conditions, `standard` for the one without: `to=2026-07-31 × 50 %`. */
  readonly row: string;
}

/** A cost that nobody knows: it is not 0, and not the price without a condition. */
export interface UnknownCost {
  readonly kind: "unknown";
  /**
   * What the registry does not have: the model; any price of it, at that time; prices that are past,
   * which `@kei/registry/price-history` has; a price for the tier of service or for the region; one for
   * inputs of this length; the rate of a kind of token; the fee of a thing.
   */
  readonly reason:
    | "model"
    | "price"
    | "price-history"
    | "service-tier"
    | "region"
    | "long-input"
    | "rate"
    | "fee";
  /** Which one: `cacheRead`, `priority`, `eu`, `webSearch`, the day, the ref. */
  readonly missing?: string;
}

/** A {@link Cost} at a price whose currency was not given. */
export type BareCost =
  | (Omit<KnownCost, "currency"> & { readonly currency?: undefined })
  | Exclude<Cost, KnownCost>;

/** What decides between the prices of a model. */
export interface CostOptions {
  /** When the request was made: a date alone is 12:00 UTC. @default now */
  readonly at?: Moment | undefined;
  /** Tier of service, in the vendor's words. @default the standard one: `default`, `standard` */
  readonly serviceTier?: string | undefined;
  /** Region, in the vendor's words. @default none: `default`, `global` */
  readonly region?: string | undefined;
  /** Prices of the past: `history` of `@kei/registry/price-history`. @default a past price is unknown */
  readonly history?: PriceHistory | undefined;
}

/** What `costAt` may be told beside price and usage. */
export interface CostAtOptions extends Omit<CostOptions, "history"> {
  /** ISO 4217 code of the price, which does not say it. @default the cost has none either */
  readonly currency?: string | undefined;
  /** Prices of all times of this model. @default a past price is unknown */
  readonly history?: readonly PriceRow[] | undefined;
}

/**
 * Cost of `usage` at `price`. Each side is summed exactly and rounded down once, as the Rust router
 * does. With tiers, the highest one that the whole input exceeds prices the whole request. A percent of
 * a tier or a region holds below the first of them.
 *
 * Tokens of a kind whose price is unknown make the cost unknown, not smaller.
 *
 * @throws RangeError when a count is not a whole number of 0 or more, when parts exceed what contains
 * them, or `at` is no date.
 *
 * @example
 * costAt(model.price, { inputTokens: 1_000, outputTokens: 500 }, { currency: "USD" });
 */
export function costAt(
  price: Price,
  usage: Usage,
  options: CostAtOptions & { readonly currency: string },
): Cost;
export function costAt(price: Price, usage: Usage, options?: CostAtOptions): Cost | BareCost;
export function costAt(
  price: Price,
  usage: Usage,
  { currency, at, serviceTier, region, history }: CostAtOptions = {},
): Cost | BareCost {
  const counts = countTokens(usage);
  const fees = Object.entries(usage.fees ?? {}).map(
    ([name, number]) => [name, count(number, `fees.${name}`)] as const,
  );
  const time = at === undefined ? Date.now() : timeOf(at);
  const found = findPrice(price, { time, serviceTier, region, history });
  if (found.kind === "unknown") return found;
  if (found.kind !== "known") return { kind: found.kind, total: 0n };
  const rates = ratesFor(found, price, usage.inputTokens);
  if (rates === undefined) {
    return { kind: "unknown", reason: "long-input", missing: found.row };
  }
  const input = sumOf(counts, INPUT, rates);
  if (typeof input === "string") return { kind: "unknown", reason: "rate", missing: input };
  const output = sumOf(counts, OUTPUT, rates);
  if (typeof output === "string") return { kind: "unknown", reason: "rate", missing: output };
  let feesSum = 0n;
  for (const [name, number] of fees) {
    if (number === 0n) continue;
    const fee = own(price.fees, name);
    if (fee === undefined) return { kind: "unknown", reason: "fee", missing: name };
    feesSum += number * BigInt(fee);
  }
  const inputPart = shareOf(input, found.percents);
  const outputPart = shareOf(output, found.percents);
  const feesPart = feesSum / FEES_PER;
  const parts = {
    input: inputPart,
    output: outputPart,
    ...(usage.fees === undefined ? {} : { fees: feesPart }),
  };
  const total = inputPart + outputPart + feesPart;
  const { row } = found;
  return currency === undefined
    ? { kind: "known", total, parts, row }
    : { kind: "known", total, currency, parts, row };
}

/** Fees are for so many. */
const FEES_PER = 1_000n;

type Found = Extract<FoundPrice, { kind: "known" }>;

/**
 * The tier's rates when the input exceeds one, else the base rates. `undefined`: a long input that
 * nobody has a price for.
 */
function ratesFor(
  { rates, percents }: Found,
  price: Price,
  inputTokens: number,
): Rates | PriceTier | undefined {
  const tier = rates.tiers?.findLast((each) => inputTokens > each.aboveInputTokens);
  if (tier !== undefined) return percents.length === 0 ? tier : undefined;
  const [first] = (price.kind === "known" ? price.tiers : undefined) ?? [];
  const isLong = first !== undefined && inputTokens > first.aboveInputTokens;
  return isLong && rates.tiers === undefined ? undefined : rates;
}

/** Tokens, and the rates that may bill them: the first that is known. */
type Line = readonly [tokens: keyof TokenCounts, rates: readonly (keyof Rates)[]];

/**
 * Pictures are input like text where they have no rate of their own; sound never is. A cache whose
 * lifetime is not said is the one that the protocol has by itself: five minutes, or thirty.
 */
const INPUT: readonly Line[] = [
  ["inputTokens", ["input"]],
  ["cacheReadTokens", ["cacheRead"]],
  ["cacheWriteTokens", ["cacheWrite", "cacheWrite5m", "cacheWrite30m"]],
  ["cacheWrite5mTokens", ["cacheWrite5m", "cacheWrite"]],
  ["cacheWrite1hTokens", ["cacheWrite1h"]],
  ["cacheWrite30mTokens", ["cacheWrite30m", "cacheWrite"]],
  ["cacheWrite12hTokens", ["cacheWrite12h"]],
  ["audioInputTokens", ["inputAudio"]],
  ["imageInputTokens", ["inputImage", "input"]],
  ["cacheReadAudioTokens", ["cacheReadAudio"]],
  ["cacheReadImageTokens", ["cacheReadImage", "cacheRead"]],
];

const OUTPUT: readonly Line[] = [
  ["outputTokens", ["output"]],
  ["reasoningTokens", ["reasoning", "output"]],
  ["audioOutputTokens", ["outputAudio"]],
  ["imageOutputTokens", ["outputImage"]],
];

/** Tokens times rates, or the name of a rate that nobody knows. */
function sumOf(counts: TokenCounts, lines: readonly Line[], rates: Rates): bigint | keyof Rates {
  let sum = 0n;
  for (const [kind, names] of lines) {
    const tokens = counts[kind];
    if (tokens === 0n) continue;
    const name = names.find((each) => rates[each] !== undefined);
    if (name === undefined) return names[0] as keyof Rates;
    sum += tokens * BigInt(rates[name] as number);
  }
  return sum;
}

function shareOf(sum: bigint, percents: readonly number[]): bigint {
  const whole = percents.reduce((product, percent) => product * BigInt(percent), sum);
  return whole / (TOKENS_PER_MTOK * 100n ** BigInt(percents.length));
}

function own(table: Readonly<Record<string, number>> | undefined, name: string) {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
