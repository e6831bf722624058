import { ReplyBuilder } from "../../../src/answer/reply-builder.ts";
import { FailureError } from "../../../src/chat/errors.ts";
import type { PartialReply } from "../../../src/chat/reply.ts";
import type { StreamEvent } from "../../../src/chat/stream-event.ts";
import { openaiChat } from "../../../src/protocols/openai-chat/protocol.ts";
import { createFramer } from "../../support/wire.ts";

/** What came of a stream or a body. */
export interface Outcome {
  readonly parts: PartialReply;
  readonly model: string | undefined;
  readonly finishReason: string | undefined;
  readonly rawFinishReason: string | undefined;
  /** By the rule of S7: a terminator or a terminal reason was seen. */
  readonly complete: boolean;
  readonly events: readonly StreamEvent[];
}

/** Reads a stream in pieces that end at `cuts`, and finishes it as the engine does. */
export function readStream(body: string | Uint8Array, cuts: Iterable<number> = []): Outcome {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const events: StreamEvent[] = [];
  const builder = new ReplyBuilder((event) => events.push(event));
  const framer = createFramer(openaiChat.framing, openaiChat.createDecoder(builder));
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    framer.feed(bytes.subarray(start, end));
    start = end;
  }
  framer.end();
  return outcome(builder, framer.terminated || builder.finishReason !== undefined, events);
}

/** Reads the body of an answer that is not a stream. */
export function readReply(body: unknown): Outcome {
  const builder = new ReplyBuilder();
  openaiChat.readReply(body as never, builder);
  return outcome(builder, true, []);
}

function outcome(
  builder: ReplyBuilder,
  complete: boolean,
  events: readonly StreamEvent[],
): Outcome {
  const { rawFinishReason, model } = builder;
  if (complete) builder.complete();
  return {
    parts: builder.parts(),
    model,
    finishReason: builder.finishReason,
    rawFinishReason,
    complete,
    events,
  };
}

/** A stream of chunks, as servers write it. Texts are lines as they are. */
export function sse(...values: readonly unknown[]): string {
  return values
    .map((value) => (typeof value === "string" ? value : `data: ${JSON.stringify(value)}`))
    .map((line) => `${line}\n\n`)
    .join("");
}

/** A chunk with one delta. */
export function delta(fields: unknown, finish_reason: string | null = null): unknown {
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    model: "m",
    choices: [{ index: 0, delta: fields, finish_reason }],
  };
}

/** A chunk with pieces of tool calls. */
export function calls(...tool_calls: readonly unknown[]): unknown {
  return delta({ tool_calls });
}

/** The failure that `action` throws. */
export function failure(action: () => unknown) {
  try {
    action();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error("nothing was thrown");
}
