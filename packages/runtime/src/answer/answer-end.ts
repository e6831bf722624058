import type { Failure } from "../chat/errors.ts";
import type { ReplyBuilder } from "./reply-builder.ts";

/**
 * After a reason to end, where a terminator is still to come: how long the rest may take. It holds the
 * usage, which gateways count first.
 */
const GRACE_MS = 3000;

/** Where there is no limit between events: the default of one. */
const UNLIMITED_IDLE_MS = 120_000;

/**
 * When an answer is over, for all protocols.
 *
 * - A terminator (`[DONE]`, `message_stop`, `done: true`, `turn.completed`) is the end, and nothing after
 *   it is read. So is, once there is a reason, what is no value.
 * - A reason without a text or a call before it ends nothing: content after it takes it back. Only a
 *   terminator or the end of the body follows it.
 * - A reason after a text or a call ends the answer once nothing more comes. Content and the usage may
 *   follow; each moves the one grace that there is, and noise does not. Where a protocol marks its end
 *   that takes {@link GRACE_MS}; where the end of the body is the only mark, as long as between events.
 * - The end of the body is the end where there is a reason; else the answer was cut.
 * - Where the reason is a terminator of its own (`response.completed`), no other ends the answer.
 * - An end without a reason is one only of an answer whose calls are all there: thoughts are none.
 *
 * @returns how long the silence is that ends the answer, in milliseconds; `undefined`: none does
 */
export function graceOf(
  builder: ReplyBuilder,
  marksEnd: boolean,
  idleMs: number,
): number | undefined {
  if (builder.finishReason === undefined || !builder.hasAnswer) return undefined;
  return marksEnd ? GRACE_MS : idleMs || UNLIMITED_IDLE_MS;
}

/**
 * Why an answer that is over is none, by the rule of {@link graceOf}.
 *
 * @param terminated by its terminator
 */
export function whyNoAnswer(builder: ReplyBuilder, terminated: boolean): Failure | undefined {
  const { finishReason, hasAnswer, isEmpty } = builder;
  if (builder.isUnreadable && !hasAnswer) {
    return { code: "protocol", message: "the answer has content that cannot be read" };
  }
  if (finishReason !== undefined) return undefined;
  if (!terminated || builder.needsReason)
    return { code: "truncated", message: "the stream was cut before its end" };
  if (isEmpty) {
    return { code: "protocol", message: "there was an end, but no answer", retryable: true };
  }
  return hasAnswer && !builder.hasHalfCall
    ? undefined
    : { code: "truncated", message: "the answer ended in the middle" };
}
