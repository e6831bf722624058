import { snakeCase } from "../layers/fact.ts";
import { type Layer, layers } from "../layers/layer-names.ts";
import { rowConditions } from "../layers/rates.ts";
import type { TomlTable } from "../source/toml.ts";
import { quote } from "../text/quote.ts";
import { didYouMean } from "../text/suggest.ts";
import { UserError } from "../text/user-error.ts";
import type { OpenRegistry } from "./open-registry.ts";

/** A record that a word of the command line means. */
export interface FoundRecord {
  readonly layer: Layer;
  readonly index: number;
  readonly record: TomlTable;
}

/**
 * The record that `ref` names: a provider's or profile's id; a model's ref, alias or slug, or its id
 * alone where only one model has it. `model:` and the like before it choose the layer.
 *
 * @throws UserError when it names none, or several.
 */
export function findRecord(
  ref: string,
  registry: Pick<OpenRegistry, "recordsOf">,
  only?: Layer,
): FoundRecord {
  const prefix = layers.find((layer) => ref.startsWith(`${layer}:`));
  if (prefix !== undefined && only !== undefined && prefix !== only) {
    throw new UserError(`${quote(ref)} is not a ${only}`);
  }
  const name = prefix === undefined ? ref : ref.slice(prefix.length + 1);
  const wanted = prefix ?? only;
  const searched = wanted === undefined ? layers : [wanted];
  const found = searched.flatMap((layer) => matches(layer, registry.recordsOf(layer), name));
  const [first, ...others] = found;
  if (first === undefined) {
    const known = searched.flatMap((layer) =>
      registry
        .recordsOf(layer)
        .flatMap((record) => [nameOf({ layer, record }), ...namesOf(record)]),
    );
    throw new UserError(
      `${quote(ref)} is not a ${wanted ?? "provider, model or profile"} of this registry`,
      didYouMean(name, known) ?? `kei list ${wanted ?? "model"}s lists them`,
    );
  }
  if (others.length > 0) {
    throw new UserError(
      `${quote(ref)} is ambiguous: ${found.map((each) => `${each.layer}:${nameOf(each)}`).join(", ")}`,
      "write one of them",
    );
  }
  return first;
}

/**
 * How a record is spoken of: a model by its ref, a price by its model and when it holds, a dispute by
 * its models and its fact, others by their id.
 */
export function nameOf({ layer, record }: Pick<FoundRecord, "layer" | "record">): string {
  switch (layer) {
    case "model":
      return `${record["provider_ref"]}/${record["id"]}`;
    case "price":
      return [record["model_ref"], ...conditionsOf(record)].join(" ");
    case "dispute":
      return `${[record["model_refs"]].flat().join(", ")} ${record["fact"]}`;
    default:
      return String(record["id"]);
  }
}

/** As `cost` names a row: `to=2026-07-31`. */
function conditionsOf(record: TomlTable): readonly string[] {
  return rowConditions.flatMap((name) => {
    const key = snakeCase(name);
    const value = record[key];
    return value === undefined ? [] : [`${key}=${[value].flat().join(",")}`];
  });
}

/** Refs that lead to a model: its own first, then those of its aliases. */
export function refsOf(model: TomlTable): string[] {
  return [model["id"], ...aliasesOf(model)].map((id) => `${model["provider_ref"]}/${id}`);
}

function matches(layer: Layer, records: readonly TomlTable[], name: string): FoundRecord[] {
  const where = (is: (record: TomlTable) => boolean) =>
    records.flatMap((record, index) => (is(record) ? [{ layer, index, record }] : []));
  if (layer === "price" || layer === "dispute") {
    return where((record) => nameOf({ layer, record }) === name);
  }
  if (layer !== "model") return where(({ id }) => id === name);
  // A ref is exact, a slug is unique by rule; an id alone is a convenience and comes last.
  for (const is of [
    (record: TomlTable) => refsOf(record).includes(name),
    (record: TomlTable) => record["slug"] === name,
    (record: TomlTable) => record["id"] === name || aliasesOf(record).includes(name),
  ]) {
    const found = where(is);
    if (found.length > 0) return found;
  }
  return [];
}

function namesOf(record: TomlTable): string[] {
  const { id, slug } = record;
  return [id, slug, ...("provider_ref" in record ? refsOf(record) : [])].filter(
    (name) => typeof name === "string",
  );
}

function aliasesOf({ aliases }: TomlTable): unknown[] {
  return Array.isArray(aliases) ? aliases : [];
}
