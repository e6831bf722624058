import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { FailureError } from "../../chat/errors.ts";
import { fields, isRecord, text, type UnknownRecord } from "../../platform/records.ts";
import type { StreamDecoder } from "../protocol.ts";
import { codexFailure } from "./errors.ts";
import { codexUsage } from "./usage.ts";

/**
 * Reads the events of one turn. The answer is the turn's last message: what comes before may be said
 * on the way to it, or again after a reconnect. So its text is given all at once, when the turn is
 * complete; reasoning is given as it comes, and may repeat after a reconnect.
 */
export function createCodexDecoder(builder: ReplyBuilder): StreamDecoder {
  let answer = "";
  /** What may be the reason of a failure, or only a notice: the next event tells. */
  let notice: string | undefined;
  let begun = false;
  let terminated = false;

  const notify = (message: string) => builder.warn({ code: "provider-notice", message });

  const completeItem = (item: UnknownRecord) => {
    const words = text(item["text"]);
    switch (item["type"]) {
      case "agent_message":
        answer = words;
        break;
      case "reasoning":
        if (words !== "") builder.reasoning(builder.isEmpty ? words : `\n\n${words}`);
        break;
      case "error":
        notify(text(item["message"]));
        break;
    }
  };

  /** Once: it may end early after its end, too. */
  const release = () => {
    builder.text(answer);
    answer = "";
  };

  const fail = (failure: ConstructorParameters<typeof FailureError>[0]): never => {
    throw new FailureError({ ...failure, ...(begun ? { retryable: false } : {}) });
  };

  return {
    push(value) {
      const event = fields(value);
      const type = event["type"];
      if (type === "error") {
        // Fatal when `turn.failed` follows; "Reconnecting…" is none.
        notice = text(event["message"]);
        return;
      }
      if (type === "turn.failed") {
        release();
        fail(codexFailure(text(fields(event["error"])["message"]) || (notice ?? "")));
      }
      if (notice !== undefined) notify(codexFailure(notice).message);
      notice = undefined;
      switch (type) {
        case "thread.started":
          builder.requestId = text(event["thread_id"]) || undefined;
          break;
        case "turn.started":
          begun = true;
          break;
        case "item.started":
        case "item.updated":
          builder.progressed = true;
          break;
        case "item.completed":
          builder.progressed = true;
          completeItem(fields(event["item"]));
          break;
        case "turn.completed":
          terminated = true;
          if (answer === "") fail({ code: "protocol", message: "codex gave no answer" });
          builder.usage = codexUsage(event["usage"]);
          release();
          builder.finishReason = "stop";
          break;
        case undefined:
          // Before 0.45 or so: {"id": …, "msg": {"type": …}}
          if (isRecord(event["msg"])) {
            fail({
              code: "config",
              message: 'this codex is too old: update it with "npm install -g @openai/codex"',
            });
          }
      }
    },
    isTerminated() {
      return terminated;
    },
    hasBegun() {
      return begun;
    },
    release,
    oversized: "skip",
  };
}
