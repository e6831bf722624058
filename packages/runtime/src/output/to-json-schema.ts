import type { JsonSchema } from "../chat/json-schema.ts";
import { type OutputSchema, standardOf } from "../chat/output-schema.ts";
import { badRequest } from "../failure/request-failures.ts";
import { isRecord } from "../platform/records.ts";

/** The keywords that say something of a value, and little else. */
const KEYWORD =
  /^(\$ref|type|enum|const|not|if|contains|pattern|propertyNames|.+Of|(.*[iI]tems|.*[pP]roperties|.*[rR]equired)|(exclusiveM|m)(in|ax).+)$/;

/** Libraries take long to write their schemas, which do not change. */
const written = new WeakMap<object, JsonSchema>();

/**
 * JSON Schema (2020-12) of what is to be written, before any transformation: plain JSON Schema as it
 * is, that of a Standard Schema by its own word.
 *
 * @param at where the schema is in the request, for the error
 * @throws FailureError `bad-request` that names the way out
 */
export function toJsonSchema(schema: OutputSchema, at: string): JsonSchema {
  const standard = standardOf(schema);
  const known = standard && written.get(schema);
  if (known !== undefined) return known;
  if (standard?.jsonSchema === undefined) {
    if (standard === undefined && isJsonSchema(schema)) return schema;
    throw badRequest(`${at} ${whyNot(schema)}`);
  }
  try {
    const { $schema: _, ...json } = standard.jsonSchema.input({ target: "draft-2020-12" });
    written.set(schema, json);
    return json;
  } catch (cause) {
    throw badRequest(`${at} cannot be written as JSON Schema: ${(cause as Error)?.message}`, cause);
  }
}

function isJsonSchema(schema: unknown): schema is JsonSchema {
  return isRecord(schema) && Object.keys(schema).some((key) => KEYWORD.test(key));
}

function whyNot(schema: unknown): string {
  const { _zod, _def, safeParse } = Object(schema);
  if (_zod !== undefined) return "is of zod/mini or zod before 4.2: use z.toJSONSchema(schema)";
  if (_def !== undefined && safeParse !== undefined) {
    return "is of zod 3: use fromZod3(schema) of @kei/runtime/zod3";
  }
  const vendor = standardOf(schema)?.vendor;
  return vendor === undefined
    ? 'must be JSON Schema, such as { type: "object" }, or a Standard Schema'
    : `is of ${vendor}, without ~standard.jsonSchema: use its JSON Schema`;
}
