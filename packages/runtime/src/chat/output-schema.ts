import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonSchema, TypedJsonSchema } from "./json-schema.ts";

/**
 * Schema of an answer or of a tool's arguments: JSON Schema as an object, or a Standard Schema (zod 4,
 * valibot, arktype …) that can tell its JSON Schema. For zod 3: `fromZod3` of `@kei/runtime/zod3`.
 */
export type OutputSchema = JsonSchema | StandardSchemaV1 | StandardJSONSchemaV1;

/**
 * What an answer that follows a schema is, once parsed. Plain JSON Schema says nothing to the compiler,
 * unless `jsonSchema` gives it a type.
 */
export type InferOutput<Schema> = [Schema] extends [undefined]
  ? undefined
  : Schema extends { readonly "~standard": { readonly types?: infer Types } }
    ? NonNullable<Types> extends { readonly output: infer Output }
      ? Output
      : unknown
    : Schema extends TypedJsonSchema<infer Output>
      ? Output
      : unknown;

/** What a Standard Schema says of itself: either trait may be missing. */
export type Standard = Partial<StandardSchemaV1.Props & StandardJSONSchemaV1.Props>;

/** The `~standard` of a schema that has one; the schemas of some libraries are functions. */
export function standardOf(schema: unknown): Standard | undefined {
  const standard: unknown = (schema as { readonly "~standard"?: unknown } | undefined)?.[
    "~standard"
  ];
  return typeof standard === "object" && standard !== null ? standard : undefined;
}
