import type { Layer } from "../layers.ts";
import type { Model, Profile, Provider, Registry } from "./model.ts";

/** A record that a name means. */
export type Match =
  | { readonly layer: "provider"; readonly record: Provider }
  | { readonly layer: "model"; readonly record: Model }
  | { readonly layer: "profile"; readonly record: Profile };

/**
 * The records that a name means: the id of a provider or a profile; the ref, the slug, or an
 * alias of a model, with its provider or without. `model:` and the like before it leave only that kind.
 */
export function findRecord(registry: Registry, name: string): readonly Match[] {
  const [, only, wanted = name] = /^(provider|model|profile):(.*)$/s.exec(name) ?? [];
  const all: readonly Match[] = [
    ...registry.providers
      .filter(({ id }) => id === wanted)
      .map((record): Match => ({ layer: "provider", record })),
    ...registry.models
      .filter((model) => namesOf(model).includes(wanted))
      .map((record): Match => ({ layer: "model", record })),
    ...registry.profiles
      .filter(({ id }) => id === wanted)
      .map((record): Match => ({ layer: "profile", record })),
  ];
  return all.filter(({ layer }) => only === undefined || layer === (only as Layer));
}

/** Every name that `findRecord` takes, without prefixes. */
export function recordNames({ providers, models, profiles }: Registry): readonly string[] {
  return [
    ...providers.map(({ id }) => id),
    ...models.flatMap(namesOf),
    ...profiles.map(({ id }) => id),
  ];
}

/** A model's ref and slug, and its aliases bare and below its provider. */
function namesOf({ ref, slug, provider, aliases }: Model): readonly string[] {
  return [ref, slug, ...aliases.flatMap((alias) => [alias, `${provider}/${alias}`])];
}
