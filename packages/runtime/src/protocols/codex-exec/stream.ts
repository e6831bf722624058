import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { FailureError } from "../../chat/errors.ts";
import { record, text } from "../../platform/unknown-values.ts";
import type { StreamDecoder } from "../protocol.ts";
import { codexFailure } from "./errors.ts";
import { codexUsage, field } from "./fields.ts";

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

  const completeItem = (item: unknown) => {
    const words = text(field(item, "text"));
    switch (field(item, "type")) {
      case "agent_message":
        answer = words;
        break;
      case "reasoning":
        if (words !== "") builder.reasoning(builder.isEmpty ? words : `\n\n${words}`);
        break;
      case "error":
        notify(text(field(item, "message")));
        break;
    }
  };

  const fail = (failure: ConstructorParameters<typeof FailureError>[0]): never => {
    throw new FailureError({ ...failure, ...(begun ? { retryable: false } : {}) });
  };

  return {
    push(value) {
      const type = field(value, "type");
      if (type === "error") {
        // Fatal when `turn.failed` follows; "Reconnecting…" is none.
        notice = text(field(value, "message"));
        return;
      }
      if (type === "turn.failed") {
        builder.text(answer);
        fail(codexFailure(text(field(field(value, "error"), "message")) || (notice ?? "")));
      }
      if (notice !== undefined) notify(codexFailure(notice).message);
      notice = undefined;
      switch (type) {
        case "thread.started":
          builder.requestId = text(field(value, "thread_id")) || undefined;
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
          completeItem(field(value, "item"));
          break;
        case "turn.completed":
          terminated = true;
          if (answer === "") fail({ code: "protocol", message: "codex gave no answer" });
          builder.usage = codexUsage(field(value, "usage"));
          builder.text(answer);
          builder.finishReason = "stop";
          break;
        case undefined:
          // Before 0.45 or so: {"id": …, "msg": {"type": …}}
          if (record(field(value, "msg")) !== undefined) {
            fail({
              code: "config",
              message: "this codex is too old: its output is of another form",
            });
          }
      }
    },
    get terminated() {
      return terminated;
    },
    get begun() {
      return begun;
    },
    oversized: "skip",
  };
}
