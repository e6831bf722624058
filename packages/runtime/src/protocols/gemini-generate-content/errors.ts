import { extractError } from "../../error-body.ts";
import { type Failure, FailureError, type KeiErrorCode } from "../../errors.ts";

/** By Google's canonical status, or by the number where a gateway left that out. */
const CODES: ReadonlyMap<string | undefined, KeiErrorCode> = new Map([
  ["INVALID_ARGUMENT", "bad-request"],
  ["FAILED_PRECONDITION", "bad-request"],
  ["OUT_OF_RANGE", "bad-request"],
  ["UNAUTHENTICATED", "auth"],
  ["PERMISSION_DENIED", "auth"],
  ["NOT_FOUND", "not-found"],
  ["RESOURCE_EXHAUSTED", "rate-limit"],
  ["UNAVAILABLE", "overloaded"],
  ["DEADLINE_EXCEEDED", "server"],
  ["INTERNAL", "server"],
  ["UNKNOWN", "server"],
  ["400", "bad-request"],
  ["401", "auth"],
  ["403", "auth"],
  ["404", "not-found"],
  ["429", "rate-limit"],
  ["503", "overloaded"],
]);

/** See `Protocol.readError`. */
export function readError(_status: number, body: unknown): Partial<Failure> {
  const { message = "", type, code: number, requestId, details = [] } = extractError(body);
  let code = CODES.get(type) ?? CODES.get(number);
  let retryAfterMs: number | undefined;
  // A bad key is an INVALID_ARGUMENT with status 400.
  if (code === "bad-request") {
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
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
    // Google names a delay of seconds for a limit that ends at midnight, too.
    ...(retryAfterMs === undefined || code === "quota" ? {} : { retryAfterMs }),
  };
}

/** An error in place of an answer, whose status said that all is well. */
export function answerError(body: unknown): FailureError {
  const failure = readError(200, body);
  const status = Number(extractError(body).code);
  return new FailureError({
    code: "server",
    message: "the provider answered with an error",
    status: status >= 400 && status < 600 ? status : 500,
    ...failure,
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
