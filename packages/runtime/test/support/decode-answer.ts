import { ReplyBuilder } from "../../src/answer/reply-builder.ts";
import { type Failure, FailureError } from "../../src/chat/errors.ts";
import type { FinishReason, PartialReply, Warning } from "../../src/chat/reply.ts";
import type { StreamEvent } from "../../src/chat/stream-event.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";
import { createFramer } from "./wire.ts";

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

/** Reads a whole JSON body. @throws FailureError */
export function decodeBody(protocol: Protocol, body: string): Decoded {
  const builder = new ReplyBuilder();
  protocol.readReply(JSON.parse(body), builder);
  builder.complete();
  return decoded(builder, []);
}

/** Reads a stream, cut at the given byte offsets. @throws FailureError, {@link CUT} among others */
export function decodeStream(
  protocol: Protocol,
  body: string | Uint8Array,
  cuts: readonly number[] = [],
): Decoded {
  const { failure, terminated: _, begun: __, ...rest } = streamOutcome(protocol, body, cuts);
  if (failure !== undefined) throw new FailureError(failure);
  return rest;
}

/** The same of a stream that may fail, with what came before. */
export function streamOutcome(
  protocol: Protocol,
  body: string | Uint8Array,
  cuts: readonly number[] = [],
): Outcome {
  const events: StreamEvent[] = [];
  const builder = new ReplyBuilder((event) => events.push(event));
  const decoder = protocol.createDecoder(builder);
  const framer = createFramer(protocol.framing, decoder);
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  let failure: Failure | undefined;
  try {
    let start = 0;
    for (const end of [...cuts, bytes.length]) {
      framer.feed(bytes.subarray(start, end));
      start = end;
    }
    framer.end();
    if (!framer.terminated && builder.finishReason === undefined) failure = CUT;
    else builder.complete();
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
    failure = thrown.failure;
  }
  const { terminated } = framer;
  return { ...decoded(builder, events), failure, terminated, begun: decoder.begun === true };
}

/** The failure that it throws; fails when it throws none, or something else. */
export function failureOf(action: () => unknown): FailureError["failure"] {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

/** Lists of cuts that between them cut a body at every offset. Large bodies are cut at many at once. */
export function everyCut(length: number): number[][] {
  const offsets = Array.from({ length: Math.max(0, length - 1) }, (_, i) => i + 1);
  if (length <= 1500) return offsets.map((offset) => [offset]);
  const step = 61;
  return Array.from({ length: step }, (_, i) => offsets.filter((offset) => offset % step === i));
}

function decoded(builder: ReplyBuilder, events: readonly StreamEvent[]): Decoded {
  const { finishReason, rawFinishReason, model, requestId, warnings } = builder;
  const parts = builder.parts();
  return { parts, finishReason, rawFinishReason, model, requestId, warnings, events };
}
