import { type Failure, FailureError } from "../chat/errors.ts";
import type { FinishReason } from "../chat/reply.ts";
import type { ReplyBuilder } from "./reply-builder.ts";

/** What servers and gateways call the reasons: they pass on the words of others. */
const REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ["stop", "stop"],
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["eos", "stop"],
  ["eos_token", "stop"],
  ["length", "length"],
  ["max_tokens", "length"],
  ["max_output_tokens", "length"],
  // Mistral, Anthropic and Zhipu: the context is full.
  ["model_length", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_calls", "tool-calls"],
  ["tool_use", "tool-calls"],
  // Older mlx_lm.
  ["tool_call", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "content-filter"],
  ["content_filtered", "content-filter"],
  // Zhipu.
  ["sensitive", "content-filter"],
  ["refusal", "refusal"],
  ["pause_turn", "paused"],
]);

/** Reasons that say that the answer failed, and what that is: DeepSeek's, vLLM's, Zhipu's, gateways'. */
const FAILURES: ReadonlyMap<string, Failure["code"]> = new Map([
  ["insufficient_system_resource", "overloaded"],
  ["error", "server"],
  ["error_finish", "server"],
  ["abort", "server"],
  ["aborted", "server"],
  ["cancelled", "server"],
  ["network_error", "server"],
  ["timeout", "server"],
]);

/** Whether a reason says that the answer failed. */
export function isFailed(word: string): boolean {
  return failureFor(word) !== undefined;
}

function failureFor(word: string): Failure["code"] | undefined {
  return FAILURES.get(word.toLowerCase().replaceAll("-", "_"));
}

/**
 * What a reason means, by the words of any provider; `undefined`: nobody knows it. One that says that
 * the answer is not whole says so in capitals, too.
 */
export function finishReasonOf(word: string): FinishReason | undefined {
  const loud = REASONS.get(word.toLowerCase());
  return loud === "length" || loud === "content-filter" ? loud : REASONS.get(word);
}

/**
 * The answer ends for a reason. An answer that a filter kept back, or that failed, is none, whatever the
 * model thought before.
 *
 * @param raw in the provider's words
 * @param message what it says of it beside
 * @throws FailureError `content-blocked`, or what the reason says went wrong
 */
export function endFor(
  builder: ReplyBuilder,
  raw: string,
  reason: FinishReason | undefined = finishReasonOf(raw),
  message = "",
): void {
  const failed = failureFor(raw);
  const blocked = (reason === "content-filter" || reason === "refusal") && !builder.hasAnswer;
  if (failed !== undefined || blocked) {
    const what = blocked
      ? "a filter of the provider's let no answer through"
      : "the provider broke the answer off";
    throw new FailureError({
      code: blocked ? "content-blocked" : (failed as Failure["code"]),
      message: `${what} (${raw})${message && `: ${message}`}`,
      requestId: builder.requestId,
      retryable: !blocked,
    });
  }
  builder.rawFinishReason = raw;
  builder.finishReason = reason ?? "other";
}
