import { extractError } from "../../error-body.ts";
import { type Failure, FailureError, type KeiErrorCode } from "../../errors.ts";
import { record, string } from "./guards.ts";

/** What the documented types mean, and the status that each comes with. */
const TYPES: ReadonlyMap<unknown, readonly [KeiErrorCode, number]> = new Map([
  ["invalid_request_error", ["bad-request", 400]],
  ["authentication_error", ["auth", 401]],
  ["billing_error", ["quota", 402]],
  ["permission_error", ["auth", 403]],
  ["not_found_error", ["not-found", 404]],
  ["request_too_large", ["bad-request", 413]],
  ["rate_limit_error", ["rate-limit", 429]],
  ["api_error", ["server", 500]],
  ["timeout_error", ["server", 504]],
  ["overloaded_error", ["overloaded", 529]],
]);

/** What an error body means. `status` is that of its type, whatever it came with. */
function classify(body: unknown): Partial<Failure> {
  const { type, message, requestId } = extractError(body);
  let [code, status] = TYPES.get(type) ?? [];
  // Of used-up allowances some come as a rate limit, and some as a bad request without a code.
  const detail = string(record(record(record(body)["error"])["details"])["error_code"]);
  if (detail.endsWith("spend_limit_reached")) code = "quota";
  else if (code === "bad-request" && message !== undefined) {
    if (/prompt is too long|exceed context limit/.test(message)) code = "context-length";
    if (/credit balance is too low|API usage limits/.test(message)) code = "quota";
  }
  return {
    ...(code && { code }),
    ...(message !== undefined && { message }),
    status,
    requestId,
  };
}

/** What the body of an answer with an error status means. Leaves out what it does not know. */
export function readError(_status: number, body: unknown): Partial<Failure> {
  const { status: _, ...failure } = classify(body);
  return failure;
}

/**
 * What was sent where an answer was promised, to look into.
 * @throws FailureError when it is an error. One of a type that nobody knows is the provider's.
 */
export function answerOf(value: unknown, event?: string): Readonly<Record<string, unknown>> {
  const answer = record(value);
  if (event !== "error" && answer["type"] !== "error" && !answer["error"]) return answer;
  throw new FailureError({
    code: "server",
    message: "the provider sent an error that says nothing",
    ...classify(value),
  });
}
