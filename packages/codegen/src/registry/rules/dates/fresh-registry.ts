import type { Place, Rule } from "../rule.ts";

const DAY = 86_400_000;

/** Days after which prices and models have moved on. */
const MAX_AGE = 90;

/**
 * The newest facts of a registry are of the last 90 days: one warning, whatever its size. Not among the
 * rules that always run: what is generated would begin to warn by itself.
 */
export const freshRegistry: Rule = ({ registry, today, report }) => {
  if (today === undefined) return;
  const dated: readonly (readonly [day: string, at: Place])[] = [
    ...registry.models.flatMap((record) =>
      record.verifiedAt === undefined
        ? []
        : [[record.verifiedAt, { record, path: ["verified_at"] }] as const],
    ),
    ...registry.sources.flatMap((record) =>
      record.datedAt === undefined
        ? []
        : [[record.datedAt, { record, path: ["dated_at"] }] as const],
    ),
  ];
  const [first, ...others] = dated;
  // Of facts without a day nobody can say how old they are.
  if (first === undefined) return;
  const [day, at] = others.reduce((newest, each) => (each[0] > newest[0] ? each : newest), first);
  const age = Math.round((Date.parse(today) - Date.parse(day)) / DAY);
  if (age <= MAX_AGE) return;
  report("stale-registry", at, {
    message: `the newest facts of the registry are of ${day}, ${age} days ago: prices and models have changed since`,
    hint:
      registry.sources.length > 0
        ? "kei refresh brings what its sources say today"
        : "compare them with their sources, and set verified_at to the day on which you did",
  });
};
