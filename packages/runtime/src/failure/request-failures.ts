import { FailureError } from "../chat/errors.ts";

/** Wrong input, at a path of the request: `must("messages", "a list")`. */
export function must(at: string, be: string): FailureError {
  return badRequest(`${at} must be ${be}`);
}

export function badRequest(message: string, cause?: unknown): FailureError {
  return new FailureError({ code: "bad-request", message, cause });
}

/** Right input that the model or the protocol can do nothing with. */
export function unsupported(what: string, by: string, instead?: string): FailureError {
  const message = `${what} is not supported by ${by}${instead ? `; use ${instead}` : ""}`;
  return new FailureError({ code: "unsupported", message });
}

/** @throws FailureError for what JSON cannot hold */
export function writeJson(value: unknown, what: string): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw badRequest(
      `${what} cannot be written as JSON: it has a cycle, a bigint or too many levels`,
      cause,
    );
  }
}
