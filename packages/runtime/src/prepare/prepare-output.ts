import type { OutputSchema } from "../chat/output-schema.ts";
import { toJsonSchema } from "../output/to-json-schema.ts";
import type { PreparedOutput } from "../protocols/prepared-request.ts";
import { lacks, type Target } from "./target.ts";

/** The schema of the answer, and the instruction to use where the provider does not enforce it. */
export function prepareOutput(
  output: OutputSchema,
  target: Target,
): PreparedOutput | { readonly instruction: string } {
  const schema = toJsonSchema(output, "output");
  const able = target.protocol.supports.output;
  if (able && !lacks(target, "structured-output")) {
    const title = String(schema["title"] ?? "").replace(/[^\w-]+/g, "_");
    return { schema, name: title.slice(0, 64) || "answer" };
  }
  target.warn({
    code: "output-unenforced",
    message: `${able ? target.id : target.protocol.name} is not known to keep to a schema: the schema went into the instructions, and the answer is checked`,
  });
  return {
    instruction: `Answer with JSON only, without any other text, that is valid against this JSON Schema:\n${JSON.stringify(schema)}`,
  };
}
