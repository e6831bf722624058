import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { record } from "../../platform/records.ts";
import type { StreamDecoder } from "../protocol.ts";
import { failureOf, isErrorValue } from "./errors.ts";
import { firstChoice, readCalls, readFinish, readModelAndUsage, readParts } from "./response.ts";

/** Reads `chat.completion.chunk`s. `[DONE]` is not JSON: the framer takes it. */
export function createOpenaiChatDecoder(builder: ReplyBuilder): StreamDecoder {
  let inDeltas = false;
  let refused = false;

  return {
    terminated: false,
    push(value, event) {
      const chunk = record(Array.isArray(value) ? value[0] : value);
      if (event === "error" || (chunk && isErrorValue(chunk))) throw failureOf(value);
      if (chunk === undefined) return;
      readModelAndUsage(chunk, builder);
      const choice = firstChoice(chunk["choices"]);
      if (choice === undefined) return;
      // OpenRouter, as in `readOpenaiChatReply`.
      if (choice["error"]) throw failureOf(choice);
      const delta = record(choice["delta"]);
      // Some have no deltas, but messages. Others repeat in one what the deltas had.
      const piece = delta ?? (inDeltas ? undefined : record(choice["message"]));
      if (piece) {
        if (readParts(piece, builder, false)) refused = true;
        if (piece["tool_calls"] || piece["function_call"]) readCalls(piece, builder, false);
        inDeltas ||= delta !== undefined && !builder.isEmpty;
      }
      readFinish(choice["finish_reason"], builder, refused);
    },
  };
}
