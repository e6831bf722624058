import { endFor } from "../../answer/finish-reason.ts";
import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { FailureError } from "../../chat/errors.ts";
import type { Citation, Usage } from "../../chat/reply.ts";
import { count, fields, present, text, type UnknownRecord } from "../../platform/records.ts";
import { answerOf } from "./errors.ts";

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
  | { type: "text"; text: string; citations?: readonly object[] | null }
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
  server_tool_use?: { web_search_requests: number } | null;
}

/** @throws FailureError for an error with a good status, for what is no message, for a refusal. */
export function readReply(body: unknown, builder: ReplyBuilder): void {
  const message = answerOf(body);
  const content = message["content"];
  if (!Array.isArray(content)) {
    throw new FailureError({ code: "protocol", message: "the answer is not an Anthropic message" });
  }
  content.forEach((block, index) => {
    readBlock(block, builder, index);
  });
  readMessage(message, builder, new Map());
}

/** A block of content, or the beginning of one; `key` tells calls apart. */
export function readBlock(value: unknown, builder: ReplyBuilder, key: number): void {
  const block = fields(value);
  builder.endPart();
  switch (block["type"]) {
    case "text": {
      const start = builder.textLength;
      builder.text(text(block["text"]));
      citeAll(block["citations"], start, builder);
      break;
    }
    case "thinking":
      builder.reasoning(text(block["thinking"]));
      builder.signature(text(block["signature"]));
      break;
    case "redacted_thinking":
      builder.redactedReasoning(text(block["data"]));
      break;
    case "tool_use":
      // Where a stream's block begins the input is empty, and comes in pieces.
      builder.toolCall({
        index: key,
        id: block["id"],
        name: block["name"],
        arguments: block["input"],
        place: "whole",
      });
      break;
    case "fallback":
      // Another model goes on from here.
      builder.model = text(fields(block["to"])["model"]) || builder.model;
      break;
    default:
      if (isOpaque(block)) builder.opaque(block);
  }
}

/**
 * What a block of text rests on: all of it does.
 *
 * @param start where in the text of the reply the block begins
 */
export function citeAll(citations: unknown, start: number, builder: ReplyBuilder): void {
  for (const item of Array.isArray(citations) ? citations : []) {
    const citation = fields(item);
    builder.cite(
      present<Citation>({
        // Of a search that Anthropic did not run it is whatever the caller named its result.
        url: text(citation["url"]) || text(citation["source"]) || undefined,
        title: text(citation["title"]) || text(citation["document_title"]) || undefined,
        text: text(citation["cited_text"]) || undefined,
        start,
        end: builder.textLength,
        fileId: text(citation["file_id"]) || undefined,
        documentIndex: count(citation["document_index"]),
      }),
    );
  }
}

const READ: readonly string[] = ["text", "thinking", "redacted_thinking", "tool_use", "fallback"];

/** What tools that Anthropic runs did, what it compacted, and all that is newer than this. */
export function isOpaque(block: UnknownRecord): boolean {
  const type = text(block["type"]);
  return type !== "" && !READ.includes(type);
}

/**
 * What a message says of itself; of a stream, a part of that.
 *
 * @param counts the tokens told so far: what a stream's second usage does not say holds from the first
 * @param usage of a stream it is beside the message
 * @throws FailureError when the model refused before it said anything
 */
export function readMessage(
  message: UnknownRecord,
  builder: ReplyBuilder,
  counts: Map<string, number>,
  usage: unknown = message["usage"],
): void {
  builder.model = text(message["model"]) || builder.model;
  readUsage(usage, builder, counts);
  const reason = text(message["stop_reason"]);
  if (reason === "") return;
  const explanation = text(fields(message["stop_details"])["explanation"]);
  if (reason === "refusal" && !builder.hasAnswer) {
    throw new FailureError({
      code: "content-blocked",
      message: explanation || "the model refused to answer",
    });
  }
  endFor(builder, reason);
  if (reason === "refusal" && explanation !== "")
    builder.warn({ code: "provider-notice", message: explanation });
}

function readUsage(value: unknown, builder: ReplyBuilder, counts: Map<string, number>): void {
  const usage = fields(value);
  // Fast mode is a tier of its own to the price.
  builder.setServiceTier(usage["speed"] === "fast" ? "fast" : usage["service_tier"]);
  builder.setRegion(usage["inference_geo"]);
  builder.setFees(fields(usage["server_tool_use"]));
  note(usage, counts);
  note(fields(usage["cache_creation"]), counts);
  note(fields(usage["output_tokens_details"]), counts);
  readIterations(usage["iterations"], builder, counts);
  const input = told(counts, "input_tokens") ?? told(counts, "prompt_tokens");
  const output = told(counts, "output_tokens") ?? told(counts, "completion_tokens");
  if (input === undefined || output === undefined) return;
  const reasoning = told(counts, "thinking_tokens");
  const read = told(counts, "cache_read_input_tokens");
  const write = told(counts, "cache_creation_input_tokens");
  const write1h = told(counts, "ephemeral_1h_input_tokens");
  // A stream's second usage has the sum only, and it may have grown. Five minutes is the default.
  const write5m =
    write === undefined
      ? told(counts, "ephemeral_5m_input_tokens")
      : Math.max(write - (write1h ?? 0), 0);
  builder.usage = present<Usage>({
    inputTokens: input + (read ?? 0) + (write5m ?? 0) + (write1h ?? 0),
    outputTokens: output,
    reasoningTokens: reasoning,
    cacheReadTokens: read,
    cacheWrite5mTokens: write5m,
    cacheWrite1hTokens: write1h,
  });
}

/** Takes counts; a 0 takes none back. */
function note(part: UnknownRecord, counts: Map<string, number>): void {
  for (const key in part) {
    const tokens = count(part[key]);
    if (tokens !== undefined && (tokens > 0 || !counts.has(key))) counts.set(key, tokens);
  }
}

const COMPACTION = "compaction ";

/** With what shortening the conversation took: the counts of a message leave that out. */
function told(counts: ReadonlyMap<string, number>, key: string): number | undefined {
  const tokens = counts.get(key);
  const more = counts.get(COMPACTION + key);
  return more === undefined ? tokens : (tokens ?? 0) + more;
}

/**
 * The steps of an answer. Its own counts are the sum of all that wrote it; compaction is not in them, and
 * neither is what another model was asked on the way, which has a price of its own.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/compaction#understanding-usage
 */
function readIterations(
  iterations: unknown,
  builder: ReplyBuilder,
  counts: Map<string, number>,
): void {
  if (!Array.isArray(iterations)) return;
  const sums = new Map<string, number>();
  for (const item of iterations) {
    const step = fields(item);
    const model = text(step["model"]);
    if (step["type"] === "compaction") {
      for (const part of [step, fields(step["cache_creation"])]) {
        for (const key in part) {
          const tokens = count(part[key]);
          if (tokens !== undefined) sums.set(key, (sums.get(key) ?? 0) + tokens);
        }
      }
    } else if (step["type"] === "advisor_message" && model !== builder.model) {
      builder.unpriced = { kind: "unknown", reason: "model", missing: model };
    }
  }
  for (const [key, tokens] of sums) counts.set(COMPACTION + key, tokens);
}
