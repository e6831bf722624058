import { endFor } from "../../answer/finish-reason.ts";
import { readOpenaiUsage } from "../../answer/openai-usage.ts";
import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { FailureError } from "../../chat/errors.ts";
import { fields, text, type UnknownRecord } from "../../platform/records.ts";
import { answerOf, openaiResponsesFailure } from "./errors.ts";
import { OutputItems } from "./output-items.ts";

/** Body of an answer, as far as compatible servers agree. */
export interface OpenaiResponsesAnswer {
  id: string;
  object?: "response";
  created_at?: number;
  model: string;
  status?: "completed" | "failed" | "in_progress" | "cancelled" | "queued" | "incomplete";
  output: OpenaiResponsesOutput[];
  error?: { code: string; message: string } | null;
  incomplete_details?: { reason?: string } | null;
  service_tier?: string | null;
  usage?: OpenaiResponsesUsage | null;
}

/** What comes out, as far as it is read; of other types it goes back as it came. */
export interface OpenaiResponsesOutput {
  type: string;
  id?: string;
  status?: string | null;
  /** Of a message, and of reasoning in the open. */
  content?: unknown[] | null;
  summary?: { type: string; text: string }[] | null;
  encrypted_content?: string | null;
  /** Of a call: of a function with arguments in JSON, of a custom tool with any text. */
  call_id?: string | null;
  name?: string;
  arguments?: unknown;
  input?: string;
}

export interface OpenaiResponsesUsage {
  input_tokens: number;
  input_tokens_details?: {
    cached_tokens?: number;
    cache_write_tokens?: number;
    cache_write_tokens_details?: { ttl_30m_tokens?: number; ttl_12h_tokens?: number } | null;
  } | null;
  output_tokens: number;
  output_tokens_details?: { reasoning_tokens?: number } | null;
  total_tokens: number;
}

/** @throws FailureError when the body is an error in spite of its status, or no answer at all. */
export function readOpenaiResponsesReply(body: unknown, builder: ReplyBuilder): void {
  const response = answerOf(Array.isArray(body) ? body[0] : body);
  const { output, object = "response" } = response;
  if (!Array.isArray(output) || object !== "response") {
    throw new FailureError({ code: "protocol", message: "the answer is not a response" });
  }
  const items = new OutputItems(builder);
  for (const [i, item] of output.entries()) items.close(i, item);
  readEnd(response, "completed", items, builder);
}

/** What a response says of itself, whole or before it is. */
export function readModel(response: UnknownRecord, builder: ReplyBuilder): void {
  builder.model = text(response["model"]) || builder.model;
  builder.responseId = text(response["id"]) || builder.responseId;
}

/**
 * The answer is over: what it was, and why it ended.
 *
 * @param told its status where it says none
 * @throws FailureError when it failed, was stopped, is not there yet, or has nothing in it
 */
export function readEnd(
  response: UnknownRecord,
  told: string,
  items: OutputItems,
  builder: ReplyBuilder,
): void {
  readModel(response, builder);
  builder.setServiceTier(response["service_tier"]);
  readOpenaiUsage(fields(response["usage"]), builder);
  const status = text(response["status"]) || told;
  const isCut = status !== "completed";
  items.end(response["output"], isCut);
  switch (status) {
    case "failed":
      throw openaiResponsesFailure({ error: response["error"] ?? {} });
    case "queued":
    case "in_progress":
      throw new FailureError({
        code: "protocol",
        message: `the answer is not there yet (${status}): ask for it by its id, ${text(response["id"])}`,
        retryable: false,
      });
    case "completed":
      if (items.isEmpty) {
        throw new FailureError({
          code: "protocol",
          message: "the answer has no output",
          retryable: true,
        });
      }
      endFor(builder, status, items.refused ? "refusal" : "stop");
      break;
    default:
      endFor(builder, text(fields(response["incomplete_details"])["reason"]) || status);
  }
}
