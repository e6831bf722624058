import { sse } from "./answers.ts";
import type { Right } from "./shape.ts";

/** An event with its name, which is its type. */
export function event(value: { readonly type: string; readonly [key: string]: unknown }): string {
  return sse(value, value.type);
}

export const MESSAGE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "m",
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 9, output_tokens: 1 },
};

export const START = event({ type: "message_start", message: MESSAGE });

export const STOP = event({ type: "message_stop" });

export function begin(block: object, index = 0): string {
  return event({ type: "content_block_start", index, content_block: block });
}

export function delta(value: unknown, index = 0): string {
  return event({ type: "content_block_delta", index, delta: value });
}

export function close(index = 0): string {
  return event({ type: "content_block_stop", index });
}

export function end(reason: string | null, more: object = { usage: { output_tokens: 2 } }): string {
  return event({
    type: "message_delta",
    delta: { stop_reason: reason, stop_sequence: null },
    ...more,
  });
}

export const TEXT = begin({ type: "text", text: "" });

export const HEL = delta({ type: "text_delta", text: "Hel" });

export const LO = delta({ type: "text_delta", text: "lo" });

export const HELLO: Right = { text: "Hello", reason: "stop", usage: [9, 2] };
