import {
  type Failure,
  type FailureError,
  isRetryableCode,
  type KeiErrorCode,
} from "../../chat/errors.ts";
import { failureOf } from "../../failure/error-in-answer.ts";
import { readError as read } from "../../failure/read-error.ts";
import { present } from "../../platform/records.ts";

/** Ollama's errors are a text and nothing else: `{"error": "model 'x' not found"}`. */
const CODES: readonly (readonly [RegExp, KeiErrorCode])[] = [
  [/context (length|size|window)|prompt (is )?too long/i, "context-length"],
  [/does not support/i, "bad-request"],
  [/\bnot found\b/i, "not-found"],
  [/server (is )?busy|maximum pending requests/i, "overloaded"],
  [/^unauthorized/i, "auth"],
];

/** See `Protocol.readError`. */
export function readError(status: number, body: unknown): Partial<Failure> {
  const failure = read(status, body);
  const { message = "" } = failure;
  let code = CODES.find(([pattern]) => pattern.test(message))?.[1] ?? failure.code;
  // Words decide about a request that was refused. What broke may say "not found" of anything.
  if (status >= 500 && code === "not-found") code = undefined;
  // Older versions answer a conversation that is too long with 500.
  const retryable = code === undefined || status === 0 ? undefined : isRetryableCode(code);
  return present<Partial<Failure>>({ ...failure, code, retryable });
}

/** An error in place of an answer, or in the midst of one: the status was sent before it. */
export function answerError(body: unknown): FailureError {
  return failureOf(body, readError, "the server answered with an error");
}
