import type { Model } from "../../layers/model.ts";
import { type Rates, rateNames, rates } from "../../layers/rates.ts";
import { money } from "../../text/numbers.ts";
import type { Rule } from "./rule.ts";

/** Below $0.00001 per million tokens: somebody wrote dollars or cents. */
const MIN_PRICE = 1_000;

/** $1,000 per million tokens. */
const MAX_PRICE = 100_000_000_000;

/** Prices are of a size that prices have, and stand only where something is billed per token. */
export const plausiblePrices: Rule = ({ registry, report }) => {
  const billings = new Map(registry.providers.map(({ id, billing }) => [id, billing]));
  for (const record of registry.models) {
    if (record.price.kind !== "known") continue;
    const { tiers = [], ...base } = record.price;
    checkSize(record, base, []);
    tiers.forEach((tier, index) => {
      checkSize(record, tier, ["price_tiers", index]);
    });
    const mode = billings.get(record.provider)?.mode;
    if (mode === "free" || mode === "subscription") {
      report(
        "unbilled-price",
        { record, path: [rates.input.key] },
        {
          message: `"${record.ref}" has a price per token, but "${record.provider}" bills ${mode === "free" ? "nothing" : "a flat fee"}`,
          hint: "write 0 for both prices, or correct the provider's billing_currency",
        },
      );
    }
  }

  function checkSize(record: Model, prices: Rates, path: readonly (string | number)[]) {
    for (const name of rateNames) {
      const { key } = rates[name];
      const price = prices[name];
      if (!price || (price >= MIN_PRICE && price <= MAX_PRICE)) continue;
      const at = { record, path: [...path, key] };
      const currency = billings.get(record.provider)?.currency ?? "USD";
      const message = `${key} of "${record.ref}" is ${money(price, currency)} per million tokens`;
      if (price < MIN_PRICE) {
        report("price-too-small", at, {
          message,
          hint: "prices are micro-cents: $1.00 is 100_000_000",
        });
      } else {
        report("price-too-large", at, { message, hint: "$1.00 is 100_000_000: check the zeros" });
      }
    }
  }
};
