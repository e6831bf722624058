import { extractError } from "../../error-body.ts";
import { type Failure, FailureError, type KeiErrorCode } from "../../errors.ts";
import { record, type WireRecord } from "./record.ts";

/**
 * Classes of errors: the status that one stands for when it comes without, and the words for it in
 * `code` and `type`, those of OpenAI, Azure, LiteLLM, llama.cpp and others.
 */
const CLASSES: readonly (readonly [KeiErrorCode, status: number, words: RegExp])[] = [
  ["quota", 402, /quota|billing|budget/],
  ["auth", 401, /api_key|auth|expired_key/],
  ["context-length", 400, /^context_|_above_max_length|context_size/],
  ["content-blocked", 400, /^content_/],
  ["not-found", 404, /not_found/],
  ["rate-limit", 429, /rate_?limit|throttling/],
  ["overloaded", 529, /overloaded/],
  ["server", 500, /server_error|internal_error|api_error/],
];

/** What an error body means. Never throws; leaves `code` open where the status says enough. */
export function readOpenaiChatError(status: number, body: unknown): Partial<Failure> {
  const { message, type, code, requestId } = extractError(body);
  const meaning = codeOf(status, message ?? "", code?.toLowerCase(), type?.toLowerCase());
  return {
    requestId,
    ...(message === undefined ? {} : { message }),
    ...(meaning === undefined ? {} : { code: meaning }),
  };
}

function codeOf(
  status: number,
  message: string,
  code: string | undefined,
  type: string | undefined,
): KeiErrorCode | undefined {
  const named = classOf(code) ?? classOf(type);
  // OpenAI's word for an engine without capacity is `server_error`, too.
  if (named === "server" && /overloaded/i.test(message)) return "overloaded";
  if (named !== undefined) return named;
  if (status === 400 || status === 413) {
    // Servers that have one word for every 400 tell these apart in the text alone: xAI, then DeepSeek,
    // vLLM, LM Studio, xAI and Ollama.
    if (/(incorrect|invalid) api key/i.test(message)) return "auth";
    if (/context (length|window|size)|maximum prompt length|prompt too long/i.test(message)) {
      return "context-length";
    }
  }
  // mlx_lm answers 404 `{"error": "text"}` when generating fails, and when it cannot find the model.
  if (status === 404 && message !== "" && code === undefined && type === undefined) {
    return /not (found|exist)/i.test(message) ? "not-found" : "server";
  }
  return status === 402 ? "quota" : undefined;
}

function classOf(word: string | undefined): KeiErrorCode | undefined {
  return word === undefined ? undefined : CLASSES.find(([, , words]) => words.test(word))?.[0];
}

/** Whether an answer with status 200, or a value of a stream, is an error. */
export function isErrorValue(value: WireRecord): boolean {
  // vLLM: `object: "error"`; all others have the key. Some write `error: null` into good answers.
  return Boolean(value["error"]) || value["object"] === "error";
}

/** The failure that such a value is, with the status that it stands for. */
export function failureOf(value: unknown): FailureError {
  const { code = "", type = "" } = extractError(value);
  // Groq says it as `status_code`; OpenRouter, vLLM and LiteLLM as `code`, LiteLLM as a text.
  const told = Number(record(record(value)?.["error"])?.["status_code"] ?? code);
  let status = told >= 400 && told < 600 ? told : undefined;
  if (status === undefined && (type + code).includes("invalid")) status = 400;
  const failure = readOpenaiChatError(status ?? 400, value);
  const meaning = failure.code ?? codeOfStatus(status ?? 500);
  return new FailureError({
    message: "the provider answered with an error",
    ...failure,
    code: meaning,
    status: status ?? CLASSES.find(([name]) => name === meaning)?.[1],
  });
}

function codeOfStatus(status: number): KeiErrorCode {
  if (status === 403) return "auth";
  const known = status === 400 ? undefined : CLASSES.find(([, number]) => number === status)?.[0];
  return known ?? (status < 500 ? "bad-request" : "server");
}
