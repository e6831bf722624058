import type { Failure } from "../chat/errors.ts";
import { classifyStatus, isRetryableStatus } from "../failure/classify-status.ts";
import { extractError, wordsOf } from "../failure/error-body.ts";
import type { Clock } from "../platform/clock.ts";
import type { Protocol } from "../protocols/protocol.ts";
import type { TransportResponse } from "../transport/transport.ts";
import type { Redact } from "./redact.ts";
import { readRetryAfter } from "./retry-after.ts";

/** Most bytes of an error body that are read. */
const MAX_ERROR_BYTES = 64 * 1024;

/** Most characters of what the provider said that get into a message. */
const MAX_MESSAGE = 500;

/** The same of a page, which is mostly a proxy's. */
const MAX_PAGE = 200;

/** What an answer with an error status means: first what its body says, then its status. */
export async function readHttpFailure(
  response: TransportResponse,
  protocol: Protocol,
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
  const body = parseLeniently(text);
  const error = extractError(body);
  const said = protocol.readError(status, body);
  const code = said.code ?? classifyStatus(status);
  // Cut last: of half a secret it is not seen that it is one.
  const tell = (words: string | undefined, most: number) => words && redact(words).slice(0, most);
  const requestId = readRequestId(response, protocol) ?? said.requestId ?? error.requestId;
  const retryAfterMs = readRetryAfter(header, clock.date()) ?? said.retryAfterMs;
  return {
    ...said,
    code,
    status,
    message: `status ${status} (${code}): ${
      tell(said.message ?? error.message, MAX_MESSAGE) ??
      tell(pageText(text), MAX_PAGE) ??
      "no message"
    }`,
    requestId,
    retryAfterMs,
    retryable: said.retryable ?? isRetryable(code, status, header("x-should-retry")),
  };
}

/** The provider's id of the request, as its headers have it. */
export function readRequestId(response: TransportResponse, protocol: Protocol): string | undefined {
  for (const name of protocol.requestIdHeaders) {
    const value = response.header(name);
    if (value !== undefined && value !== "") return value;
  }
  return undefined;
}

function isRetryable(
  code: Failure["code"],
  status: number,
  shouldRetry: string | undefined,
): boolean {
  if (code === "quota" || code === "auth") return false;
  if (shouldRetry === "true") return true;
  return shouldRetry !== "false" && isRetryableStatus(status);
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

/** JSON, or the JSON of the first event of a stream, or `undefined`. */
function parseLeniently(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\s*(?:event:.*\n)?data:\s*/, ""));
  } catch {
    return undefined;
  }
}

/** A page of a proxy: its title, else its text. The rest may show addresses of people. */
function pageText(text: string): string {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1];
  return wordsOf(title ?? text);
}
