import type { FinishReason } from "../../src/chat/reply.ts";
import type { ExpectedCall, ExpectedReply } from "./expectation.ts";

interface Answer {
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
  let text = "";
  let reasoning = "";
  const toolCalls: ExpectedCall[] = [];
  for (const { message } of values as Answer[]) {
    text += message?.content ?? "";
    reasoning += message?.thinking ?? "";
    for (const { id, function: call } of message?.tool_calls ?? []) {
      const given = id === undefined || id === "" ? {} : { id };
      toolCalls.push({ ...given, name: call.name, arguments: call.arguments ?? {} });
    }
  }
  const last = (values as Answer[]).find(({ done }) => done);
  if (last === undefined) return undefined;
  const reason = FINISH[last.done_reason ?? "stop"] ?? "other";
  const { prompt_eval_count: inputTokens, eval_count: outputTokens } = last;
  return {
    kind: "reply",
    text,
    toolCalls,
    ...(reasoning === "" ? {} : { reasoning }),
    finishReason: toolCalls.length > 0 && reason !== "length" ? "tool-calls" : reason,
    ...(inputTokens === undefined || outputTokens === undefined
      ? {}
      : { usage: { inputTokens, outputTokens } }),
  };
}
