import { badRequest } from "../prepare/failures.ts";
import type { JsonSchema } from "../protocols/protocol.ts";
import { RULES } from "./json-schema-rules.ts";
import { type OutputSchema, standardOf } from "./output-schema.ts";

/** Schema libraries take long to write a schema; their schemas do not change. */
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
  const zod = schema as {
    readonly _zod?: unknown;
    readonly _def?: unknown;
    readonly safeParse?: unknown;
  };
  if (standard?.jsonSchema === undefined) {
    if (zod?._zod !== undefined) {
      throw badRequest(
        `${at} is a schema of zod/mini or of a zod before 4.2, which has no JSON Schema of its own: z.toJSONSchema(schema) is one`,
      );
    }
    if (zod?._def !== undefined && zod.safeParse !== undefined) {
      throw badRequest(`${at} is a schema of zod 3: fromZod3 of @kei/runtime/zod3 makes it fit`);
    }
    if (standard !== undefined) {
      throw badRequest(
        `${at} is a schema of ${standard.vendor} without ~standard.jsonSchema: its JSON Schema has to be given instead`,
      );
    }
    if (!isJsonSchema(schema)) {
      throw badRequest(
        `${at} is neither JSON Schema (an object such as { type: "object" }) nor a Standard Schema`,
      );
    }
    return schema;
  }
  const known = written.get(schema);
  if (known !== undefined) return known;
  try {
    const { $schema: _, ...json } = standard.jsonSchema.input({ target: "draft-2020-12" });
    written.set(schema, json);
    return json;
  } catch (cause) {
    throw badRequest(`${at} cannot be written as JSON Schema: ${(cause as Error)?.message}`, cause);
  }
}

function isJsonSchema(schema: unknown): schema is JsonSchema {
  return (
    typeof schema === "object" &&
    schema !== null &&
    !Array.isArray(schema) &&
    Object.keys(schema).some((key) => Object.hasOwn(RULES, key))
  );
}
