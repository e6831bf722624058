import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonSchema } from "../protocols/protocol.ts";

/**
 * Schema of an answer or of a tool's arguments: JSON Schema as an object, or a Standard Schema (zod 4,
 * valibot, arktype …) that can tell its JSON Schema. For zod 3: `fromZod3` of `@kei/runtime/zod3`.
 */
export type OutputSchema = JsonSchema | StandardSchemaV1 | StandardJSONSchemaV1;

/** What an answer that follows a schema is, once parsed. Plain JSON Schema says nothing to the compiler. */
export type InferOutput<Schema> = [Schema] extends [undefined]
  ? undefined
  : Schema extends { readonly "~standard": { readonly types?: infer Types } }
    ? NonNullable<Types> extends { readonly output: infer Output }
      ? Output
      : unknown
    : unknown;
