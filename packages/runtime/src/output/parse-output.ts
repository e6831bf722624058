import { FailureError } from "../chat/errors.ts";
import type { OutputSchema } from "../chat/output-schema.ts";
import type { Issue } from "./check-json-schema.ts";
import { jsonCandidates } from "./json-candidates.ts";
import { type Validated, validate } from "./validate.ts";

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
  let result: Validated;
  try {
    result = await validate(schema, value);
  } catch (cause) {
    return failure("the output schema threw while it checked the answer", cause);
  }
  return result.issues === undefined ? result : invalid(result.issues);
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
