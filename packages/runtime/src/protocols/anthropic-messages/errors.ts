import { type Failure, FailureError } from "../../chat/errors.ts";
import { classifyStatus } from "../../failure/classify-status.ts";
import { extractError } from "../../failure/error-body.ts";
import { fields, text, type UnknownRecord } from "../../platform/records.ts";

/** The documented types, and the status that each comes with. */
const STATUSES: ReadonlyMap<unknown, number> = new Map([
  ["invalid_request_error", 400],
  ["authentication_error", 401],
  ["billing_error", 402],
  ["permission_error", 403],
  ["not_found_error", 404],
  ["request_too_large", 413],
  ["rate_limit_error", 429],
  ["api_error", 500],
  ["timeout_error", 504],
  ["overloaded_error", 529],
]);

/** What an error body means by its type; `status` is that of the type, whatever it came with. */
export function readError(_status: number, body: unknown): Partial<Failure> {
  const { type, message, requestId } = extractError(body);
  const status = STATUSES.get(type);
  let code = status && classifyStatus(status);
  // Of used-up allowances some come as a rate limit, and some as a bad request without a code.
  const detail = text(fields(fields(fields(body)["error"])["details"])["error_code"]);
  if (detail.endsWith("spend_limit_reached")) code = "quota";
  else if (status === 400 && message !== undefined) {
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

/**
 * What was sent where an answer was promised, to look into.
 * @throws FailureError when it is an error. One of a type that nobody knows is the provider's.
 */
export function answerOf(value: unknown, event?: string): UnknownRecord {
  const answer = fields(value);
  if (event !== "error" && answer["type"] !== "error" && !answer["error"]) return answer;
  throw new FailureError({
    code: "server",
    message: "the provider sent an error that says nothing",
    ...readError(0, value),
  });
}
