import type { Failure, FailureError } from "../../chat/errors.ts";
import { failureOf } from "../../failure/error-in-answer.ts";
import { readError } from "../../failure/read-error.ts";
import { record } from "../../platform/records.ts";

/** What an error body means. Never throws; leaves `code` open where the status says enough. */
export function readOpenaiChatError(status: number, body: unknown): Partial<Failure> {
  const failure = readError(status, body);
  const fields = record(body);
  // mlx_lm answers `{"error": "text"}` with 404 when generating fails, and when it cannot find the model.
  const isBare = typeof fields?.["error"] === "string" && fields["code"] === undefined;
  if (status !== 404 || !isBare || failure.code !== undefined) return failure;
  const isMissing = /not (found|exist)/i.test(failure.message ?? "");
  return { ...failure, code: isMissing ? "not-found" : "server" };
}

/** The failure that an answer with status 200 is, or a value of a stream. */
export function openaiChatFailure(value: unknown): FailureError {
  return failureOf(value, readOpenaiChatError, "the provider answered with an error");
}
