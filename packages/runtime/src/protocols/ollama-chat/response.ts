import { endFor } from "../../answer/finish-reason.ts";
import { readLogprobs } from "../../answer/read-logprobs.ts";
import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { FailureError } from "../../chat/errors.ts";
import { isErrorValue } from "../../failure/error-in-answer.ts";
import { count, record, text, type UnknownRecord } from "../../platform/records.ts";
import { answerError } from "./errors.ts";

/** What `POST /api/chat` answers, and each line of a stream. */
export interface OllamaAnswer {
  readonly model?: string;
  /** RFC 3339. */
  readonly created_at?: string;
  readonly message?: {
    readonly role?: string;
    readonly content?: string;
    readonly thinking?: string;
    readonly tool_calls?: readonly {
      readonly id?: string;
      readonly function?: {
        readonly index?: number;
        readonly name?: string;
        readonly arguments?: Record<string, unknown>;
      };
    }[];
  };
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly logprobs?: readonly object[];
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
  /** Nanoseconds, like all durations. */
  readonly total_duration?: number;
  readonly load_duration?: number;
  readonly prompt_eval_duration?: number;
  readonly eval_duration?: number;
}

/** The whole answer, in one object. */
export function readReply(body: unknown, builder: ReplyBuilder): void {
  const answer = record(body);
  if (answer === undefined) {
    throw new FailureError({ code: "protocol", message: "the answer is not a JSON object" });
  }
  readLine(answer, builder);
}

/** What every line of an answer has. */
const KEYS = ["done"];

/**
 * Reads an answer, or the next line of one.
 *
 * @throws FailureError when it is an error
 */
export function readLine(line: UnknownRecord, builder: ReplyBuilder): void {
  if (isErrorValue(line, KEYS, undefined)) throw answerError(line);
  const model = line["model"];
  if (typeof model === "string" && model !== "") builder.model = model;
  const message = record(line["message"]);
  if (message !== undefined) {
    const { thinking, content, tool_calls: toolCalls } = message;
    if (typeof thinking === "string") builder.reasoning(thinking);
    if (typeof content === "string") builder.text(content);
    else if (content !== undefined && content !== null) builder.isUnreadable = true;
    for (const call of Array.isArray(toolCalls) ? toolCalls : [toolCalls]) {
      readCall(record(call), builder);
    }
  }
  builder.logprobs(readLogprobs(line["logprobs"]));
  // The engine for MLX gives a reason and never says `done` (ollama-vscode#60).
  if (line["done"] === true || text(line["done_reason"]) !== "") readEnd(line, builder);
}

/**
 * Calls come whole. Their `index` counts those of one line or those of the answer, depending on the
 * version, and early ones have no id: only the order tells them apart.
 */
function readCall(call: UnknownRecord | undefined, builder: ReplyBuilder): void {
  if (call === undefined) return;
  const called = record(call["function"]) ?? call;
  builder.toolCall({
    id: call["id"],
    name: called["name"],
    arguments: called["arguments"],
    place: "whole",
  });
}

function readEnd(line: UnknownRecord, builder: ReplyBuilder): void {
  const reason = text(line["done_reason"]);
  // Early versions give none.
  if (reason !== "") endFor(builder, reason);
  // A prompt that was in the cache as a whole was not counted by early versions.
  const inputTokens = count(line["prompt_eval_count"]);
  const outputTokens = count(line["eval_count"]);
  if (inputTokens !== undefined && outputTokens !== undefined) {
    builder.usage = { inputTokens, outputTokens };
  }
}
