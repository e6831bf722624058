import { expect } from "vitest";
import { ReplyBuilder } from "../../src/answer/reply-builder.ts";
import { type Failure, FailureError } from "../../src/chat/errors.ts";
import type { FinishReason, PartialReply, Warning } from "../../src/chat/reply.ts";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import type { Framer } from "../../src/framing/framer.ts";
import { createNdjsonFramer } from "../../src/framing/ndjson.ts";
import { createSseFramer } from "../../src/framing/sse.ts";
import type { Protocol, StreamDecoder } from "../../src/protocols/protocol.ts";
import { answersOf } from "./answer-sides.ts";

/** What a protocol made of an answer, with the engine's rule for what is whole. */
export interface Decoded {
  readonly parts: PartialReply;
  readonly finishReason: FinishReason | undefined;
  readonly rawFinishReason: string | undefined;
  readonly model: string | undefined;
  readonly requestId: string | undefined;
  readonly warnings: readonly Warning[];
  readonly events: readonly StreamEvent[];
}

/** What came of a stream, whole or not. */
export interface Outcome extends Decoded {
  /** Absent: the answer is whole. */
  readonly failure: Failure | undefined;
  /** The protocol's own mark of the end came. */
  readonly terminated: boolean;
  /** The provider has begun what must not be done twice. */
  readonly begun: boolean;
}

/** Why a stream is no answer that ended without an error, and without an end. */
export const CUT: Failure = { code: "truncated", message: "the stream was cut before its end" };

/** Reads a whole body, parsed. @throws FailureError */
export function decodeBody(protocol: Protocol, body: unknown): Decoded {
  const builder = new ReplyBuilder();
  answersOf(protocol).readReply(body, builder);
  builder.complete();
  return decoded(builder, []);
}

/** Reads a stream, cut at the given byte offsets. @throws FailureError, {@link CUT} among others */
export function decodeStream(
  protocol: Protocol,
  body: string | Uint8Array,
  cuts: Iterable<number> = [],
): Decoded {
  const { failure, terminated: _, begun: __, ...rest } = streamOutcome(protocol, body, cuts);
  if (failure !== undefined) throw new FailureError(failure);
  return rest;
}

/** The same of a stream that may fail, with what came before. */
export function streamOutcome(
  protocol: Protocol,
  body: string | Uint8Array,
  cuts: Iterable<number> = [],
): Outcome {
  const events: StreamEvent[] = [];
  const builder = new ReplyBuilder((event) => events.push(event));
  const decoder = answersOf(protocol).createDecoder(builder);
  const framer = createFramer(protocol.framing, decoder);
  let failure: Failure | undefined;
  try {
    feed(framer, body, cuts);
    framer.end();
    if (!framer.isTerminated() && builder.finishReason === undefined) failure = CUT;
    else builder.complete();
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
    failure = thrown.failure;
  }
  const terminated = framer.isTerminated();
  return { ...decoded(builder, events), failure, terminated, begun: decoder.hasBegun?.() === true };
}

/** Reads an answer whole, and as a stream: the same has to come of both. @throws FailureError */
export function decodeBothWays(protocol: Protocol, body: unknown, stream: string): Decoded {
  const { events, ...streamed } = decodeStream(protocol, stream);
  expect(decodeBody(protocol, body)).toEqual({ ...streamed, events: [] });
  return { ...streamed, events };
}

/** How both fail, which has to be the same. */
export function failureBothWays(protocol: Protocol, body: unknown, stream: string): Failure {
  const failure = failureOf(() => decodeBody(protocol, body));
  expect(failureOf(() => decodeStream(protocol, stream))).toEqual(failure);
  return failure;
}

/** Wherever a stream is cut, and cut at every byte at once, the same comes of it. */
export function expectSameWhereverCut(protocol: Protocol, body: string): Decoded {
  const bytes = new TextEncoder().encode(body);
  const whole = decodeStream(protocol, bytes);
  const cuts = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
  for (const cut of cuts) {
    expect(decodeStream(protocol, bytes, [cut]), `cut at ${cut}`).toEqual(whole);
  }
  expect(decodeStream(protocol, bytes, cuts)).toEqual(whole);
  return whole;
}

/** Whether what comes next in a stream counts as progress, by which limits of time are moved. */
export function isProgress(protocol: Protocol, before: string, next: string): boolean {
  const builder = new ReplyBuilder(() => {});
  const framer = createFramer(protocol.framing, answersOf(protocol).createDecoder(builder));
  feed(framer, before);
  builder.progressed = false;
  feed(framer, next);
  return builder.progressed;
}

/** The failure that it throws; fails when it throws none, or something else. */
export function failureOf(action: () => unknown): Failure {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

/** The framer of a framing, without what loads it. */
export function createFramer(framing: Protocol["framing"], decoder: StreamDecoder): Framer {
  return framing === "sse" ? createSseFramer(decoder) : createNdjsonFramer(decoder);
}

function feed(framer: Framer, body: string | Uint8Array, cuts: Iterable<number> = []): void {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    framer.feed(bytes.subarray(start, end));
    start = end;
  }
}

function decoded(builder: ReplyBuilder, events: readonly StreamEvent[]): Decoded {
  const { finishReason, rawFinishReason, model, requestId, warnings } = builder;
  const parts = builder.parts();
  return { parts, finishReason, rawFinishReason, model, requestId, warnings, events };
}
