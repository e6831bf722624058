import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { record } from "../../platform/records.ts";
import type { StreamDecoder } from "../protocol.ts";
import { openaiChatFailure } from "./errors.ts";
import {
  choiceOf,
  readCalls,
  readFinish,
  readModelAndUsage,
  readParts,
  refuseError,
  textPiece,
} from "./response.ts";

/** Reads `chat.completion.chunk`s. `[DONE]` is not JSON: the framer takes it. */
export function createOpenaiChatDecoder(builder: ReplyBuilder): StreamDecoder {
  let inDeltas = false;
  let refused = false;
  /** The index of the choice that is read. */
  let wanted: unknown;

  return {
    isTerminated: () => false,
    hasReason() {
      return builder.finishReason !== undefined;
    },
    push(value, event) {
      const chunk = record(Array.isArray(value) ? value[0] : value);
      if (event === "error") throw openaiChatFailure(value);
      if (chunk === undefined) return;
      const choice = choiceOf(chunk["choices"], wanted);
      refuseError(chunk, choice, event);
      readModelAndUsage(chunk, choice, builder);
      if (choice === undefined) return;
      wanted ??= choice["index"] || 0;
      const delta = record(choice["delta"]);
      // Some have no deltas, but messages, or what completions had before there was a chat. Others repeat
      // in one what the deltas had.
      const piece =
        delta ?? (inDeltas ? undefined : (record(choice["message"]) ?? textPiece(choice)));
      if (piece) {
        if (readParts(piece, builder, false)) refused = true;
        if (piece["tool_calls"] || piece["function_call"]) readCalls(piece, builder, false);
        inDeltas ||= delta !== undefined && !builder.isEmpty;
      }
      readFinish(choice, builder, refused);
    },
  };
}
