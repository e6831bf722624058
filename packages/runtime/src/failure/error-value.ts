import { fields, record, type UnknownRecord } from "../platform/records.ts";
import { extractError } from "./error-body.ts";

/**
 * Whether a value that came where an answer was promised is an error: by a key of errors, by what it
 * calls itself, or since it has none of the keys of an answer but words. `error: null`, and an error of
 * nothing beside an answer, are none.
 *
 * @param keys one of which is in all that an answer, or a piece of one, consists of
 * @param event the name of the SSE event: one that nobody knows may be anything
 */
export function isErrorValue(
  value: UnknownRecord,
  keys: readonly string[],
  event: string | undefined,
): boolean {
  if (value["type"] === "error" || value["object"] === "error") return true;
  let isAnswer = false;
  for (const key of keys) isAnswer ||= value[key] !== undefined && value[key] !== null;
  const error = value["error"];
  if (error) return !isAnswer || !saysNothing(record(error));
  if (isAnswer) return Boolean(fields(value["base_resp"])["status_code"]);
  if (event !== undefined && event !== "message") return false;
  return extractError(value).message !== undefined;
}

function saysNothing(error: UnknownRecord | undefined): boolean {
  return error !== undefined && Object.values(error).every((part) => !part);
}
