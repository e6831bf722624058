import type { Model } from "../../registry/model.ts";

/** Models by ref, and by the refs of their aliases. */
export type ModelsByRef = ReadonlyMap<string, Model>;

export function modelsByRef(models: readonly Model[]): ModelsByRef {
  const byRef = new Map<string, Model>();
  for (const model of models) {
    byRef.set(model.ref, model);
    for (const alias of model.aliases) byRef.set(`${model.provider}/${alias}`, model);
  }
  return byRef;
}
