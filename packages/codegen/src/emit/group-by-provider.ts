import type { Model } from "../layers/model.ts";

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
