import { type Failure, FailureError } from "../chat/errors.ts";
import { present } from "../platform/records.ts";
import { classifyStatus } from "./classify-status.ts";
import { classOfName, classOfWords, statusOfClass } from "./classify-words.ts";
import { type ErrorBody, extractError, isStatus } from "./error-body.ts";

/** The names of classes that Anthropic and Google document, and the status that each comes with. */
const STATUSES: ReadonlyMap<string | undefined, number> = new Map([
  ["invalid_request_error", 400],
  ["INVALID_ARGUMENT", 400],
  ["FAILED_PRECONDITION", 400],
  ["authentication_error", 401],
  ["UNAUTHENTICATED", 401],
  ["billing_error", 402],
  ["permission_error", 403],
  ["PERMISSION_DENIED", 403],
  ["not_found_error", 404],
  ["NOT_FOUND", 404],
  ["request_too_large", 413],
  ["rate_limit_error", 429],
  ["RESOURCE_EXHAUSTED", 429],
  ["api_error", 500],
  ["INTERNAL", 500],
  ["UNAVAILABLE", 503],
  ["timeout_error", 504],
  ["DEADLINE_EXCEEDED", 504],
  ["overloaded_error", 529],
]);

/**
 * What an error body means: by its code, its type, its status and its words, in that order of trust.
 * Never throws; leaves `code` open where the status says enough.
 *
 * @param status of the answer; 0: none
 * @param typed the provider documents the names of {@link STATUSES}, so that they count more than the
 * status that they came with
 */
export function readError(status: number, body: unknown, typed = false): Partial<Failure> {
  const said = extractError(body);
  const { message = "", type, code, requestId } = said;
  const stated = typed ? statedStatus(said, status) : undefined;
  const named = classOfName(code) ?? (stated === undefined ? classOfName(type) : undefined);
  const base = stated ?? status;
  // Anthropic's 413 is about bytes, and says so.
  const inWords = stated === 413 ? undefined : classOfWords(base, message);
  const meaning = named ?? inWords ?? (stated === undefined ? undefined : classifyStatus(stated));
  const isTooFast = (meaning ?? classifyStatus(base)) === "rate-limit";
  return present<Partial<Failure>>({
    code: meaning,
    status: stated,
    message: message || undefined,
    requestId,
    retryAfterMs: said.retryAfterMs ?? (isTooFast ? waitInWords(message) : undefined),
    retryable: isTooFast && isTooLarge(message) ? false : undefined,
  });
}

/** The status that a body says it has. `api_error` says less than any status that is documented. */
function statedStatus(said: ErrorBody, status: number): number | undefined {
  const named = STATUSES.get(said.type);
  if (said.type === "api_error" && [...STATUSES.values()].includes(status)) return status;
  const told = said.status ?? Number(said.code);
  return isStatus(told) ? told : named;
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
  const told = said.status ?? Number(said.code);
  let status = isStatus(told) ? told : (STATUSES.get(said.type) ?? 0);
  if (status === 0 && `${said.type}${said.code}`.includes("invalid")) status = 400;
  const failure = read(status, body);
  const code = failure.code ?? classifyStatus(status || 500);
  return new FailureError({
    ...failure,
    message: failure.message ?? silent,
    code,
    status: failure.status ?? (status || statusOfClass(code)),
  });
}

/** A request that is larger than all that may be sent in a minute fits into none. */
function isTooLarge(message: string): boolean {
  if (!/request too large/i.test(message)) return false;
  const numbers = /limit (\d{1,15}), requested (\d{1,15})/i.exec(message);
  return numbers === null || Number(numbers[2]) > Number(numbers[1]);
}

/** Milliseconds in a unit, by what it begins with. */
const UNITS: readonly (readonly [begins: string, ms: number])[] = [
  ["ms", 1],
  ["mil", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
];

/** How long a text asks to wait, in milliseconds: "try again in 1m2.5s", "retry after 33 seconds". */
export function waitInWords(message: string): number | undefined {
  const start = /(?:try again|retry) (?:in|after) (?=\d)/i.exec(message);
  if (start === null) return undefined;
  return duration(message.slice(start.index + start[0].length));
}

/** Milliseconds of a duration that a text begins with, such as `6m0s`, `1.5 s`, `20 milliseconds`. */
export function duration(said: string): number | undefined {
  const amount = /(\d{1,15}(?:\.\d{1,15})?) ?([a-z]{1,12}) ?/iy;
  let total: number | undefined;
  for (let match = amount.exec(said); match !== null; match = amount.exec(said)) {
    const unit = UNITS.find(([begins]) => match?.[2]?.toLowerCase().startsWith(begins));
    if (unit === undefined) break;
    total = (total ?? 0) + Number(match[1]) * unit[1];
  }
  return total === undefined ? undefined : Math.round(total);
}
