import type { ReplyBuilder } from "../../reply-builder.ts";
import type { StreamDecoder } from "../protocol.ts";
import { failureOf } from "./errors.ts";
import { record, string } from "./guards.ts";
import { type Counts, readBlock, readFinish, readStart, readUsage } from "./response.ts";

/** Reads the events of a streamed message. What it does not know, it leaves alone: more will come. */
export function createDecoder(builder: ReplyBuilder): StreamDecoder {
  const counts: Counts = {};
  // Index of a block to key of its call. Blocks of server tools have deltas of the same type.
  const calls = new Map<unknown, number>();
  let blocks = 0;
  let terminated = false;

  const start = (index: unknown, block: unknown) => {
    // Servers that are nearly compatible repeat an index, or have none.
    if (record(block)?.["type"] === "tool_use") calls.set(index, blocks);
    else calls.delete(index);
    readBlock(block, builder, blocks);
    blocks += 1;
  };

  const append = (index: unknown, delta: Readonly<Record<string, unknown>>) => {
    switch (delta["type"]) {
      case "text_delta":
        builder.text(string(delta["text"]));
        break;
      case "thinking_delta":
        builder.reasoning(string(delta["thinking"]));
        break;
      case "signature_delta":
        builder.signature(string(delta["signature"]));
        break;
      case "input_json_delta": {
        const key = calls.get(index);
        const argumentsText = string(delta["partial_json"]);
        if (key !== undefined && argumentsText !== "") builder.toolCall(key, { argumentsText });
      }
    }
  };

  return {
    push(value, event) {
      const data = record(value);
      if (event === "error" || data?.["type"] === "error" || data?.["error"]) {
        throw failureOf(value);
      }
      switch (data?.["type"]) {
        case "message_start":
          readStart(record(data["message"]) ?? {}, builder, counts);
          break;
        case "content_block_start":
          start(data["index"], data["content_block"]);
          break;
        case "content_block_delta":
          append(data["index"], record(data["delta"]) ?? {});
          break;
        case "message_delta":
          readUsage(data["usage"], builder, counts);
          readFinish(record(data["delta"]) ?? {}, builder);
          break;
        case "message_stop":
          terminated = true;
      }
    },
    get terminated() {
      return terminated;
    },
  };
}
