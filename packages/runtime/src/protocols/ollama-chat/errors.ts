import {
  type Failure,
  FailureError,
  isRetryableCode,
  type KeiErrorCode,
} from "../../chat/errors.ts";
import { extractError } from "../../failure/error-body.ts";

/** Ollama's errors are a text and nothing else: `{"error": "model 'x' not found"}`. */
const CODES: readonly (readonly [RegExp, KeiErrorCode, status: number])[] = [
  [/context (length|size|window)|prompt (is )?too long/i, "context-length", 400],
  [/does not support/i, "bad-request", 400],
  [/\bnot found\b/i, "not-found", 404],
  [/server (is )?busy|maximum pending requests/i, "overloaded", 503],
  [/^unauthorized/i, "auth", 401],
];

/** See `Protocol.readError`. */
export function readError(status: number, body: unknown): Partial<Failure> {
  const { message } = extractError(body);
  if (message === undefined) return {};
  const code = CODES.find(([pattern]) => pattern.test(message))?.[1];
  // Words decide about a request that was refused. What broke may say "not found" of anything.
  if (code === undefined || (status >= 500 && code === "not-found")) return { message };
  // Older versions answer a conversation that is too long with 500.
  return { message, code, retryable: isRetryableCode(code) };
}

/** An error in place of an answer, or in the midst of one: the status was sent before it. */
export function answerError(body: unknown): FailureError {
  const { message = "the server answered with an error" } = extractError(body);
  const [, code = "server", status = 500] = CODES.find(([pattern]) => pattern.test(message)) ?? [];
  return new FailureError({ code, message, status });
}
