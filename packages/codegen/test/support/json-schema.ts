import { Ajv, type ValidateFunction } from "ajv";
import { parse } from "smol-toml";
import type { Code } from "../../src/diagnostics/catalog.ts";
import { jsonSchema } from "../../src/emit/json-schema/json-schema.ts";
import { type Layer, layers } from "../../src/layers/layer-names.ts";
import type { Registry } from "../../src/registry/model.ts";
import type { TomlTable } from "../../src/source/toml.ts";
import { mapLayers } from "./fixtures.ts";

/**
 * Whether the emitted JSON Schemas, and so an editor, find what a code is about. `partly`: they do
 * in some cases. Warnings are `no`: a schema only accepts or rejects.
 */
export const inJsonSchema: Readonly<Record<Code, "yes" | "no" | "partly">> = {
  "file-missing": "no",
  "file-too-large": "no",
  "not-utf8": "no",
  "byte-order-mark": "no",
  "hidden-character": "no",
  "toml-syntax": "no",

  "unknown-key": "yes",
  "missing-key": "yes",
  "wrong-type": "yes",
  "invalid-value": "yes",
  "out-of-range": "yes",
  "duplicate-item": "yes",
  "invalid-id": "yes",
  "versioned-id": "yes",
  "reserved-id": "yes",
  "invalid-slug": "yes",
  "long-slug": "no",
  // A pattern cannot tell that `https://:80` has no host.
  "invalid-endpoint": "partly",
  "placeholder-unsafe": "no",
  "insecure-endpoint": "no",
  "invalid-env-name": "yes",
  "invalid-url": "yes",
  "invalid-currency": "yes",
  "invalid-header": "yes",
  "invalid-name": "yes",
  "invalid-hours": "yes",
  "invalid-hash": "yes",
  "invalid-ref": "yes",
  "invalid-caps": "yes",
  "invalid-date": "yes",
  "future-date": "no",
  // Only where it does not fit its key anyway, as in auth_env.
  "secret-in-registry": "partly",

  "auth-env-missing": "yes",
  "auth-env-unused": "yes",
  "auth-header-missing": "no",
  "auth-header-unused": "no",
  "word-twice": "no",
  "retry-incomplete": "yes",
  "effort-contradicted": "partly",
  "api-version-incomplete": "yes",
  "price-incomplete": "yes",
  "tier-order": "no",
  "underivable-protocol": "no",
  "endpoint-path": "no",

  "duplicate-id": "no",
  "duplicate-slug": "no",
  "duplicate-alias": "no",
  "identifier-clash": "no",
  "unknown-provider": "yes",
  "unknown-model": "yes",
  "source-unknown": "yes",
  "self-reference": "no",
  "successor-undated": "no",
  "successor-loop": "no",
  "successor-gone": "no",
  "deprecated-reference": "no",
  "protocol-without-endpoint": "no",
  "condition-never": "no",
  "retires-before-deprecated": "no",
  "price-overlap": "no",
  "price-gap": "no",
  "price-row-dead": "no",
  "unbilled-price": "no",

  "price-float": "yes",
  "price-negative": "yes",
  "price-too-small": "no",
  "price-too-large": "no",
  "half-free": "no",
  "output-below-input": "no",
  "cache-read-dear": "no",
  "cache-write-order": "no",
  "tier-below-base": "no",
  "tier-above-window": "no",
  "window-implausible": "no",
  "input-above-window": "no",
  "output-above-window": "no",
  "price-comment-mismatch": "no",
  "price-row-due": "no",
  "row-beats-percent": "no",
  "retires-soon": "no",
  "stale-registry": "no",
  "stale-fact": "no",
  "dispute-new": "no",
  "dispute-stale": "no",
};

/** What editors read beside draft-07. SchemaStore takes these and knows no others of ours. */
const EDITOR_KEYWORDS = ["x-taplo", "x-intellij-enum-metadata", "enumDescriptions"] as const;

/** A strict validator that knows nothing but draft-07 and the keywords for editors. */
export function createAjv(): Ajv {
  return new Ajv({ strict: true, allErrors: true, keywords: [...EDITOR_KEYWORDS] });
}

/** The emitted schemas of a registry, valid or not: references take the ids that it declares. */
export async function schemasOf(
  values: Readonly<Record<Layer, TomlTable>>,
): Promise<Readonly<Record<Layer, string>>> {
  const files = await jsonSchema.emit(declaredBy(values), { contentHash: "", typesModule: "" });
  return mapLayers((layer) => files[layers.indexOf(layer)]?.text ?? "");
}

/** Validators of these schemas. */
export async function validatorsOf(
  values: Readonly<Record<Layer, TomlTable>>,
): Promise<Readonly<Record<Layer, ValidateFunction>>> {
  const schemas = await schemasOf(values);
  const ajv = createAjv();
  return mapLayers((layer) => ajv.compile(JSON.parse(schemas[layer])));
}

/**
 * A TOML text as a validator has it that tells floats from integers, such as Tombi. JavaScript has one
 * kind of number, and JSON Schema takes 1.0 for an integer: so a float that is whole is half more here.
 */
export function valueForSchema(text: string): TomlTable {
  return withFloats(parse(text, { integersAsBigInt: true })) as TomlTable;
}

function withFloats(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return Number.isInteger(value) ? value + 0.5 : value;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(withFloats);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withFloats(item)]));
}

/** As much of a registry as the schemas take from it: the names of records, valid or not. */
function declaredBy(values: Readonly<Record<Layer, TomlTable>>): Registry {
  const records = (layer: Layer) => {
    const list = values[layer][layer];
    return Array.isArray(list) ? (list as Readonly<Record<string, unknown>>[]) : [];
  };
  const ids = records("provider").map(({ id }) => id);
  const refs = records("model").flatMap(({ provider_ref, id, aliases }) =>
    [id, ...(Array.isArray(aliases) ? aliases : [])].map((name) =>
      typeof provider_ref === "string" && typeof name === "string"
        ? `${provider_ref}/${name}`
        : undefined,
    ),
  );
  return {
    providers: strings(ids).map((id) => ({ id, displayName: "" })),
    models: strings(refs).map((ref) => ({ ref, displayName: "", aliases: [] })),
    profiles: [],
    sources: strings(records("source").map(({ id }) => id)).map((id) => ({ id, from: "" })),
  } as unknown as Registry;
}

/** The strings of a list, each once. */
function strings(list: readonly unknown[]): readonly string[] {
  return [...new Set(list.filter((item) => typeof item === "string"))];
}
