import { extractError } from "../../error-body.ts";
import { type Failure, FailureError, type KeiErrorCode } from "../../errors.ts";
import { record } from "./guards.ts";

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

/** What an error body means, by its type; `status` is that of the type, not of the answer. */
function classify(body: unknown): Partial<Failure> {
  const { type, message, requestId } = extractError(body);
  let [code, status] = TYPES.get(type) ?? [];
  // The only stable word for a used-up allowance; these come as a rate limit, which would pass.
  const detail = record(record(record(body)?.["error"])?.["details"])?.["error_code"];
  if (String(detail).endsWith("spend_limit_reached")) code = "quota";
  else if (type === "invalid_request_error" && message !== undefined) {
    // These have no type of their own.
    if (/prompt is too long|exceed context limit/.test(message)) code = "context-length";
    if (/credit balance is too low|API usage limits/.test(message)) code = "quota";
  }
  return {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    status,
    requestId,
  };
}

/** What the body of an answer with an error status means. Leaves out what it does not know. */
export function readError(body: unknown): Partial<Failure> {
  const { status: _, ...failure } = classify(body);
  return failure;
}

/** The error that came where an answer was promised. One of a type nobody knows is the provider's. */
export function failureOf(body: unknown): FailureError {
  return new FailureError({
    code: "server",
    message: "the provider sent an error that says nothing",
    ...classify(body),
  });
}
