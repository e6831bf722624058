import { expect } from "vitest";
import { KeiError } from "../../src/chat/errors.ts";
import type { Reply } from "../../src/chat/reply.ts";
import type { ExpectedError, ExpectedReply } from "./expectation.ts";

/** A reply has to be what the plain reader made of the recording. */
export function expectReply(reply: Reply, want: ExpectedReply): void {
  const got = {
    kind: "reply",
    text: reply.text,
    toolCalls: reply.toolCalls.map(({ id, ...call }, index) => {
      expect(id, "every call has an id").not.toBe("");
      return want.toolCalls[index]?.id === undefined ? call : { id, ...call };
    }),
    reasoning: reply.reasoning,
    refusal: reply.refusal,
    finishReason: reply.finishReason,
    usage: reply.usage,
    requestId: want.requestId === undefined ? undefined : reply.requestId,
  };
  expect(got).toEqual(want);
}

/** A call has to fail as the plain reader says. */
export function expectError(error: unknown, want: ExpectedError): void {
  expect(error).toBeInstanceOf(KeiError);
  const { code, status, requestId } = error as KeiError;
  expect({
    kind: "error",
    code,
    status: want.status === undefined ? undefined : status,
    requestId,
  }).toEqual(want);
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
