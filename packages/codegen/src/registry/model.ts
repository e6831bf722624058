import type { Model } from "../layers/model.ts";
import type { Profile } from "../layers/profile.ts";
import type { Provider } from "../layers/provider.ts";

/** The resolved registry: what the three files mean. What is unknown or does not apply is absent. */
export interface Registry {
  /** Sorted by id. */
  readonly providers: readonly Provider[];
  /** Sorted by provider, then by id. */
  readonly models: readonly Model[];
  /** Sorted by id. */
  readonly profiles: readonly Profile[];
}

/** The list of each layer. */
export const lists = { provider: "providers", model: "models", profile: "profiles" } as const;

/** How a record is spoken of: a model by its ref, others by their id. */
export function nameOf(record: Provider | Model | Profile): string {
  return "ref" in record ? record.ref : record.id;
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
