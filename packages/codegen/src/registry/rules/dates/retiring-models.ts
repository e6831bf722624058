import { isLiveOn } from "../../ending.ts";
import type { Rule } from "../rule.ts";

const DAY = 86_400_000;

/**
 * No live model retires within the next `days`. Not among the rules that always run: a registry that
 * nobody touches would begin to warn by itself.
 */
export function createRetiringModels(days: number): Rule {
  return ({ registry, today, report }) => {
    if (today === undefined) return;
    for (const record of registry.models) {
      const { ref, retiresAt, replacedBy } = record;
      if (retiresAt === undefined || !isLiveOn(record, today)) continue;
      const left = Math.round((Date.parse(retiresAt) - Date.parse(today)) / DAY);
      if (left > days) continue;
      report(
        "retires-soon",
        { record, path: ["retires_at"] },
        {
          message: `"${ref}" retires in ${left} day${left === 1 ? "" : "s"}, on ${retiresAt}`,
          hint: replacedBy === undefined ? undefined : `use "${replacedBy}"`,
        },
      );
    }
  };
}
