import * as z from "zod";
import type { Rates } from "../layers/rates.ts";
import type { Fact, Match, PartialRates, PartialTier } from "./fact.ts";
import { providerNames } from "./fact.ts";
import { microCents } from "./micro-cents.ts";

const dollars = z.union([z.number().nonnegative(), z.string().regex(/^\d+(\.\d+)?$/)]);

const price = z.union([
  dollars,
  z.object({
    base: dollars,
    tiers: z.array(z.object({ start: z.number().int().nonnegative(), price: dollars })),
  }),
]);

const prices = z.object({
  input_mtok: price.optional(),
  output_mtok: price.optional(),
  cache_read_mtok: price.optional(),
  cache_write_mtok: price.optional(),
  cache_write_1h_mtok: price.optional(),
});

const time = z.string().regex(/^\d\d:\d\d:\d\dZ$/);

const conditional = z.object({
  constraint: z
    .union([z.object({ start_date: z.iso.date() }), z.object({ start_time: time, end_time: time })])
    .nullish(),
  prices,
});

const match: z.ZodType<Match> = z.lazy(() =>
  z.union([
    z.strictObject({ equals: z.string() }),
    z.strictObject({ starts_with: z.string() }),
    z.strictObject({ ends_with: z.string() }),
    z.strictObject({ contains: z.string() }),
    z.strictObject({ regex: z.string().refine(isRegularExpression) }),
    z.strictObject({ or: z.array(match) }),
    z.strictObject({ and: z.array(match) }),
  ]),
);

const model = z.object({
  id: z.string(),
  match,
  context_window: z.number().int().positive().nullish(),
  deprecated: z.boolean().nullish(),
  prices: z.union([prices, z.array(conditional)]),
});

const providers = z.array(z.object({ id: z.string(), models: z.array(z.unknown()) }));

/** Only of the providers that are compared: what others have may change. */
const modelsById = z.record(z.string(), z.array(model));

type WrittenPrices = z.infer<typeof prices>;
type Conditional = z.infer<typeof conditional>;

const RATES = [
  ["input", "input_mtok"],
  ["output", "output_mtok"],
  ["cacheRead", "cache_read_mtok"],
  ["cacheWrite5m", "cache_write_mtok"],
  ["cacheWrite1h", "cache_write_1h_mtok"],
] as const satisfies readonly (readonly [keyof Rates, keyof WrittenPrices])[];

/**
 * Facts of genai-prices' `data_slim.json`: dollars per million tokens, context windows. Where a
 * price depends on the date or the time of day, it is the one in force on `on` at 12:00 UTC: the
 * last listed whose condition holds then. So a price that is lower by night counts as its daytime
 * price. What the data set does not say: output limits, and what a model puts out.
 *
 * @param on - ISO date.
 * @throws z.ZodError when the data has another shape.
 */
export function readGenaiPrices(data: unknown, on: string): Fact[] {
  return providers.parse(data).flatMap(({ id, models }) => {
    const provider = providerNames.get(id);
    if (provider === undefined) return [];
    const known = modelsById.parse({ [id]: models })[id] ?? [];
    return known.map((written) => fact(provider, written, on));
  });
}

function fact(provider: string, written: z.infer<typeof model>, on: string): Fact {
  const now = Array.isArray(written.prices) ? inForce(written.prices, on) : written.prices;
  const rates = now === undefined ? {} : ratesOf(now);
  return {
    provider,
    id: written.id,
    match: written.match,
    ...(Object.keys(rates).length === 0 ? {} : { rates }),
    tiers: now === undefined ? [] : tiersOf(now),
    ...(written.context_window ? { contextWindow: written.context_window } : {}),
    ...(written.deprecated ? { deprecated: true } : {}),
  };
}

function inForce(all: readonly Conditional[], on: string): WrittenPrices | undefined {
  const noon = "12:00:00Z";
  return all.findLast(({ constraint }) => {
    if (!constraint) return true;
    if ("start_date" in constraint) return constraint.start_date <= on;
    const { start_time: start, end_time: end } = constraint;
    return start <= end ? start <= noon && noon < end : start <= noon || noon < end;
  })?.prices;
}

/** The rates for short input. A cache price of 0 is not stated. */
function ratesOf(written: WrittenPrices): PartialRates {
  return Object.fromEntries(
    RATES.flatMap(([name, key]) => {
      const value = written[key];
      if (value === undefined) return [];
      const amount = microCents(typeof value === "object" ? value.base : value);
      return amount === 0 && name.startsWith("cache") ? [] : [[name, amount]];
    }),
  );
}

/** Each rate has tiers of its own; a tier of a model has those that begin where it does. */
function tiersOf(written: WrittenPrices): PartialTier[] {
  const tiers = new Map<number, PartialTier>();
  for (const [name, key] of RATES) {
    const value = written[key];
    if (typeof value !== "object") continue;
    for (const { start, price: amount } of value.tiers) {
      tiers.set(start, {
        ...(tiers.get(start) ?? { aboveInputTokens: start }),
        [name]: microCents(amount),
      });
    }
  }
  return [...tiers.values()].sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
}

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
