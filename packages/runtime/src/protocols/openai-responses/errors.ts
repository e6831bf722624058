import type { Failure, FailureError } from "../../chat/errors.ts";
import { failureOf, isErrorValue } from "../../failure/error-in-answer.ts";
import { readError } from "../../failure/read-error.ts";
import { fields, isRecord, text, type UnknownRecord } from "../../platform/records.ts";

/** What responses, and events of them, consist of. */
const KEYS = ["output", "response", "item", "part", "delta", "output_index", "sequence_number"];

/** What an error body means. Never throws; leaves `code` open where the status says enough. */
export function readOpenaiResponsesError(status: number, body: unknown): Partial<Failure> {
  return readError(status, body);
}

/**
 * What was sent where a response was promised, or an event of one, to look into.
 *
 * @param event the name of the SSE event
 * @throws FailureError when it is an error
 */
export function answerOf(value: unknown, event?: string): UnknownRecord {
  const answer = fields(value);
  if (event !== "error" && !isErrorValue(answer, KEYS, event)) return answer;
  throw openaiResponsesFailure(value);
}

/** Codes of failed responses that are about what was sent, such as an image that cannot be read. */
const OURS = /image|prompt|file|input/;

/** The failure that an error with status 200 is, or the `error` of a failed response. */
export function openaiResponsesFailure(value: unknown): FailureError {
  const error = fields(isRecord(value) && isRecord(value["error"]) ? value["error"] : value);
  const code = text(error["code"]);
  const isOurs = code.length < 100 && OURS.test(code) && error["status"] === undefined;
  const read = (status: number, body: unknown) =>
    readOpenaiResponsesError(isOurs ? status || 400 : status, body);
  return failureOf(
    isOurs ? { error: { ...error, status: 400 } } : value,
    read,
    "the provider answered with an error",
  );
}
