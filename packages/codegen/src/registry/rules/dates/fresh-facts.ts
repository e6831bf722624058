import { isLiveOn } from "../../ending.ts";
import type { Rule } from "../rule.ts";

const DAY = 86_400_000;

/**
 * The price of every live model was verified within the last `days`. Not among the rules that always
 * run: a registry that nobody touches would begin to warn by itself.
 */
export function createFreshFacts(days: number): Rule {
  return ({ registry, today, report }) => {
    if (today === undefined) return;
    for (const record of registry.models) {
      const { ref, verifiedAt, price } = record;
      if (!isLiveOn(record, today)) continue;
      const at = { record, path: ["verified_at"] };
      if (verifiedAt === undefined) {
        if (price.kind !== "known") continue;
        report("stale-fact", at, {
          message: `the price of "${ref}" was never verified`,
          hint: "compare it with its source, and set verified_at to the day on which you did",
        });
        continue;
      }
      const age = Math.round((Date.parse(today) - Date.parse(verifiedAt)) / DAY);
      if (age <= days) continue;
      report("stale-fact", at, {
        message: `"${ref}" was verified ${age} days ago, which is more than ${days}`,
        hint: "compare it with its source, and set verified_at to the day on which you did",
      });
    }
  };
}
