import { FailureError } from "../chat/errors.ts";

/**
 * What nobody foresaw, such as data that nest deeper than the stack: a failure like any other, so that
 * those who wait hear of it and what is held is freed. The error that it was is the cause.
 *
 * @param code `protocol` for what came of an answer, `bad-request` for what came of a request
 */
export function unexpectedFailure(thrown: unknown, code: "protocol" | "bad-request"): FailureError {
  if (thrown instanceof FailureError) return thrown;
  const what = code === "protocol" ? "the answer cannot be read" : "the request cannot be written";
  let why = "";
  if (thrown instanceof RangeError) why = ": it nests too deeply";
  else if (thrown instanceof Error) why = `: ${thrown.message}`;
  return new FailureError({ code, message: what + why, retryable: false, cause: thrown });
}
