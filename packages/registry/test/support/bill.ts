import { type BareCost, type Cost, costAt, type Usage } from "../../src/cost.ts";
import type { KnownPrice, Rates } from "../../src/gen/contract.gen.js";
import { cost, findModel } from "../../src/lookup.ts";
import { history } from "../../src/price-history.ts";
import { readServiceTier, readUsage } from "./bill-usage.ts";

/** A published pair of usage and charge. */
export interface Bill {
  readonly id: string;
  readonly provider: string;
  readonly gateway: string | null;
  readonly model: string;
  /** As far as it is known: a time, a day, a month, a year. */
  readonly date: string | null;
  readonly source_date: string | null;
  /** As the wire or a text has it; of several models, by model. */
  readonly usage: Readonly<Record<string, unknown>>;
  readonly usage_form: "wire-json" | "stated-in-prose" | "inferred";
  readonly amount: string;
  readonly currency: string;
  /** What the bill says that tokens cost, by a name for them. */
  readonly prices_per_million: Readonly<Record<string, string>>;
  readonly categories: readonly string[];
  readonly my_arithmetic: { readonly parts: readonly Part[]; readonly total: string };
  readonly follows_exactly: "yes" | "yes-rounded" | "fitted" | "no" | "unknown";
  readonly note: string;
}

type Part = { readonly part: string } & (
  | { readonly tokens: number; readonly per_million: string }
  | { readonly count: number; readonly per_unit: string }
);

/** What the registry says that the bill's model costs with this usage on that day; absent: no model of ours. */
export function registryCost(bill: Bill): Cost | undefined {
  const model = findModel(`${bill.provider}/${modelId(bill.model)}`);
  if (model === undefined || groupsOf(bill).length > 1) return undefined;
  const serviceTier =
    readServiceTier(bill.usage) ?? (bill.categories.includes("batch") ? "batch" : undefined);
  const { counts } = feesOf(bill);
  const usage = { ...readUsage(bill.usage), fees: counts };
  return cost(model.ref, usage, { at: dayOf(bill), serviceTier, history });
}

/** What the usage costs at the prices that the bill states, in the currency of the bill. */
export function statedCost(bill: Bill): bigint {
  return sumOf(partsOf(bill));
}

const sumOf = (parts: readonly bigint[]) => parts.reduce((sum, part) => sum + part, 0n);

/** How the amount of a bill follows from the parts of a cost; `undefined`: it does not. */
export function matching(bill: Bill, parts: readonly bigint[]): string | undefined {
  const total = sumOf(parts);
  const amount = decimal(bill.amount);
  const decimals = bill.amount.split(".")[1]?.length ?? 0;
  if (total * SUB === amount) return "exact";
  const unit = 10n ** BigInt(Math.max(8 - decimals, 0));
  const half = (part: bigint) => ((part + unit / 2n) / unit) * unit;
  if (half(total) * SUB === amount) return "rounded";
  if ((total / unit) * unit * SUB === amount) return "truncated";
  if (sumOf(parts.map(half)) * SUB === amount) return "rounded per part";
  return total === statedCost(bill) && isWithinCounts(bill)
    ? "within the rounding of its counts"
    : undefined;
}

/**
 * Micro-cents of the input, the output and the fees, each rounded down, at the prices of the bill.
 *
 * @param read - What makes a usage of the one that the bill has.
 */
export function partsOf(
  bill: Bill,
  read: (usage: Bill["usage"]) => Usage = readUsage,
): readonly bigint[] {
  const fees = feesOf(bill);
  const sums = [0n, 0n, 0n];
  groupsOf(bill).forEach(({ name, usage: raw }, index) => {
    const price = { ...statedPrice(bill, name), fees: fees.rates };
    const tokens = withHiddenWrites(bill, read(raw), price);
    const usage = index === 0 ? { ...tokens, fees: fees.counts } : tokens;
    const answer: Cost | BareCost = costAt(price, usage, { at: dayOf(bill) });
    if (answer.kind !== "known") throw new Error(`${bill.id}: ${JSON.stringify(answer)}`);
    const { input, output, fees: other = 0n } = answer.parts;
    [input, output, other].forEach((part, side) => {
      sums[side] = (sums[side] ?? 0n) + part;
    });
  });
  return sums;
}

/** The moment of a bill: of a month or a year its middle; where only its finder is dated, that day. */
function dayOf({ date, source_date }: Bill): string {
  const text = date ?? /\d{4}-\d\d-\d\d/.exec(source_date ?? "")?.[0] ?? "2026-08-20";
  if (text.length === 4) return `${text}-07-01`;
  return text.length === 7 ? `${text}-15` : text;
}

/** `anthropic/claude-4.5-sonnet-20250929`, `us.anthropic.claude-opus-5.5`: vendors' ids, as sellers write them. */
function modelId(name: string): string {
  const bare = name.replace(/^.*\//, "").replace(/^us\.anthropic\./, "");
  if (!bare.startsWith("claude")) return bare;
  return bare
    .replaceAll(".", "-")
    .replace(/^claude-(\d-\d)-(opus|sonnet|haiku)/, "claude-$2-$1")
    .replace(/^(claude-(?:opus|sonnet)-4)$/, "$1-0");
}

interface Group {
  /** Of the model, where a bill is for several. */
  readonly name: string | undefined;
  readonly usage: Readonly<Record<string, unknown>>;
}

function groupsOf({ usage }: Bill): readonly Group[] {
  const named = Object.entries(usage).filter(([name]) => name.startsWith("claude-"));
  if (named.length === 0) return [{ name: undefined, usage }];
  return named.map(([name, group]) => ({ name, usage: group as Group["usage"] }));
}

const RATES: Readonly<Record<string, keyof Rates>> = {
  input: "input",
  text_input: "input",
  cache_miss: "input",
  cache_read: "cacheRead",
  cache_hit: "cacheRead",
  cache_write: "cacheWrite",
  cache_write_5m: "cacheWrite5m",
  cache_write_1h: "cacheWrite1h",
  output: "output",
  text_output: "output",
  "output+reasoning": "output",
  reasoning: "reasoning",
  image_input: "inputImage",
  image_output: "outputImage",
  audio_input: "inputAudio",
  audio_output: "outputAudio",
};

/** What the bill names; asked for another rate, the cost throws. */
function statedPrice({ prices_per_million }: Bill, model: string | undefined): KnownPrice {
  const rates: { -readonly [K in keyof Rates]: number } = { input: Number.NaN, output: Number.NaN };
  for (const [written, dollars] of Object.entries(prices_per_million)) {
    const [family, ofFamily] = written.split(/ (?=[a-z])/);
    const isOfModel = model?.includes(`-${family}`) === true && ofFamily !== undefined;
    // "input>272k fast", "cache_read (no discount)": a note of the price, not another kind of token.
    const name = (isOfModel ? ofFamily : written).replace(/ ?[(>].*/, "");
    const rate = RATES[name];
    if (rate !== undefined) rates[rate] = Number(decimal(dollars) / SUB);
  }
  return { kind: "known", ...rates } as KnownPrice;
}

/** What is billed by its number: a bill's arithmetic has it, and its usage at best in words. */
function feesOf({ my_arithmetic }: Bill) {
  const rates: Record<string, number> = {};
  const counts: Record<string, number> = {};
  for (const part of my_arithmetic.parts) {
    if (!("count" in part)) continue;
    // 10,000,000,000 ticks to a dollar: a unit of money, and finer than a micro-cent.
    const size = part.part === "tick" ? 1_000 : 1;
    const name = part.part.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    counts[name] = part.count / size;
    rates[name] = Number((decimal(part.per_unit) * 1_000n * BigInt(size)) / SUB);
  }
  return { rates, counts };
}

/**
 * OpenRouter's records of a generation count no writes of a cache, and charge them: what its discount
 * for caches is less than that of the reads.
 */
function withHiddenWrites({ usage: raw }: Bill, usage: Usage, price: KnownPrice): Usage {
  const discount = raw["usage_cache"];
  const { cacheRead, cacheWrite5m } = price;
  if (typeof discount !== "number" || cacheRead === undefined || cacheWrite5m === undefined) {
    return usage;
  }
  const saved = (usage.cacheReadTokens ?? 0) * (price.input - cacheRead);
  const paid = Math.round(discount * 1e14) + saved;
  return { ...usage, cacheWrite5mTokens: Math.round(paid / (cacheWrite5m - price.input)) };
}

/** Counts that a text has in tenths of a thousand may be up to 50 tokens off. */
function isWithinCounts(bill: Bill): boolean {
  if (!/rounded to 0\.1k/.test(bill.note)) return false;
  const off = (by: number) => sumOf(partsOf(bill, (raw) => moved(readUsage(raw), by))) * SUB;
  const amount = decimal(bill.amount);
  return off(-50) <= amount && amount <= off(50);
}

/** With each count that looks rounded off by so many; what is left of the input is a count, too. */
function moved(usage: Usage, by: number): Usage {
  const { inputTokens, outputTokens } = usage;
  const { cacheReadTokens = 0, cacheWriteTokens = 0, cacheWrite1hTokens = 0 } = usage;
  const move = (count: number) => (count > 0 && count % 100 === 0 ? count + by : count);
  const rest = move(inputTokens - cacheReadTokens - cacheWriteTokens - cacheWrite1hTokens);
  const caches = {
    cacheReadTokens: move(cacheReadTokens),
    cacheWriteTokens: move(cacheWriteTokens),
    cacheWrite1hTokens: move(cacheWrite1hTokens),
  };
  return {
    inputTokens: Object.values(caches).reduce((sum, count) => sum + count, rest),
    outputTokens: move(outputTokens),
    ...caches,
  };
}

const DIGITS = 12;

/** A micro-cent, in units of {@link decimal}. */
export const SUB = 10n ** BigInt(DIGITS - 8);

/** A decimal number, times 10 to the twelfth: bills are finer than micro-cents. */
export function decimal(text: string): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(DIGITS, "0").slice(0, DIGITS));
}
