import type { StandardSchemaV1 } from "@standard-schema/spec";
import { FailureError } from "../chat/errors.ts";
import { type OutputSchema, standardOf } from "../chat/output-schema.ts";
import { checkJsonSchema, type Issue } from "./check-json-schema.ts";
import { toJsonSchema } from "./to-json-schema.ts";

/** What is wrong is told up to here: the rest is like it. */
const MAX_ISSUES = 5;
const MAX_MESSAGE = 200;

/**
 * The answer that a text holds, checked by the schema that was asked for, and changed by it as it
 * likes (defaults, transformations). The text is JSON, or has one fenced block of it: models that are
 * only asked for JSON like to wrap it.
 *
 * @throws FailureError `protocol`: not JSON, or not valid. Says where and what, never the text itself.
 */
export async function parseOutput(schema: OutputSchema, text: string): Promise<unknown> {
  const value = parse(text);
  const standard = standardOf(schema);
  if (standard?.validate === undefined) {
    const issues = checkJsonSchema(toJsonSchema(schema, "output"), value);
    if (issues.length > 0) throw invalid(issues);
    return value;
  }
  let result: StandardSchemaV1.Result<unknown>;
  try {
    result = await standard.validate(value);
  } catch (cause) {
    throw failure("the output schema threw while it checked the answer", cause);
  }
  if (result.issues === undefined) return result.value;
  throw invalid(
    result.issues.map(({ path = [], message }) => ({ path: path.map(stepOf).join(""), message })),
  );
}

/** Whole text first: a fence may stand inside of a value. */
function parse(text: string): unknown {
  const opening = text.indexOf(FENCE);
  const block = text.slice(opening + FENCE.length, text.lastIndexOf(FENCE));
  for (const json of opening < 0 ? [text] : [text, block.replace(/^json\b/i, "")]) {
    try {
      return JSON.parse(json);
    } catch {
      // Its message would quote the text.
    }
  }
  throw failure("the answer is not JSON, though the output schema asks for it");
}

const FENCE = "```";

function stepOf(step: PropertyKey | StandardSchemaV1.PathSegment): string {
  const key = typeof step === "object" ? step.key : step;
  return typeof key === "number" ? `[${key}]` : `.${String(key)}`;
}

function invalid(issues: readonly Issue[]): FailureError {
  const told = issues
    .slice(0, MAX_ISSUES)
    .map(({ path, message }) => `output${path} ${message}`.slice(0, MAX_MESSAGE));
  const more = issues.length > MAX_ISSUES ? "; and more" : "";
  return failure(`the answer is not valid: ${told.join("; ")}${more}`);
}

function failure(message: string, cause?: unknown): FailureError {
  return new FailureError({ code: "protocol", message, retryable: false, cause });
}
