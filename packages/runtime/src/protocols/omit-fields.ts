import { FailureError } from "../chat/errors.ts";
import type { PreparedRequest } from "./prepared-request.ts";

/** Fields without which an answer is as good. */
const SPARED: readonly string[] = [
  "temperature",
  "top_p",
  "seed",
  "presence_penalty",
  "frequency_penalty",
  "user",
  "safety_identifier",
  "stream_options",
  "store",
];

/** Of these nothing is lost that does not say so itself. */
const SILENT: readonly string[] = ["stream_options", "store"];

/**
 * Takes the fields out of a body that the server does not take.
 *
 * @throws FailureError of code `unsupported` for one without which the answer would be another
 */
export function omitFields(body: object, { dialect, warn }: PreparedRequest): void {
  const fields: Record<string, unknown> = body as never;
  for (const field of dialect?.omits ?? []) {
    if (fields[field] === undefined) continue;
    if (!SPARED.includes(field)) {
      throw new FailureError({
        code: "unsupported",
        message: `this server does not take ${field}`,
      });
    }
    fields[field] = undefined;
    if (SILENT.includes(field)) continue;
    warn({
      code: "setting-ignored",
      message: `${field} was left out: the server does not take it`,
    });
  }
}
