import type { Failure, FailureError } from "../../chat/errors.ts";
import { extractError } from "../../failure/error-body.ts";
import { failureOf } from "../../failure/error-in-answer.ts";
import { type NamedStatuses, readError as read } from "../../failure/read-error.ts";
import { fields, present } from "../../platform/records.ts";

/** HTTP statuses of Google's canonical ones, for bodies that have no number. */
const STATUSES: NamedStatuses = new Map([
  ["INVALID_ARGUMENT", 400],
  ["FAILED_PRECONDITION", 400],
  ["UNAUTHENTICATED", 401],
  ["PERMISSION_DENIED", 403],
  ["NOT_FOUND", 404],
  ["RESOURCE_EXHAUSTED", 429],
  ["INTERNAL", 500],
  ["UNAVAILABLE", 503],
  ["DEADLINE_EXCEEDED", 504],
]);

/** See `Protocol.readError`. The status is the one that the body states, where it states one. */
export function readError(status: number, body: unknown): Partial<Failure> {
  const failure = read(status, body, STATUSES);
  let { code, retryAfterMs } = failure;
  for (const detail of extractError(body).details ?? []) {
    const { reason, retryDelay, violations } = fields(detail);
    if (typeof reason === "string" && reason.startsWith("API_KEY_")) code = "auth";
    if (typeof retryDelay === "string") retryAfterMs = milliseconds(retryDelay);
    if (Array.isArray(violations) && violations.some(isPerDay)) code = "quota";
  }
  // Google names a delay of seconds for a limit that ends at midnight, too.
  if (code === "quota") retryAfterMs = undefined;
  return present<Partial<Failure>>({ ...failure, code, retryAfterMs });
}

/** An error in place of an answer, whose status said that all is well. */
export function answerError(body: unknown): FailureError {
  return failureOf(body, readError, "the provider answered with an error");
}

function isPerDay(violation: unknown): boolean {
  const { quotaId } = (violation ?? {}) as Record<string, unknown>;
  return typeof quotaId === "string" && quotaId.includes("PerDay");
}

/** Of a protobuf duration: seconds, with up to nine decimals, and an `s`. */
function milliseconds(duration: string): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(duration)?.[1];
  return seconds === undefined ? undefined : Math.round(Number(seconds) * 1000);
}
