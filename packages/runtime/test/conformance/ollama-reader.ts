import type { FinishReason } from "../../src/chat/reply.ts";
import { type ExpectedPart, type ExpectedReply, joinPieces } from "./expectation.ts";

interface Answer {
  model?: string;
  message?: {
    content?: string;
    thinking?: string;
    tool_calls?: { id?: string; function: { name: string; arguments?: unknown } }[];
  };
  done: boolean;
  done_reason?: string;
  prompt_eval_count?: number;
  eval_count?: number;
}

/** https://docs.ollama.com/api/chat */
const FINISH: Record<string, FinishReason> = { stop: "stop", length: "length" };

/** An answer, in one value or in the lines of a stream; `undefined` when none of them is `done`. */
export function readOllamaAnswer(values: readonly unknown[]): ExpectedReply | undefined {
  const pieces: ExpectedPart[] = [];
  let model: string | undefined;
  for (const value of values as Answer[]) {
    const { message } = value;
    model = value.model ?? model;
    pieces.push({ type: "reasoning", text: message?.thinking ?? "" });
    pieces.push({ type: "text", text: message?.content ?? "" });
    for (const { id, function: call } of message?.tool_calls ?? []) {
      const given = id === undefined || id === "" ? {} : { id };
      pieces.push({
        type: "tool-call",
        ...given,
        name: call.name,
        arguments: call.arguments ?? {},
      });
    }
  }
  const last = (values as Answer[]).find(({ done }) => done);
  if (last === undefined) return undefined;
  const content = joinPieces(pieces);
  const reason = FINISH[last.done_reason ?? "stop"] ?? "other";
  const called = content.some(({ type }) => type === "tool-call") && reason !== "length";
  const { prompt_eval_count: inputTokens, eval_count: outputTokens } = last;
  return {
    kind: "reply",
    content,
    finishReason: called ? "tool-calls" : reason,
    ...(last.done_reason === undefined ? {} : { rawFinishReason: last.done_reason }),
    ...(inputTokens === undefined || outputTokens === undefined
      ? {}
      : { usage: { inputTokens, outputTokens } }),
    ...(model === undefined ? {} : { model }),
    warnings: [],
  };
}
