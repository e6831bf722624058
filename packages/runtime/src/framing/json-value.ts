import { FailureError } from "../chat/errors.ts";

/**
 * The JSON of one value of a stream. What it held is in no message: it may be private.
 *
 * @param cut the stream ended with it, so that what is no JSON is half of one
 */
export function parseValue(json: string, count: number, cut: boolean): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new FailureError(
      cut
        ? { code: "truncated", message: `the stream was cut inside its event ${count}` }
        : { code: "protocol", message: `event ${count} of the stream is not JSON` },
    );
  }
}

/** A value that grows past every measure. */
export function tooLarge(count: number, max: number): FailureError {
  return new FailureError({
    code: "protocol",
    message: `event ${count} of the stream is larger than ${max} characters`,
  });
}
