import { FailureError } from "../chat/errors.ts";
import type { ValueSink } from "./framer.ts";

/**
 * The JSON of one value of a stream; `undefined`: it is none, and since a reason to end came before it,
 * it is what some server or gateway writes at the end. What it held is in no message: it may be private.
 *
 * @param cut the stream ended with it, so that what is no JSON is half of one
 * @throws FailureError `truncated`, or `protocol` for what nobody knows
 */
export function parseValue(
  json: string,
  count: number,
  cut: boolean,
  sink: ValueSink,
  event?: string,
): unknown {
  try {
    return JSON.parse(json);
  } catch {
    const isJson = /^\s{0,9}[{[]/.test(json);
    // Gateways write what broke as a text.
    if (event === "error" && !isJson) return json;
    const isHalf = cut && (!sink.hasReason?.() || isJson);
    if (sink.hasReason?.() && !isHalf) return undefined;
    throw new FailureError(
      isHalf
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
