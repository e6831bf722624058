import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { FailureError } from "../../chat/errors.ts";
import type { FinishReason, Usage } from "../../chat/reply.ts";
import { extractError } from "../../failure/error-body.ts";
import {
  count,
  fields,
  present,
  record,
  text,
  type UnknownRecord,
} from "../../platform/records.ts";
import { failureOf, isErrorValue } from "./errors.ts";
import { CARRIED_FIELDS } from "./request.ts";

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

/** @throws FailureError when the body is an error in spite of its status, or no answer at all. */
export function readOpenaiChatReply(body: unknown, builder: ReplyBuilder): void {
  const answer = record(body);
  const choice = firstChoice(answer?.["choices"]);
  // OpenRouter says in the choice what went wrong behind it.
  if (choice?.["error"]) throw failureOf(choice);
  const message = record(choice?.["message"]);
  if (!answer || !choice || !message || isErrorValue(answer)) throw noReply(body);
  readModelAndUsage(answer, builder);
  const refused = readParts(message, builder, true);
  readCalls(message, builder, true);
  readFinish(choice["finish_reason"], builder, refused);
}

/** All that reads as an error is one. */
function noReply(body: unknown): FailureError {
  const answer = record(body);
  return (answer && isErrorValue(answer)) || extractError(body).message !== undefined
    ? failureOf(body)
    : new FailureError({ code: "protocol", message: "the answer is not a chat completion" });
}

/** Several choices come only to those who ask for them in `extraBody`; the first one counts. */
export function firstChoice(choices: unknown): UnknownRecord | undefined {
  if (!Array.isArray(choices)) return undefined;
  for (const item of choices) {
    const choice = record(item);
    // No index, or 0.
    if (choice && !choice["index"]) return choice;
  }
  return undefined;
}

export function readModelAndUsage(value: UnknownRecord, builder: ReplyBuilder): void {
  const model = value["model"];
  if (typeof model === "string" && model !== "") builder.model = model;
  builder.setServiceTier(value["service_tier"]);
  const usage = record(value["usage"]);
  if (usage) builder.usage = usageOf(usage) ?? builder.usage;
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
  else if (Array.isArray(content)) {
    for (const item of content) refused = readContentPart(record(item), builder) || refused;
  }
  const refusal = text(message["refusal"]);
  builder.refusal(refusal);
  return refused || refusal !== "";
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

/** Mistral: `content` as a list, its thinking in it as a list again. */
function readContentPart(part: UnknownRecord | undefined, builder: ReplyBuilder): boolean {
  if (part === undefined) return false;
  const thinking = part["thinking"];
  if (Array.isArray(thinking)) {
    for (const item of thinking) builder.reasoning(text(record(item)?.["text"]));
  } else builder.reasoning(text(thinking));
  builder.text(text(part["text"]));
  const refusal = text(part["refusal"]);
  builder.refusal(refusal);
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

const REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ["stop", "stop"],
  ["length", "length"],
  // Mistral: the context is full.
  ["model_length", "length"],
  ["tool_calls", "tool-calls"],
  // Older mlx_lm.
  ["tool_call", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "content-filter"],
  ["refusal", "refusal"],
]);

/**
 * Takes the reason, when there is one: `""` and `null` are none.
 *
 * @throws FailureError of code `content-blocked` when a filter left nothing.
 */
export function readFinish(reason: unknown, builder: ReplyBuilder, refused: boolean): void {
  if (typeof reason !== "string" || reason === "") return;
  const finishReason = REASONS.get(reason) ?? "other";
  if (finishReason === "content-filter" && builder.saysNothing) {
    throw new FailureError({
      code: "content-blocked",
      message: "the provider's content filter let no answer through",
    });
  }
  builder.rawFinishReason = reason;
  builder.finishReason = refused && finishReason === "stop" ? "refusal" : finishReason;
}

/**
 * Usage in our one meaning. `prompt_tokens` includes what caches had, except at gateways where the
 * parts exceed it. `completion_tokens` includes reasoning, except at xAI: its total says so.
 */
function usageOf(usage: UnknownRecord): Usage | undefined {
  const input = count(usage["prompt_tokens"]);
  const output = count(usage["completion_tokens"]);
  if (input === undefined || output === undefined) return undefined;
  const details = record(usage["prompt_tokens_details"]);
  // OpenAI and most; DeepSeek; LiteLLM in front of Anthropic.
  const read =
    count(details?.["cached_tokens"]) ??
    count(usage["prompt_cache_hit_tokens"]) ??
    count(usage["cache_read_input_tokens"]);
  const written =
    count(details?.["cache_write_tokens"]) ?? count(usage["cache_creation_input_tokens"]);
  const outputDetails = record(usage["completion_tokens_details"]);
  const reasoning = count(outputDetails?.["reasoning_tokens"]);
  const cached = (read ?? 0) + (written ?? 0);
  // What was cached is not told apart: it is taken for text, as long as there is enough of that.
  const audio = Math.min(count(details?.["audio_tokens"]) ?? 0, Math.max(input - cached, 0));
  const thought = reasoning ?? 0;
  const apart = thought > output || usage["total_tokens"] === input + output + thought;
  return present<Usage>({
    inputTokens: cached > input ? input + cached : input,
    outputTokens: apart ? output + thought : output,
    reasoningTokens: reasoning,
    cacheReadTokens: read,
    cacheWriteTokens: written,
    // Zeros say nothing: many servers send them for all that they do not have.
    audioInputTokens: audio || undefined,
    audioOutputTokens: count(outputDetails?.["audio_tokens"]) || undefined,
    // OpenRouter's.
    imageOutputTokens: count(outputDetails?.["image_tokens"]) || undefined,
  });
}
