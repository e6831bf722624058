import type { Failure } from "../../chat/errors.ts";
import { failureOf, isErrorValue } from "../../failure/error-in-answer.ts";
import { type NamedStatuses, readError as read } from "../../failure/read-error.ts";
import { fields, type UnknownRecord } from "../../platform/records.ts";

/** What messages, and events of them, consist of. */
const KEYS = ["content", "delta", "content_block", "index", "usage"];

const STATUSES: NamedStatuses = new Map([
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
export function readError(status: number, body: unknown): Partial<Failure> {
  return read(status, body, STATUSES);
}

/**
 * What was sent where an answer was promised, to look into.
 * @throws FailureError when it is an error. One of a type that nobody knows is the provider's.
 */
export function answerOf(value: unknown, event?: string): UnknownRecord {
  const answer = fields(value);
  if (event !== "error" && !isErrorValue(answer, KEYS, event)) return answer;
  throw failureOf(value, readError, "the provider sent an error that says nothing");
}
