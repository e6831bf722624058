import { type Failure, isRetryableCode } from "../chat/errors.ts";
import { classifyStatus, isRetryableStatus } from "../failure/classify-status.ts";
import { titleOf, wordsOf } from "../failure/words-of.ts";
import type { Clock } from "../platform/clock.ts";
import type { AnswerSide } from "../protocols/protocol.ts";
import type { TransportResponse } from "../transport/transport.ts";
import type { Redact } from "./redact.ts";
import { readLimitReset, readRetryAfter } from "./retry-after.ts";

/** Most bytes of an error body that are read. */
const MAX_ERROR_BYTES = 64 * 1024;

/** Most characters of what the provider said that get into a message. */
const MAX_MESSAGE = 500;

/** The same of a page, which is mostly a proxy's. */
const MAX_PAGE = 200;

/**
 * What an answer with an error status means: first what its body says, then its status.
 *
 * @param headerId the id of the request, as the headers have it
 */
export async function readHttpFailure(
  response: TransportResponse,
  headerId: string | undefined,
  { readError }: AnswerSide,
  clock: Clock,
  redact: Redact,
): Promise<Failure> {
  const { status } = response;
  const header = (name: string) => response.header(name);
  if (status >= 300 && status < 400) {
    response.close(false);
    return { code: "redirect", status, message: redirectMessage(status, header("location")) };
  }
  const text = await readSome(response);
  const parsed = parseLeniently(text);
  const body = parsed ?? (text === "" ? undefined : { message: pageText(text) });
  const said = readError(status, body);
  const code =
    said.code ?? (status === 413 && text.trim() === "" ? "context-length" : classifyStatus(status));
  // Cut last: of half a secret it is not seen that it is one.
  const words = redact(said.message ?? pageText(text)).slice(0, parsed ? MAX_MESSAGE : MAX_PAGE);
  const requestId = headerId ?? said.requestId;
  const isTooFast = code === "rate-limit";
  const retryAfterMs =
    readRetryAfter(header, clock.date()) ??
    said.retryAfterMs ??
    (isTooFast ? readLimitReset(header, clock.date()) : undefined);
  return {
    ...said,
    code,
    status,
    message: `status ${status} (${code}): ${words || "no message"}`,
    requestId,
    retryAfterMs,
    retryable: said.retryable ?? isRetryable(said.code, code, status, header("x-should-retry")),
  };
}

/**
 * @param told the class, where the body says it
 * @param code that, or the class of the status
 */
function isRetryable(
  told: Failure["code"] | undefined,
  code: Failure["code"],
  status: number,
  shouldRetry: string | undefined,
): boolean {
  if (code === "quota" || code === "auth") return false;
  if (shouldRetry === "true") return true;
  if (shouldRetry === "false") return false;
  // Some limits come as a bad request, and a gateway's 503 may be about a model that nobody has.
  if (told === "rate-limit" || told === "overloaded") return true;
  return isRetryableStatus(status) && (told === undefined || isRetryableCode(told));
}

/** The origin alone: what follows may hold what should not show. */
function redirectMessage(status: number, location: string | undefined): string {
  let target = "";
  try {
    if (location !== undefined) target = ` to ${new URL(location).origin}`;
  } catch {
    // Relative: the same origin.
  }
  return `status ${status}: the provider redirects${target}, and redirects are not followed: check the option endpoint`;
}

/** As much of the body as comes; that it breaks off must not hide the status. */
async function readSome(response: TransportResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  try {
    for (let bytes = await response.read(); bytes !== undefined; bytes = await response.read()) {
      text += decoder.decode(bytes.subarray(0, MAX_ERROR_BYTES - length), { stream: true });
      length += bytes.length;
      if (length >= MAX_ERROR_BYTES) break;
    }
    response.close(length < MAX_ERROR_BYTES);
  } catch {
    response.close(false);
  }
  return text;
}

/** JSON, or the JSON of the first event of a stream that has data, or `undefined`. */
function parseLeniently(text: string): unknown {
  const data = /^data:/m.exec(text);
  const start = data === null || /^\s{0,9}[{[]/.test(text) ? 0 : data.index + "data:".length;
  const end = start === 0 ? -1 : text.indexOf("\n", start);
  try {
    return JSON.parse(text.slice(start, end === -1 ? undefined : end));
  } catch {
    return undefined;
  }
}

/** A page of a proxy: its title, else its text. The rest may show addresses of people. */
function pageText(text: string): string {
  return titleOf(text) ?? wordsOf(text);
}
