import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import type { StreamDecoder } from "../protocol.ts";
import { answerError } from "./errors.ts";
import { createAnswerState, readAnswer } from "./response.ts";

/**
 * A stream of Gemini's has no terminator, and a finish reason is none: older models give one with
 * every event, and usage may come after it. The end of the bytes is the end.
 */
export function createDecoder(builder: ReplyBuilder): StreamDecoder {
  const state = createAnswerState(builder);
  return {
    isTerminated: () => false,
    hasReason() {
      return builder.finishReason !== undefined;
    },
    push(value, event) {
      if (event === "error") throw answerError(value);
      readAnswer(value, builder, state, event);
    },
  };
}
