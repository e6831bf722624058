import * as z from "zod";
import { type Condition, requires } from "./conditions.ts";
import { price as amount } from "./fields.ts";
import { priceKeys, type RateName, rateNames, rates } from "./rates.ts";

// Apart from the table of rates, so that a run that only looks at that does not load zod.

type RateKeys = { [R in RateName as (typeof rates)[R]["key"]]: ReturnType<typeof amount> };

/** Keys of prices that a model and each of its tiers may state. */
const writtenRates = Object.fromEntries(
  rateNames.map((name) => [rates[name].key, amount(rates[name].written)]),
) as RateKeys;

const priceTier = z.strictObject({
  above_input_tokens: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .meta({ description: "The tier bills requests with more input tokens than this, as a whole." }),
  ...writtenRates,
  [rates.input.key]: writtenRates[rates.input.key].unwrap(),
  [rates.output.key]: writtenRates[rates.output.key].unwrap(),
});

/** The keys of a model, and of a row of prices, that state its rates. */
export const writtenPrice = {
  ...writtenRates,
  price_tiers: z
    .array(priceTier)
    .min(1)
    .meta({
      description:
        "Prices of long inputs, ascending by `above_input_tokens`: a tier prices the whole request, not only the part above.",
    })
    .optional(),
};

export type WrittenPriceTier = z.infer<typeof priceTier>;

const base = [rates.input.key, rates.output.key];
const both = "state both prices, or neither when they are unknown";

/** A price is whole: both base prices, or neither. */
export const priceConditions: readonly Condition[] = [
  requires(rates.input.key, [rates.output.key], "price-incomplete", both),
  requires(rates.output.key, [rates.input.key], "price-incomplete", both),
  ...[...priceKeys.filter((key) => !base.includes(key as never)), "price_tiers"].map((key) =>
    requires(key, base, "price-incomplete", "state the base prices as well"),
  ),
];
