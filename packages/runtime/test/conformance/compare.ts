import type { ProtocolName } from "@kei/registry";
import { expect } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import type { Reply } from "../../src/chat/reply.ts";
import {
  callsOf,
  type ExpectedError,
  type ExpectedPart,
  type ExpectedReply,
  textOf,
} from "./expectation.ts";
import { MODEL } from "./recorded-client.ts";

/** Messages of errors are cut somewhere behind this. */
const SHOWN = 400;

/** A reply has to be what the plain reader made of the recording. */
export function expectReply(reply: Reply, want: ExpectedReply, protocol: ProtocolName): void {
  const { cost: _, output: __, raw: ___, cacheSavings, citations = [], ...rest } = reply;
  // The plain reader knows none of these: what they are, tests of their own hold.
  const { logprobs: ____, serviceTier: _____, rateLimit: ______, ...got } = rest;
  for (const { start, end } of citations) {
    if (start === undefined || end === undefined) continue;
    expect(reply.text.slice(start, end)).toHaveLength(end - start);
  }
  const { content } = want;
  const calls = callsOf(content);
  const reasoning = textOf(content, "reasoning");
  const refusal = textOf(content, "refusal");
  const counts = Object.entries(want.usage ?? {});
  expect(cacheSavings !== undefined).toBe(
    counts.some(([name, count]) => name.startsWith("cache") && Number(count) > 0),
  );
  let call = 0;
  expect(got).toEqual({
    content: content.map((part) => ({
      ...part,
      ...(part.type === "tool-call" && { id: calls[call++]?.id }),
      ...(isAuthored(part) && { from: { provider: "recorded", model: MODEL, protocol } }),
    })),
    text: textOf(content, "text"),
    toolCalls: calls,
    reasoning: reasoning === "" ? undefined : reasoning,
    refusal: refusal === "" ? undefined : refusal,
    finishReason: want.finishReason,
    rawFinishReason: want.rawFinishReason,
    usage: want.usage,
    requestId: want.requestId,
    responseId: want.responseId,
    model: want.model ?? MODEL,
    warnings: want.warnings.map(({ code, message = expect.any(String) }) => ({ code, message })),
  });
}

/** What is of use to its author alone says who that is. */
function isAuthored(part: ExpectedPart): boolean {
  const { type } = part;
  return type === "text" || type === "refusal" ? part.signature !== undefined : true;
}

/** A call has to fail as the plain reader says. */
export function expectError(error: unknown, want: ExpectedError): void {
  expect(error).toBeInstanceOf(KeiError);
  const { code, status, requestId, message, retryAfterMs, retryable, partialReply } =
    error as KeiError;
  expect({
    kind: "error",
    code,
    status: want.status === undefined ? undefined : status,
    requestId,
    message: want.message === undefined ? undefined : wordsOf(message),
    retryAfterMs,
    retryable: want.retryable === undefined ? undefined : retryable,
    text: want.text === undefined ? undefined : (partialReply?.text ?? ""),
  }).toEqual({ ...want, message: want.message?.slice(0, SHOWN) });
}

/** The provider's words in a message. */
function wordsOf(message: string): string {
  return message.replace(/^recorded: (?:status \d+ \([a-z-]+\): )?/, "").slice(0, SHOWN);
}

/** What a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}
