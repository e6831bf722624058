import { type Failure, FailureError } from "../chat/errors.ts";
import { fields, record, type UnknownRecord } from "../platform/records.ts";
import { classifyStatus } from "./classify-status.ts";
import { statusOfClass } from "./classify-words.ts";
import { extractError, toldStatus } from "./error-body.ts";

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

/**
 * The failure that an error in place of an answer is, or one in the midst of it: its status was sent
 * before it.
 *
 * @param read the protocol's reader of errors
 * @param silent what to say where it says nothing
 */
export function failureOf(
  value: unknown,
  read: (status: number, body: unknown) => Partial<Failure>,
  silent: string,
): FailureError {
  // An event that is named an error may have no more than a text.
  const body = typeof value === "string" ? { message: value } : value;
  const said = extractError(body);
  const isInvalid = `${said.type}${said.code}`.toLowerCase().includes("invalid");
  const status = toldStatus(said) ?? (isInvalid ? 400 : 0);
  const failure = read(status, body);
  const code = failure.code ?? classifyStatus(status || 500);
  return new FailureError({
    ...failure,
    message: failure.message ?? silent,
    code,
    status: failure.status ?? (status || statusOfClass(code)),
  });
}
