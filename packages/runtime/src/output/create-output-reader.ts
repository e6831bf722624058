import { assertCheckable } from "./assert-checkable.ts";
import { type OutputSchema, standardOf } from "./output-schema.ts";
import { parseOutput } from "./parse-output.ts";
import { toJsonSchema } from "./to-json-schema.ts";

/**
 * What makes a value of an answer's text, by a schema. With the first schema of a program the code
 * for it is loaded.
 *
 * @throws FailureError `bad-request` when no answer could be checked by the schema; the reader throws
 * `protocol` when an answer does not follow it.
 */
export function createOutputReader(schema: OutputSchema): (text: string) => Promise<unknown> {
  if (standardOf(schema)?.validate === undefined) {
    assertCheckable(toJsonSchema(schema, "output"));
  }
  return (text) => parseOutput(schema, text);
}
