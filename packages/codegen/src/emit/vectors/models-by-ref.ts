import type { Model } from "../../layers/model.ts";

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

/** What models are called without their provider. */
export interface ModelsByName {
  readonly slugs: ReadonlyMap<string, Model>;
  /** By id and by alias, at any provider. */
  readonly ids: ReadonlyMap<string, readonly Model[]>;
}

export function modelsByName(models: readonly Model[]): ModelsByName {
  const slugs = new Map<string, Model>();
  const ids = new Map<string, Model[]>();
  for (const model of models) {
    if (model.slug !== undefined) slugs.set(model.slug, model);
    for (const name of new Set([model.id, ...model.aliases])) {
      const namesakes = ids.get(name);
      if (namesakes === undefined) ids.set(name, [model]);
      else namesakes.push(model);
    }
  }
  return { slugs, ids };
}
