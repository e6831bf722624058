import { rateNames, rates as rateTable } from "../../../layers/rates.ts";
import { money } from "../../../text/numbers.ts";
import type { Rule } from "../rule.ts";
import { pricedRecords, rateSets, wrongSize } from "./priced-records.ts";

/** Prices are of a size that prices have, and stand only where something is billed per token. */
export const plausiblePrices: Rule = ({ registry, report }) => {
  for (const priced of pricedRecords(registry)) {
    const { record, ref, currency } = priced;
    for (const { rates, path } of rateSets(priced)) {
      for (const name of rateNames) {
        const { key } = rateTable[name];
        const price = rates[name];
        const size = price === undefined ? undefined : wrongSize(price, currency);
        if (price === undefined || size === undefined) continue;
        const message = `${key} of "${ref}" is ${money(price, currency)} per million tokens`;
        const one = `${money(100_000_000, currency)} is 100_000_000`;
        report(
          `price-too-${size}`,
          { record, path: [...path, key] },
          {
            message,
            hint: size === "small" ? `prices are micro-cents: ${one}` : `${one}: check the zeros`,
          },
        );
      }
    }
  }
  const modes = new Map(registry.providers.map(({ id, billing }) => [id, billing.mode]));
  for (const record of registry.models) {
    const mode = modes.get(record.provider);
    if (record.price.kind !== "known" || (mode !== "free" && mode !== "subscription")) continue;
    report(
      "unbilled-price",
      { record, path: [rateTable.input.key] },
      {
        message: `"${record.ref}" has a price per token, but "${record.provider}" bills ${mode === "free" ? "nothing" : "a flat fee"}`,
        hint: "write 0 for both prices, or correct the provider's billing_currency",
      },
    );
  }
};
