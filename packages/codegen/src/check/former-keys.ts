import type { Layer } from "../layers/layer-names.ts";

/**
 * What keys were called in registries of before, which `kei upgrade` writes anew. No key of this format was
 * ever renamed; these are of kei-model's `models.toml`, which states the same models. When a key is renamed,
 * its old name comes here.
 */
const formerKeys: Readonly<Partial<Record<Layer, Readonly<Record<string, string>>>>> = {
  model: { provider: "provider_ref", context_tokens: "context_window" },
};

/** What tables of records were called. */
const formerTables: Readonly<Partial<Record<Layer, readonly string[]>>> = { model: ["models"] };

/** The present name of a key of a record; `undefined` for what was none. */
export function presentKey(layer: Layer, key: string): string | undefined {
  const keys = formerKeys[layer] ?? {};
  return Object.hasOwn(keys, key) ? keys[key] : undefined;
}

/** The present name of a table; `undefined` for what was none of the layer's. */
export function presentTable(layer: Layer, name: string): string | undefined {
  return formerTables[layer]?.includes(name) === true ? layer : undefined;
}
