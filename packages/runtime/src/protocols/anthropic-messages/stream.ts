import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { fields, text } from "../../platform/records.ts";
import type { StreamDecoder } from "../protocol.ts";
import { answerOf } from "./errors.ts";
import { readBlock, readMessage } from "./response.ts";

/** Reads the events of a streamed message. What it does not know, it leaves alone: more will come. */
export function createDecoder(builder: ReplyBuilder): StreamDecoder {
  const counts = new Map<string, number>();
  // Index of a block to key of its call. Not the index itself: servers that are nearly compatible
  // repeat one, or have none; and blocks of server tools have deltas of the same type.
  const calls = new Map<unknown, number>();
  let blocks = 0;
  let terminated = false;

  return {
    push(value, event) {
      const data = answerOf(value, event);
      const index = data["index"];
      switch (data["type"]) {
        case "content_block_delta": {
          const delta = fields(data["delta"]);
          switch (delta["type"]) {
            case "text_delta":
              builder.text(text(delta["text"]));
              break;
            case "thinking_delta":
              builder.reasoning(text(delta["thinking"]));
              break;
            case "signature_delta":
              builder.signature(text(delta["signature"]));
              break;
            case "input_json_delta": {
              const key = calls.get(index);
              const argumentsText = text(delta["partial_json"]);
              if (key !== undefined && argumentsText !== "") {
                builder.toolCall(key, { argumentsText });
              }
            }
          }
          break;
        }
        case "content_block_start": {
          const block = fields(data["content_block"]);
          if (block["type"] === "tool_use") calls.set(index, blocks);
          else calls.delete(index);
          readBlock(block, builder, blocks);
          blocks += 1;
          break;
        }
        case "message_start":
          readMessage(fields(data["message"]), builder, counts);
          break;
        case "message_delta":
          readMessage({ ...fields(data["delta"]), usage: data["usage"] }, builder, counts);
          break;
        case "message_stop":
          terminated = true;
      }
    },
    get terminated() {
      return terminated;
    },
    get reasoned() {
      return builder.finishReason !== undefined;
    },
  };
}
