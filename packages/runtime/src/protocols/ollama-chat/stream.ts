import type { ReplyBuilder } from "../../answer/reply-builder.ts";
import { record } from "../../platform/records.ts";
import type { StreamDecoder } from "../protocol.ts";
import { readLine } from "./response.ts";

/** A line per piece of the answer; the one with `done: true` is the last. */
export function createDecoder(builder: ReplyBuilder): StreamDecoder {
  let terminated = false;
  return {
    push(value) {
      const line = record(value);
      if (line === undefined) return;
      readLine(line, builder);
      terminated = line["done"] === true;
    },
    isTerminated() {
      return terminated;
    },
  };
}
