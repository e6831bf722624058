import type { Dispute } from "../layers/dispute.ts";
import { snakeCase } from "../layers/fact.ts";
import type { Layer } from "../layers/layer-names.ts";
import type { Model } from "../layers/model.ts";
import type { PriceRecord } from "../layers/price.ts";
import type { Profile } from "../layers/profile.ts";
import type { Provider } from "../layers/provider.ts";
import { type PriceConditions, type PriceRow, rowConditions } from "../layers/rates.ts";
import type { Source } from "../layers/source.ts";

/** The resolved registry: what its files mean. What is unknown or does not apply is absent. */
export interface Registry {
  /** Sorted by id. */
  readonly providers: readonly Provider[];
  /** Sorted by provider, then by id. */
  readonly models: readonly Model[];
  /** Sorted by id. */
  readonly profiles: readonly Profile[];
  /** In the order in which they are written. They are part of the prices of their models. */
  readonly prices: readonly PriceRecord[];
  /** The prices of all times, by ref, of models that have past ones: in the order in which they are written. */
  readonly history: ReadonlyMap<string, readonly PriceRow[]>;
  /** Sorted by id. */
  readonly sources: readonly Source[];
  /** In the order in which they are written. */
  readonly disputes: readonly Dispute[];
}

/** A record of any layer. */
export type RegistryRecord = Provider | Model | Profile | PriceRecord | Source | Dispute;

/** The list of each layer. */
export const lists = {
  provider: "providers",
  model: "models",
  profile: "profiles",
  price: "prices",
  source: "sources",
  dispute: "disputes",
} as const satisfies Readonly<Record<Layer, keyof Registry>>;

/**
 * How a record is spoken of: a model by its ref, a price by its model and when it holds, a dispute by
 * its models and its fact, others by their id.
 */
export function nameOf(record: RegistryRecord): string {
  if ("ref" in record) return record.ref;
  if ("modelRefs" in record) return `${record.modelRefs.join(", ")} ${record.fact}`;
  if (!("modelRef" in record)) return record.id;
  return [record.modelRef, conditionName(record)].filter((part) => part !== "").join(" ");
}

/** When and for what a price holds, as `cost` names it: `to=2026-07-31 service_tier=batch`. */
export function conditionName(conditions: PriceConditions): string {
  return rowConditions
    .flatMap((name) => {
      const value = conditions[name];
      return value === undefined ? [] : [`${snakeCase(name)}=${[value].flat().join(",")}`];
    })
    .join(" ");
}

/** Code-unit order: the same in every locale. */
export function byCodeUnits(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Models by the id of their provider, in the order given. */
export function groupByProvider(models: readonly Model[]): ReadonlyMap<string, readonly Model[]> {
  const groups = new Map<string, Model[]>();
  for (const model of models) {
    const group = groups.get(model.provider);
    if (group === undefined) groups.set(model.provider, [model]);
    else group.push(model);
  }
  return groups;
}
