import { endFor, isFailed } from "../../answer/finish-reason.ts";
import { readOpenaiUsage } from "../../answer/openai-usage.ts";
import { readAnnotations, readSources } from "../../answer/read-annotations.ts";
import { readLogprobs } from "../../answer/read-logprobs.ts";
import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { FailureError } from "../../chat/errors.ts";
import { extractError } from "../../failure/error-body.ts";
import { isErrorValue } from "../../failure/error-in-answer.ts";
import { fields, record, text, type UnknownRecord } from "../../platform/records.ts";
import { CARRIED_FIELDS } from "./carried-names.ts";
import { openaiChatFailure } from "./errors.ts";

/** Body of an answer, as far as compatible servers agree. */
export interface OpenaiChatAnswer {
  id?: string;
  object?: string;
  created?: number;
  model?: string;
  choices: OpenaiChatChoice[];
  usage?: OpenaiChatUsage | null;
}

export interface OpenaiChatChoice {
  index: number;
  message: {
    role?: string;
    content?: string | null;
    refusal?: string | null;
    /** Not OpenAI's: DeepSeek, xAI, LM Studio, llama.cpp. */
    reasoning_content?: string | null;
    tool_calls?:
      | { id: string; type?: string; function?: { name: string; arguments: string } }[]
      | null;
  };
  finish_reason?: string | null;
}

export interface OpenaiChatUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: {
    cached_tokens?: number;
    cache_write_tokens?: number;
    audio_tokens?: number;
  } | null;
  completion_tokens_details?: { reasoning_tokens?: number; audio_tokens?: number } | null;
}

/** What answers, and chunks of them, consist of. */
const KEYS = ["choices", "usage"];

/**
 * Looks for an error in an answer, or in a chunk of one.
 *
 * @param event the name of the SSE event
 * @throws FailureError when it is one
 */
export function refuseError(
  answer: UnknownRecord,
  choice: UnknownRecord | undefined,
  event?: string,
): void {
  if (isErrorValue(answer, KEYS, event)) throw openaiChatFailure(answer);
  // OpenRouter says in the choice what went wrong behind it.
  if (choice?.["error"]) throw openaiChatFailure(choice);
}

/** @throws FailureError when the body is an error in spite of its status, or no answer at all. */
export function readOpenaiChatReply(body: unknown, builder: ReplyBuilder): void {
  const answer = fields(Array.isArray(body) ? body[0] : body);
  const { choices } = answer;
  const choice = choiceOf(choices);
  refuseError(answer, choice);
  const message = record(choice?.["message"]) ?? textPiece(choice);
  if (!choice || !message) {
    if (extractError(answer).message !== undefined) throw openaiChatFailure(answer);
    const isEmpty = Array.isArray(choices) && choices.length === 0;
    throw new FailureError({
      code: "protocol",
      message: `the answer ${isEmpty ? "has no choices" : "is not a chat completion"}`,
      // As of a stream that ends without an answer.
      retryable: isEmpty,
    });
  }
  readModelAndUsage(answer, choice, builder);
  const refused = readParts(message, builder, true);
  readCalls(message, builder, true);
  readFinish(choice, builder, refused);
}

/**
 * Several choices come only to those who ask for them in `extraBody`: the first one counts, or the one
 * that there is.
 *
 * @param wanted the index of the choice that earlier chunks had
 */
export function choiceOf(choices: unknown, wanted?: unknown): UnknownRecord | undefined {
  if (!Array.isArray(choices)) return undefined;
  let other: UnknownRecord | undefined;
  for (const item of choices) {
    const choice = record(item);
    if (choice === undefined) continue;
    // No index, or 0.
    if ((choice["index"] || 0) === (wanted ?? 0)) return choice;
    other ??= choice;
  }
  return wanted === undefined ? other : undefined;
}

/** What an answer, or a chunk, says of the model, the tier and the tokens, wherever it says it. */
export function readModelAndUsage(
  value: UnknownRecord,
  choice: UnknownRecord | undefined,
  builder: ReplyBuilder,
): void {
  const model = value["model"];
  if (typeof model === "string" && model !== "") builder.model = model;
  builder.setServiceTier(value["service_tier"]);
  builder.logprobs(readLogprobs(fields(choice?.["logprobs"])["content"]));
  // Perplexity tells pages and their addresses, xAI addresses alone.
  readSources(value["search_results"], builder);
  readSources(value["citations"], builder);
  // Moonshot has it in the choice, Groq had it in a field of its own.
  const usage =
    record(value["usage"]) ??
    record(choice?.["usage"]) ??
    record(record(value["x_groq"])?.["usage"]);
  if (usage) readOpenaiUsage(usage, builder);
}

/**
 * Thinking, text and refusal of a message, or of a piece of one.
 *
 * @returns whether there was a refusal
 */
export function readParts(
  message: UnknownRecord,
  builder: ReplyBuilder,
  isWhole: boolean,
): boolean {
  readReasoning(message, builder);
  for (const field of CARRIED_FIELDS) builder.carry(field, message[field], !isWhole);
  const content = message["content"];
  let refused = false;
  if (typeof content === "string") builder.text(content);
  else if (content !== undefined && content !== null) {
    const parts = Array.isArray(content) ? content : [content];
    for (const item of parts) refused = readContentPart(item, builder) || refused;
  }
  const refusal = text(message["refusal"]);
  builder.refusal(refusal);
  // Models that search by themselves cite what they found, and count no search.
  if (readAnnotations(message["annotations"], builder)) {
    builder.unpriced = { kind: "unknown", reason: "fee", missing: "webSearch" };
  }
  readImages(message["images"], builder);
  return refused || refusal !== "";
}

/** What completions had before there was a chat. */
export function textPiece(choice: UnknownRecord | undefined): UnknownRecord | undefined {
  return choice?.["text"] === undefined ? undefined : { content: choice["text"] };
}

/** Images that a model made, as OpenRouter has them beside the text. */
function readImages(images: unknown, builder: ReplyBuilder): void {
  for (const item of Array.isArray(images) ? images : []) {
    const image = fields(item);
    const url = text(fields(image["image_url"])["url"]) || text(image["image_url"]);
    const comma = url.startsWith("data:") ? url.indexOf(",") : -1;
    if (comma === -1) {
      if (url !== "") builder.media("", { url });
    } else {
      const [mediaType = ""] = url.slice("data:".length, comma).split(";", 1);
      builder.media(mediaType, { data: url.slice(comma + 1) });
    }
  }
}

/** One text under one of several names; gateways send it under two at once. */
function readReasoning(message: UnknownRecord, builder: ReplyBuilder): void {
  const reasoning = text(message["reasoning_content"]) || text(message["reasoning"]);
  builder.reasoning(reasoning);
  const details = message["reasoning_details"];
  if (reasoning !== "" || !Array.isArray(details)) return;
  for (const item of details) {
    const detail = record(item);
    builder.reasoning(text(detail?.["text"]) || text(detail?.["summary"]));
  }
}

/**
 * Mistral: `content` as a list, its thinking in it as a list again. Others: one part without a list, a
 * text in an object.
 */
function readContentPart(value: unknown, builder: ReplyBuilder): boolean {
  const part = typeof value === "string" ? { text: value } : record(value);
  if (part === undefined) {
    builder.isUnreadable = true;
    return false;
  }
  const { thinking } = part;
  if (Array.isArray(thinking)) {
    for (const item of thinking) builder.reasoning(text(record(item)?.["text"]));
  } else builder.reasoning(text(thinking));
  const words = text(part["text"]) || text(record(part["text"])?.["value"]);
  builder.text(words);
  const refusal = text(part["refusal"]);
  builder.refusal(refusal);
  if (thinking === undefined && part["text"] !== "" && words === "" && refusal === "") {
    builder.isUnreadable = true;
  }
  return refusal !== "";
}

/**
 * Calls of a message, or pieces of some. Besides a list of `function`s there are, in compatible
 * servers, one call without a list, names and arguments without `function` around them, OpenAI's own
 * calls of `custom` tools, whose input is any text, and what calls were before there could be several.
 */
export function readCalls(message: UnknownRecord, builder: ReplyBuilder, isWhole: boolean): void {
  const calls = message["tool_calls"] ?? [];
  for (const [place, value] of (Array.isArray(calls) ? calls : [calls]).entries()) {
    const call = record(value);
    if (call === undefined) continue;
    const called = record(call["function"]) ?? record(call["custom"]) ?? call;
    builder.toolCall({
      index: call["index"],
      id: call["id"],
      name: called["name"],
      arguments: called["arguments"] ?? called["input"],
      signature: text(fields(fields(call["extra_content"])["google"])["thought_signature"]),
      place: isWhole ? "whole" : place > 0 ? "beside" : undefined,
    });
  }
  const legacy = record(message["function_call"]);
  if (legacy === undefined) return;
  builder.toolCall({ name: legacy["name"], arguments: legacy["arguments"], legacy: true });
}

/**
 * Takes the reason, when there is one: `""` and `null` are none. SGLang has it in an object; OpenRouter
 * says `stop` of what failed behind it, and what that was beside.
 *
 * @throws FailureError when it says that the answer failed, or that a filter left nothing.
 */
export function readFinish(choice: UnknownRecord, builder: ReplyBuilder, refused: boolean): void {
  const value = choice["finish_reason"];
  const native = text(choice["native_finish_reason"]);
  const reason = isFailed(native) ? native : text(value) || text(fields(value)["type"]);
  if (reason === "") return;
  endFor(builder, reason, undefined, text(fields(value)["message"]));
  if (refused && builder.finishReason === "stop") builder.finishReason = "refusal";
}
