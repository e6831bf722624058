import type { JsonSchema } from "../chat/json-schema.ts";
import type { OutputSchema } from "../chat/output-schema.ts";
import { toJsonSchema } from "../output/to-json-schema.ts";
import type { PreparedOutput } from "../protocols/prepared-request.ts";
import { lacks, type Target } from "./target.ts";

/**
 * The schema of the answer, as the provider enforces it. Where it does not: the instruction to use, and
 * whether the provider can be told that the answer is JSON (`isJson`).
 */
export function prepareOutput(
  output: OutputSchema,
  target: Target,
): PreparedOutput | { readonly instruction: string; readonly isJson: boolean } {
  const schema = toJsonSchema(output, "output");
  const { id, protocol, side, facts } = target;
  const able = protocol.supports.output && !lacks(target, "structured-output");
  const { outputSchema = (same: JsonSchema) => same } = side;
  const enforced = able ? outputSchema(schema) : undefined;
  if (enforced !== undefined) {
    const title = String(schema["title"] ?? "").replace(/[^\w-]+/g, "_");
    return { schema: enforced, name: title.slice(0, 64) || "answer" };
  }
  const who = protocol.supports.output ? id : protocol.name;
  target.warn({
    code: "output-unenforced",
    message: `${able ? `${id} does not enforce schemas like this one` : `${who} is not known to keep to a schema`}: the schema went into the instructions, and the answer is checked`,
  });
  return {
    instruction: `Answer with JSON only, without any other text, that is valid against this JSON Schema:\n${JSON.stringify(schema)}`,
    // It makes objects alone.
    isJson: schema["type"] === "object" && facts?.capabilities?.includes("json-output") === true,
  };
}
