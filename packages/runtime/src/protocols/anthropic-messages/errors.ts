import type { Failure } from "../../chat/errors.ts";
import { isErrorValue } from "../../failure/error-value.ts";
import { failureOf, readError as read } from "../../failure/read-error.ts";
import { fields, type UnknownRecord } from "../../platform/records.ts";

/** What messages, and events of them, consist of. */
const KEYS = ["content", "delta", "content_block", "index", "usage"];

/** What an error body means by its type; `status` is that of the type, whatever it came with. */
export function readError(status: number, body: unknown): Partial<Failure> {
  return read(status, body, true);
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
