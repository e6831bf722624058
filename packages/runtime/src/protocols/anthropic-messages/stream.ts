import { readArguments } from "../../answer/call-arguments.ts";
import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { fields, text, type UnknownRecord } from "../../platform/records.ts";
import type { StreamDecoder } from "../protocol.ts";
import { answerOf } from "./errors.ts";
import { citeAll, isOpaque, readBlock, readMessage } from "./response.ts";

/** Reads the events of a streamed message. What it does not know, it leaves alone: more will come. */
export function createDecoder(builder: ReplyBuilder): StreamDecoder {
  const counts = new Map<string, number>();
  // Index of a block to number of its call; `undefined`: it is no call. Not the index itself: servers
  // that are nearly compatible repeat one, or have none; and blocks of server tools have deltas of the
  // same type.
  const blocks = new Map<unknown, number | undefined>();
  let count = 0;
  let opaque: OpaqueBlock | undefined;
  let terminated = false;
  // They come before the text that rests on them is whole.
  let cited: unknown[] = [];
  let start = 0;
  const closeText = () => {
    citeAll(cited, start, builder);
    cited = [];
  };

  const closeOpaque = () => {
    const block = opaque?.whole();
    if (block !== undefined) builder.opaque(block);
    else if (opaque !== undefined) {
      builder.warn({ code: "provider-notice", message: "a block that is not whole was left out" });
    }
    opaque = undefined;
  };

  return {
    push(value, event) {
      const data = answerOf(value, event);
      const index = data["index"];
      switch (data["type"]) {
        case "content_block_delta": {
          const delta = fields(data["delta"]);
          if (opaque !== undefined && opaque.index === index) {
            opaque.add(delta);
            builder.progressed = true;
            break;
          }
          switch (delta["type"]) {
            case "text_delta":
              builder.text(text(delta["text"]));
              break;
            case "citations_delta":
              cited.push(delta["citation"]);
              break;
            case "thinking_delta":
              builder.reasoning(text(delta["thinking"]));
              break;
            case "signature_delta":
              builder.signature(text(delta["signature"]));
              break;
            case "input_json_delta": {
              const json = delta["partial_json"];
              const number = blocks.get(index);
              // Of a block whose beginning is lost there is no name: the answer is not whole.
              if (number === undefined && blocks.has(index)) break;
              if (json !== "") builder.toolCall({ index: number ?? LOST, arguments: json });
            }
          }
          break;
        }
        case "content_block_start": {
          closeOpaque();
          closeText();
          start = builder.textLength;
          const block = fields(data["content_block"]);
          blocks.set(index, block["type"] === "tool_use" ? count : undefined);
          if (isOpaque(block)) opaque = new OpaqueBlock(block, index);
          else readBlock(block, builder, count);
          count += 1;
          break;
        }
        case "content_block_stop":
          if (opaque?.index === index) closeOpaque();
          closeText();
          break;
        case "message_start":
          readMessage(fields(data["message"]), builder, counts);
          break;
        case "message_delta":
          closeOpaque();
          readMessage(fields(data["delta"]), builder, counts, data["usage"]);
          break;
        case "message_stop":
          closeOpaque();
          terminated = true;
      }
    },
    isTerminated() {
      return terminated;
    },
    hasReason() {
      return builder.finishReason !== undefined;
    },
  };
}

/** Number of the calls of which the beginning is lost. */
const LOST = -1;

/** A block that goes back as it is, while it comes: its deltas add to what they are named after. */
class OpaqueBlock {
  readonly index: unknown;
  readonly #block: Record<string, unknown>;
  #json = "";

  constructor(block: UnknownRecord, index: unknown) {
    this.#block = { ...block };
    this.index = index;
  }

  add(delta: UnknownRecord): void {
    for (const [key, value] of Object.entries(delta)) {
      if (key === "type" || key === "__proto__" || value === null) continue;
      if (key === "partial_json") this.#json += text(value);
      else {
        const held = this.#block[key];
        const grows = typeof held === "string" && typeof value === "string";
        this.#block[key] = grows ? held + value : value;
      }
    }
  }

  /** `undefined` when the input of a server's tool is no JSON, as when the answer was cut within it. */
  whole(): UnknownRecord | undefined {
    if (this.#json.trim() === "") return this.#block;
    const input = readArguments([this.#json]);
    return input && { ...this.#block, input };
  }
}
