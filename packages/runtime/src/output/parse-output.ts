import type { StandardSchemaV1 } from "@standard-schema/spec";
import { FailureError } from "../chat/errors.ts";
import { type OutputSchema, standardOf } from "../chat/output-schema.ts";
import { checkJsonSchema, type Issue } from "./check-json-schema.ts";
import { jsonCandidates } from "./json-candidates.ts";
import { toJsonSchema } from "./to-json-schema.ts";

/** What is wrong is told up to here: the rest is like it. */
const MAX_ISSUES = 5;
const MAX_MESSAGE = 200;

/**
 * The answer that a text holds, checked by the schema that was asked for, and changed by it as it
 * likes (defaults, transformations). A text that is JSON as a whole is the answer. Else it is the first
 * of its parts that are JSON, of those that are valid.
 *
 * @param last the last of the texts that the answer consists of, where there are several
 * @throws FailureError `protocol`: not JSON, or not valid. Says where and what, never the text itself.
 */
export async function parseOutput(
  schema: OutputSchema,
  text: string,
  last = text,
): Promise<unknown> {
  const whole = parse(text.trim());
  const candidates = whole === undefined ? [...new Set([last, text].flatMap(jsonCandidates))] : [];
  const found = [whole, ...candidates.map(parse)].filter((one) => one !== undefined);
  // JSON that was written as a text.
  const inner = typeof whole?.value === "string" ? parse(whole.value) : undefined;
  let failed: FailureError | undefined;
  for (const { value } of inner === undefined ? found : [...found, inner]) {
    const result = await check(schema, value);
    if (!(result instanceof FailureError)) return result.value;
    failed ??= result;
  }
  throw failed ?? failure("the answer is not JSON, though the output schema asks for it");
}

interface Parsed {
  readonly value: unknown;
}

function parse(text: string): Parsed | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Its message would quote the text.
    return undefined;
  }
}

async function check(schema: OutputSchema, value: unknown): Promise<Parsed | FailureError> {
  const standard = standardOf(schema);
  if (standard?.validate === undefined) {
    const issues = checkJsonSchema(toJsonSchema(schema, "output"), value);
    return issues.length > 0 ? invalid(issues) : { value };
  }
  let result: StandardSchemaV1.Result<unknown>;
  try {
    result = await standard.validate(value);
  } catch (cause) {
    return failure("the output schema threw while it checked the answer", cause);
  }
  if (result.issues === undefined) return result;
  return invalid(
    result.issues.map(({ path = [], message }) => ({ path: path.map(stepOf).join(""), message })),
  );
}

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
