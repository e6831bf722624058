import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type OutputSchema, standardOf } from "../chat/output-schema.ts";
import { checkJsonSchema, type Issue } from "./check-json-schema.ts";
import { toJsonSchema } from "./to-json-schema.ts";

/** The value as its schema changes it (defaults, transformations), or what is wrong with it. */
export type Validated =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] };

/**
 * Checks a value by the schema's own word; plain JSON Schema, which `assertCheckable` has let pass, by
 * our checker.
 *
 * @throws whatever a library's schema throws
 */
export async function validate(schema: OutputSchema, value: unknown): Promise<Validated> {
  const standard = standardOf(schema);
  if (standard?.validate === undefined) {
    const issues = checkJsonSchema(toJsonSchema(schema, "schema"), value);
    return issues.length > 0 ? { issues } : { value };
  }
  const result = await standard.validate(value);
  if (result.issues === undefined) return { value: result.value };
  return {
    issues: result.issues.map(({ path = [], message }) => ({
      path: path.map(stepOf).join(""),
      message,
    })),
  };
}

function stepOf(step: PropertyKey | StandardSchemaV1.PathSegment): string {
  const key = typeof step === "object" ? step.key : step;
  return typeof key === "number" ? `[${key}]` : `.${String(key)}`;
}
