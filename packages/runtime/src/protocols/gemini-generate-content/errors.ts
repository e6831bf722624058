import { type Failure, FailureError } from "../../chat/errors.ts";
import { classifyStatus } from "../../failure/classify-status.ts";
import { extractError } from "../../failure/error-body.ts";

/** HTTP statuses of Google's canonical ones, for bodies that have no number. */
const STATUSES: ReadonlyMap<string | undefined, number> = new Map([
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
export function readError(_status: number, body: unknown): Partial<Failure> {
  const { message = "", type, code: number, requestId, details = [] } = extractError(body);
  const stated = Number(number);
  const status = stated >= 400 && stated < 600 ? stated : STATUSES.get(type);
  let code = status === undefined ? undefined : classifyStatus(status);
  let retryAfterMs: number | undefined;
  if (code === "bad-request") {
    // A bad key, too, is an INVALID_ARGUMENT.
    if (/^api key/i.test(message)) code = "auth";
    else if (/exceeds the maximum number of tokens/.test(message)) code = "context-length";
  }
  // Prepaid money that is used up comes as a rate limit.
  if (code === "rate-limit" && /credits are depleted/.test(message)) code = "quota";
  for (const detail of details) {
    const { reason, retryDelay, violations } = (detail ?? {}) as Record<string, unknown>;
    if (typeof reason === "string" && reason.startsWith("API_KEY_")) code = "auth";
    if (typeof retryDelay === "string") retryAfterMs = milliseconds(retryDelay);
    if (Array.isArray(violations) && violations.some(isPerDay)) code = "quota";
  }
  return {
    ...(message === "" ? {} : { message }),
    ...(code === undefined ? {} : { code, status }),
    ...(requestId === undefined ? {} : { requestId }),
    // Google names a delay of seconds for a limit that ends at midnight, too.
    ...(retryAfterMs === undefined || code === "quota" ? {} : { retryAfterMs }),
  };
}

/** An error in place of an answer, whose status said that all is well. */
export function answerError(body: unknown): FailureError {
  return new FailureError({
    code: "server",
    message: "the provider answered with an error",
    status: 500,
    ...readError(200, body),
  });
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
