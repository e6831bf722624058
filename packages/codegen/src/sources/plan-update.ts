import { rateNames } from "../layers/rates.ts";
import type { Disagreement, Field, Value } from "./compare.ts";
import type { PartialTier } from "./fact.ts";

/** A fact to correct. */
export interface Correction {
  readonly ref: string;
  readonly field: Field;
  readonly from: Value;
  /** Never `undefined`. */
  readonly to: Exclude<Value, undefined>;
}

/** Fields that are corrected when this many data sets state them and none differs. */
const SOURCES_NEEDED: ReadonlyMap<Field, number> = new Map([
  ...rateNames.map((name) => [name, 2] as const),
  ["tiers", 2],
  ["contextWindow", 1],
  ["maxOutputTokens", 1],
]);

/**
 * What can be corrected without a person: prices that two data sets state alike, and limits that all
 * who state them state alike. Left alone are deprecations and ids, which need a date and a
 * replacement, and tiers where the registry has some: the comment above them repeats their prices.
 */
export function planUpdate(found: readonly Disagreement[]): readonly Correction[] {
  return found.flatMap(({ ref, field, ours, theirs, agreed }) => {
    const needed = SOURCES_NEEDED.get(field);
    if (!agreed || needed === undefined || theirs.length < needed) return [];
    const values = theirs.map(({ value }) => value);
    const to = field === "tiers" ? merged(values as (readonly PartialTier[])[]) : values[0];
    if (to === undefined || (field === "tiers" && (ours as readonly unknown[]).length > 0)) {
      return [];
    }
    return [{ ref, field, from: ours, to }];
  });
}

/** The rates that either states. `undefined` when a tier lacks one that the format asks for. */
function merged(all: readonly (readonly PartialTier[])[]): readonly PartialTier[] | undefined {
  const tiers = all[0]?.map((tier, i) => ({ ...tier, ...all.at(-1)?.[i] }));
  return tiers?.every(({ input, output }) => input !== undefined && output !== undefined)
    ? tiers
    : undefined;
}
