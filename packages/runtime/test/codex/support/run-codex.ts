import { ReplyBuilder } from "../../../src/answer/reply-builder.ts";
import { type Failure, FailureError } from "../../../src/chat/errors.ts";
import type { StreamEvent } from "../../../src/chat/stream-event.ts";
import { codexExec } from "../../../src/protocols/codex-exec/protocol.ts";
import type { CodexBody } from "../../../src/protocols/codex-exec/request.ts";
import type { Transport } from "../../../src/transport/transport.ts";
import { answersOf } from "../../support/answer-sides.ts";
import { createFramer } from "../../support/decode-answer.ts";

/** What came of a run. */
export interface Outcome {
  readonly builder: ReplyBuilder;
  readonly events: readonly StreamEvent[];
  /** Absent: the answer is whole. */
  readonly failure: Failure | undefined;
  /** The turn had started. */
  readonly begun: boolean;
  /** The caller's reason, when that ended it. */
  readonly thrown?: unknown;
}

/** Runs codex through a transport, as the engine does: nothing is read past the end of the answer. */
export async function runCodex(
  transport: Transport,
  body: Partial<CodexBody> = {},
  { signal = new AbortController().signal, onBytes = () => {}, url = "local:codex-cli" } = {},
): Promise<Outcome> {
  const events: StreamEvent[] = [];
  const builder = new ReplyBuilder((event) => events.push(event));
  const decoder = answersOf(codexExec).createDecoder(builder);
  const outcome = (failure?: Failure, thrown?: unknown): Outcome => ({
    builder,
    events,
    failure,
    begun: decoder.hasBegun?.() === true,
    thrown,
  });
  try {
    const request = JSON.stringify({ args: [], prompt: "hello", ...body });
    const sent = { method: "POST", url, headers: {}, body: request } as const;
    const response = await transport.send(sent, signal);
    const framer = createFramer("ndjson", decoder);
    try {
      while (!framer.isTerminated()) {
        const bytes = await response.read();
        if (bytes === undefined) {
          framer.end();
          if (!framer.isTerminated()) return outcome({ code: "truncated", message: "cut" });
          break;
        }
        framer.feed(bytes);
        onBytes();
      }
      response.close(true);
      return outcome();
    } catch (thrown) {
      response.close(false);
      throw thrown;
    }
  } catch (thrown) {
    return outcome(thrown instanceof FailureError ? thrown.failure : undefined, thrown);
  }
}
