import { type Failure, FailureError, type KeiErrorCode } from "../../chat/errors.ts";
import { classifyStatus } from "../../failure/classify-status.ts";
import { extractError } from "../../failure/error-body.ts";
import { present, record, type UnknownRecord } from "../../platform/records.ts";

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
];

/** What an error body means. Never throws; leaves `code` open where the status says enough. */
export function readOpenaiChatError(status: number, body: unknown): Partial<Failure> {
  const { message = "", type, code, requestId } = extractError(body);
  const bare = code === undefined && typeof record(body)?.["error"] === "string";
  const meaning = classOf(code) ?? classOf(type) ?? classOfText(status, message, bare);
  return present<Partial<Failure>>({ code: meaning, message: message || undefined, requestId });
}

function classOf(word = ""): KeiErrorCode | undefined {
  return CLASSES.find(([, , words]) => words.test(word.toLowerCase()))?.[0];
}

/** For what has no word of its own. `status` is 0 where there is none; `bare`: `{"error": "text"}`. */
function classOfText(status: number, message: string, bare: boolean): KeiErrorCode | undefined {
  // mlx_lm answers so with 404 when generating fails, and when it cannot find the model.
  if (status === 404 && bare) return /not (found|exist)/i.test(message) ? "not-found" : "server";
  if ((status === 0 || status >= 500) && /overloaded/i.test(message)) return "overloaded";
  if (status !== 0 && status !== 400 && status !== 413) return undefined;
  // xAI's 400 for a bad key; then DeepSeek, vLLM and LM Studio; xAI; Ollama.
  if (/(incorrect|invalid) api key/i.test(message)) return "auth";
  return /context (length|window|size)|maximum prompt length|prompt (is )?too long/i.test(message)
    ? "context-length"
    : undefined;
}

/** Whether an answer with status 200, or a value of a stream, is an error. */
export function isErrorValue(value: UnknownRecord): boolean {
  // vLLM: `object: "error"`; all others have the key. Some write `error: null` into good answers.
  return Boolean(value["error"]) || value["object"] === "error";
}

/** The failure that such a value is, with the status that it stands for. */
export function failureOf(value: unknown): FailureError {
  const { code = "", type = "" } = extractError(value);
  // Groq says it as `status_code`; OpenRouter, vLLM and LiteLLM as `code`, LiteLLM as a text.
  const told = Number(record(record(value)?.["error"])?.["status_code"] ?? code);
  let status = told >= 400 && told < 600 ? told : 0;
  if (status === 0 && `${type}${code}`.includes("invalid")) status = 400;
  const failure = readOpenaiChatError(status, value);
  const meaning = failure.code ?? classifyStatus(status || 500);
  return new FailureError({
    message: "the provider answered with an error",
    ...failure,
    code: meaning,
    status: status || (CLASSES.find(([name]) => name === meaning)?.[1] ?? 500),
  });
}
