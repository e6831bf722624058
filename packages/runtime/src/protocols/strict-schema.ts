import { record } from "../platform/records.ts";

/** Keywords of JSON Schema that OpenAI documents for its strict mode. */
const KEYWORDS =
  /^(\$(schema|ref|defs)|definitions|type|title|description|enum|const|properties|required|additionalProperties|items|anyOf|pattern|format|multipleOf|(exclusiveM|m)(in|ax)imum|(min|max)Items)$/;

const FORMATS = /^(date-time|time|date|duration|email|hostname|ipv4|ipv6|uuid)$/;

/**
 * Whether OpenAI takes a schema with `strict: true`: an object at the top; every object has
 * `additionalProperties: false` and all its properties required; every schema has a type, and no keyword
 * but the documented ones.
 * To others it answers 400, so a doubtful schema goes without: advice to the model, no more.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function isStrictSchema(schema: Readonly<Record<string, unknown>>): boolean {
  return schema["type"] === "object" && isStrict(schema);
}

function isStrict(value: unknown): boolean {
  const schema = record(value);
  if (schema === undefined || !Object.keys(schema).every((key) => KEYWORDS.test(key))) return false;
  const { type, format, properties, required, additionalProperties, items, anyOf } = schema;
  if (schema["$ref"] !== undefined) return Object.keys(schema).length === 1;
  if (type === undefined && anyOf === undefined) return false;
  const types = Array.isArray(type) ? type : [type];
  if (types.includes("array") && items === undefined) return false;
  if (types.includes("object") || properties !== undefined) {
    const names = Object.keys(record(properties) ?? {});
    const all = Array.isArray(required) ? required : [];
    if (additionalProperties !== false || !names.every((name) => all.includes(name))) return false;
  }
  return (
    (format === undefined || (typeof format === "string" && FORMATS.test(format))) &&
    (items === undefined || isStrict(items)) &&
    (anyOf === undefined || (Array.isArray(anyOf) && anyOf.every(isStrict))) &&
    [properties, schema["$defs"], schema["definitions"]].every((schemas) =>
      Object.values(record(schemas) ?? {}).every(isStrict),
    )
  );
}
