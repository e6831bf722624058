import { endFor } from "../../answer/finish-reason.ts";
import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { FailureError } from "../../chat/errors.ts";
import { isErrorValue } from "../../failure/error-in-answer.ts";
import { count, record, type UnknownRecord } from "../../platform/records.ts";
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
  readLine(answer, 0, builder);
}

/** What every line of an answer has. */
const KEYS = ["done"];

/**
 * Reads an answer, or the next line of one.
 *
 * @param calls how many tool calls came before
 * @returns how many there are now
 * @throws FailureError when it is an error
 */
export function readLine(line: UnknownRecord, calls: number, builder: ReplyBuilder): number {
  if (isErrorValue(line, KEYS, undefined)) throw answerError(line);
  const model = line["model"];
  if (typeof model === "string" && model !== "") builder.model = model;
  let count = calls;
  const message = record(line["message"]);
  if (message !== undefined) {
    const { thinking, content, tool_calls: toolCalls } = message;
    if (typeof thinking === "string") builder.reasoning(thinking);
    if (typeof content === "string") builder.text(content);
    else if (content !== undefined && content !== null) builder.isUnreadable = true;
    if (Array.isArray(toolCalls)) {
      for (const call of toolCalls) readCall(record(call), count++, builder);
    }
  }
  if (line["done"] === true) readEnd(line, builder);
  return count;
}

/**
 * Calls come whole. Their `index` counts those of one line or those of the answer, depending on the
 * version, and early ones have no id: only the order tells them apart.
 */
function readCall(call: UnknownRecord | undefined, key: number, builder: ReplyBuilder): void {
  const called = record(call?.["function"]);
  if (called === undefined) return;
  const { name, arguments: args } = called;
  const id = call?.["id"];
  builder.toolCall(key, {
    id: typeof id === "string" ? id : undefined,
    name: typeof name === "string" ? name : undefined,
    ...(typeof args === "string" ? { argumentsText: args } : { arguments: args ?? {} }),
  });
}

function readEnd(line: UnknownRecord, builder: ReplyBuilder): void {
  const { done_reason: reason } = line;
  // Early versions give no reason.
  if (typeof reason === "string" && reason !== "") endFor(builder, reason);
  // A prompt that was in the cache as a whole was not counted by early versions.
  const inputTokens = count(line["prompt_eval_count"]);
  const outputTokens = count(line["eval_count"]);
  if (inputTokens !== undefined && outputTokens !== undefined) {
    builder.usage = { inputTokens, outputTokens };
  }
}
