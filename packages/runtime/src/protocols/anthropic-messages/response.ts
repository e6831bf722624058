import { FailureError } from "../../errors.ts";
import type { FinishReason } from "../../reply.ts";
import type { ReplyBuilder } from "../../reply-builder.ts";
import { failureOf } from "./errors.ts";
import { count, record, string } from "./guards.ts";

/** Body of an answer: a message of the assistant. */
export interface AnthropicAnswer {
  id: string;
  type: "message";
  role: "assistant";
  model: string;
  content: AnthropicOutput[];
  stop_reason: string | null;
  stop_sequence: string | null;
  stop_details?: { type: string; explanation?: string | null } | null;
  usage: AnthropicUsage;
}

/** A block of content, as it comes. */
export type AnthropicOutput =
  | { type: "text"; text: string }
  | { type: "thinking"; thinking: string; signature: string }
  | { type: "redacted_thinking"; data: string }
  | { type: "tool_use"; id: string; name: string; input: unknown }
  | {
      /** Of tools that Anthropic runs, and of features that `extraBody` asks for. */
      type:
        | "server_tool_use"
        | "web_search_tool_result"
        | "web_fetch_tool_result"
        | "code_execution_tool_result"
        | "bash_code_execution_tool_result"
        | "text_editor_code_execution_tool_result"
        | "tool_search_tool_result"
        | "container_upload"
        | "fallback";
      [key: string]: unknown;
    };

export interface AnthropicUsage {
  /** What was neither read from nor written to the cache. */
  input_tokens: number;
  output_tokens: number;
  cache_read_input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_creation?: {
    ephemeral_5m_input_tokens: number;
    ephemeral_1h_input_tokens: number;
  } | null;
  output_tokens_details?: { thinking_tokens: number } | null;
}

const FINISH_REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool-calls"],
  ["refusal", "refusal"],
]);

/** @throws FailureError for an error with a good status, for what is no message, for a refusal. */
export function readReply(body: unknown, builder: ReplyBuilder): void {
  const message = record(body);
  if (message?.["type"] === "error" || message?.["error"]) throw failureOf(body);
  const content = message?.["content"];
  if (message === undefined || !Array.isArray(content)) {
    throw new FailureError({ code: "protocol", message: "the answer is no message" });
  }
  readStart(message, builder, {});
  for (const [index, block] of content.entries()) readBlock(block, builder, index);
  readFinish(message, builder);
}

/** The number that calls are told apart by is `key`. */
export function readBlock(value: unknown, builder: ReplyBuilder, key: number): void {
  const block = record(value);
  builder.endPart();
  switch (block?.["type"]) {
    case "text":
      builder.text(string(block["text"]));
      break;
    case "thinking":
      builder.reasoning(string(block["thinking"]));
      builder.signature(string(block["signature"]));
      break;
    case "redacted_thinking":
      builder.redactedReasoning(string(block["data"]));
      break;
    case "tool_use": {
      const id = string(block["id"]);
      const name = string(block["name"]);
      const input = record(block["input"]);
      // Where a stream's block begins, the input is empty: it comes in pieces.
      const whole = input !== undefined && Object.keys(input).length > 0 ? input : undefined;
      builder.toolCall(key, { id, name, arguments: whole });
      break;
    }
    case "fallback":
      // Another model goes on from here.
      builder.model = string(record(block["to"])?.["model"]) || builder.model;
  }
}

/** What a message says before its content. */
export function readStart(
  message: Readonly<Record<string, unknown>>,
  builder: ReplyBuilder,
  counts: Counts,
): void {
  builder.model = string(message["model"]) || undefined;
  readUsage(message["usage"], builder, counts);
}

/** @throws FailureError when the model refused before it said anything. */
export function readFinish(
  message: Readonly<Record<string, unknown>>,
  builder: ReplyBuilder,
): void {
  const reason = string(message["stop_reason"]);
  if (reason === "") return;
  builder.rawFinishReason = reason;
  builder.finishReason = FINISH_REASONS.get(reason) ?? "other";
  if (reason !== "refusal") return;
  const explanation = string(record(message["stop_details"])?.["explanation"]);
  if (builder.isEmpty) {
    throw new FailureError({
      code: "content-blocked",
      message: explanation || "the model refused to answer",
    });
  }
  if (explanation !== "") builder.warn({ code: "provider-notice", message: explanation });
}

/** Tokens as told so far. */
export interface Counts {
  input?: number | undefined;
  output?: number | undefined;
  read?: number | undefined;
  write?: number | undefined;
  /** Part of `write`. */
  write1h?: number | undefined;
  thinking?: number | undefined;
}

/** Usage comes twice in a stream; what the second one does not say holds from the first. */
export function readUsage(value: unknown, builder: ReplyBuilder, counts: Counts): void {
  const usage = record(value);
  if (usage === undefined) return;
  const write = record(usage["cache_creation"]);
  const write5m = count(write?.["ephemeral_5m_input_tokens"]);
  const write1h = count(write?.["ephemeral_1h_input_tokens"]);
  const written =
    write5m === undefined && write1h === undefined ? undefined : (write5m ?? 0) + (write1h ?? 0);
  counts.input = count(usage["input_tokens"]) ?? counts.input;
  counts.output = count(usage["output_tokens"]) ?? counts.output;
  counts.read = count(usage["cache_read_input_tokens"]) ?? counts.read;
  counts.write = count(usage["cache_creation_input_tokens"]) ?? written ?? counts.write;
  counts.write1h = write1h ?? counts.write1h;
  counts.thinking =
    count(record(usage["output_tokens_details"])?.["thinking_tokens"]) ?? counts.thinking;
  const { input, output, read, write: all, write1h: hour, thinking } = counts;
  if (input === undefined || output === undefined) return;
  const cacheWrite1hTokens = Math.min(hour ?? 0, all ?? 0);
  builder.usage = {
    inputTokens: input + (read ?? 0) + (all ?? 0),
    outputTokens: output,
    ...(thinking === undefined ? {} : { reasoningTokens: thinking }),
    ...(read === undefined ? {} : { cacheReadTokens: read }),
    // The second usage has a sum only: what is not of the hour is of the five minutes.
    ...(all === undefined ? {} : { cacheWrite5mTokens: all - cacheWrite1hTokens }),
    ...(hour === undefined ? {} : { cacheWrite1hTokens }),
  };
}
