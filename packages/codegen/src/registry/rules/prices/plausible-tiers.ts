import { rateNames, rates as rateTable } from "../../../layers/rates.ts";
import { grouped, money } from "../../../text/numbers.ts";
import type { Rule } from "../rule.ts";
import { pricedRecords, rateSets, soundRates } from "./priced-records.ts";

/** Long inputs cost more than short ones, and a tier begins below the longest input that there is. */
export const plausibleTiers: Rule = ({ registry, report }) => {
  for (const priced of pricedRecords(registry)) {
    const { record, ref, model, currency, tiers } = priced;
    const longest = Math.min(
      model?.contextWindow ?? Number.POSITIVE_INFINITY,
      model?.maxInputTokens ?? Number.POSITIVE_INFINITY,
    );
    const sets = rateSets(priced);
    tiers.forEach((tier, index) => {
      const place = ["price_tiers", index];
      const from = grouped(tier.aboveInputTokens);
      if (tier.aboveInputTokens > longest) {
        report(
          "tier-above-window",
          { record, path: [...place, "above_input_tokens"] },
          {
            message: `a tier of "${ref}" is for more than ${from} tokens of input, but no request has more than ${grouped(longest)}`,
            hint: "correct the tier or the window, or remove the tier",
          },
        );
      }
      const lower = soundRates(sets[index]?.rates ?? tier, currency);
      const upper = soundRates(tier, currency);
      const cheaper = rateNames.find((name) => {
        const [above, below] = [upper[name], lower[name]];
        return above !== undefined && below !== undefined && above < below;
      });
      if (cheaper === undefined) return;
      const { key } = rateTable[cheaper];
      report(
        "tier-below-base",
        { record, path: [...place, key] },
        {
          message: `${key} of "${ref}" is ${money(upper[cheaper] ?? 0, currency)} above ${from} tokens, and ${money(lower[cheaper] ?? 0, currency)} below`,
          hint: "a tier is the price of long inputs, which cost more: were the two swapped?",
        },
      );
    });
  }
};
