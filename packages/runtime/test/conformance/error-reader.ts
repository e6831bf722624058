import type { KeiErrorCode } from "../../src/chat/errors.ts";
import type { Recording } from "../support/wire.ts";
import type { ExpectedError } from "./expectation.ts";

/** Headers in which providers send the id of a request. */
const REQUEST_ID_HEADERS = ["request-id", "x-request-id", "x-litellm-call-id", "apim-request-id"];

/**
 * What providers document, or are recorded to say, about a failure, wherever in the body they say it.
 * The first that is found decides.
 */
const SAYS: readonly (readonly [string, KeiErrorCode])[] = [
  ["API_KEY_INVALID", "auth"],
  ["authentication_error", "auth"],
  ["invalid_api_key", "auth"],
  ["Incorrect API key provided", "auth"],
  ["prompt is too long", "context-length"],
  ["prompt too long; exceeded max context length", "context-length"],
  ["context_length_exceeded", "context-length"],
  ["insufficient_quota", "quota"],
  ["overloaded_error", "overloaded"],
  ["rate_limit_error", "rate-limit"],
  ["rate_limit_exceeded", "rate-limit"],
  ["RESOURCE_EXHAUSTED", "rate-limit"],
  ["not_found_error", "not-found"],
  ["model_not_found", "not-found"],
];

/** What is expected of an answer that is an error, by its status or inside a 200. */
export function readErrorRecording(recording: Recording, status: number): ExpectedError {
  const { body } = recording.response;
  const requestId = requestIdOf(recording);
  const message = wordsOf(body);
  const retryAfterMs = retryAfterOf(recording);
  return {
    kind: "error",
    code: SAYS.find(([words]) => body.includes(words))?.[1] ?? codeOfStatus(status),
    status,
    ...(requestId === undefined ? {} : { requestId }),
    ...(message === undefined ? {} : { message }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** The words of the first value that is an error. */
function wordsOf(body: string): string | undefined {
  const [text = body] = /(?<=^data: ?)\{(?:"type":"error".*)?"error".*/m.exec(body) ?? [];
  const error = JSON.parse(text);
  // OpenRouter's, of a provider behind it.
  const raw = error.error?.metadata?.raw;
  if (typeof raw === "string") return `${error.error.message}: ${raw}`;
  return error.error?.message ?? error.error ?? error.detail ?? error.message;
}

/** By a header, in milliseconds or in seconds; else by Google's `RetryInfo`. */
function retryAfterOf({ response }: Recording): number | undefined {
  const { "retry-after-ms": ms, "retry-after": seconds } = response.headers;
  if (ms !== undefined) return Number(ms);
  if (seconds !== undefined) return Number(seconds) * 1000;
  const delay = /"retryDelay":\s*"([\d.]+)s"/.exec(response.body)?.[1];
  return delay === undefined ? undefined : Number(delay) * 1000;
}

/** The id in the headers; else Anthropic's in the body. */
export function requestIdOf({ response }: Recording): string | undefined {
  for (const name of REQUEST_ID_HEADERS) {
    const value = response.headers[name];
    if (value !== undefined) return value;
  }
  return /"request_id":\s*"([^"]+)"/.exec(response.body)?.[1];
}

function codeOfStatus(status: number): KeiErrorCode {
  if (status === 401 || status === 403) return "auth";
  if (status === 402) return "quota";
  if (status === 404) return "not-found";
  if (status === 429) return "rate-limit";
  if (status === 503 || status === 529) return "overloaded";
  return status >= 500 ? "server" : "bad-request";
}
