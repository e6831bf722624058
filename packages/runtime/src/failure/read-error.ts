import type { Failure } from "../chat/errors.ts";
import { present } from "../platform/records.ts";
import { classifyStatus } from "./classify-status.ts";
import { classOfName, classOfWords } from "./classify-words.ts";
import { type ErrorBody, extractError, toldStatus } from "./error-body.ts";
import { waitInWords } from "./wait-in-words.ts";

/** The names of classes that a provider documents, and the status that each comes with. */
export type NamedStatuses = ReadonlyMap<string | undefined, number>;

/**
 * What an error body means: by its code, its type, its status and its words, in that order of trust.
 * Never throws; leaves `code` open where the status says enough.
 *
 * @param status of the answer; 0: none
 * @param statuses names of classes that count more than the status that they came with
 */
export function readError(
  status: number,
  body: unknown,
  statuses?: NamedStatuses,
): Partial<Failure> {
  const said = extractError(body);
  const { message = "", type, code, requestId } = said;
  const stated = statuses && statedStatus(said, status, statuses);
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
function statedStatus(
  said: ErrorBody,
  status: number,
  statuses: NamedStatuses,
): number | undefined {
  const named = statuses.get(said.type);
  if (said.type === "api_error" && [...statuses.values()].includes(status)) return status;
  return toldStatus(said) ?? named;
}

/** A request that is larger than all that may be sent in a minute fits into none. */
function isTooLarge(message: string): boolean {
  if (!/request too large/i.test(message)) return false;
  const numbers = /limit (\d{1,15}), requested (\d{1,15})/i.exec(message);
  return numbers === null || Number(numbers[2]) > Number(numbers[1]);
}
