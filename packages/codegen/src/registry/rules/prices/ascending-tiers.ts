import type { Rule } from "../rule.ts";

/** Price tiers ascend, so that the last one that an input exceeds is the one that bills it. */
export const ascendingTiers: Rule = ({ registry, report }) => {
  for (const record of registry.models) {
    if (record.price.kind !== "known") continue;
    record.price.tiers?.forEach((tier, index, tiers) => {
      const before = tiers[index - 1];
      if (before === undefined || before.aboveInputTokens < tier.aboveInputTokens) return;
      report(
        "tier-order",
        { record, path: ["price_tiers", index, "above_input_tokens"] },
        {
          message: `the tiers of "${record.ref}" go from ${before.aboveInputTokens} to ${tier.aboveInputTokens} tokens`,
          hint: "write them in ascending order, each threshold once",
        },
      );
    });
  }
};
