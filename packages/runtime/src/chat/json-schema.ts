/** A JSON Schema that is an object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

declare const output: unique symbol;

/** JSON Schema with the type of what is valid against it. At run time the schema and nothing else. */
export type TypedJsonSchema<Output> = JsonSchema & { readonly [output]: Output };

/**
 * Gives plain JSON Schema a type, which `reply.output` then has. Nothing checks that the two agree.
 *
 * @example
 * output: jsonSchema<{ city: string }>({
 *   type: "object",
 *   properties: { city: { type: "string" } },
 *   required: ["city"],
 *   additionalProperties: false,
 * })
 */
export function jsonSchema<Output>(schema: object): TypedJsonSchema<Output> {
  return schema as TypedJsonSchema<Output>;
}
