import { sse } from "./answers.ts";

export const BASE = { id: "c1", object: "chat.completion.chunk", created: 1, model: "m" };

export function chunk(delta: unknown, reason: string | null = null, more: object = {}): string {
  return sse({ ...BASE, choices: [{ index: 0, delta, finish_reason: reason }], ...more });
}

export const OPEN = chunk({ role: "assistant", content: "" });

export const HEL = chunk({ content: "Hel" });

export const LO = chunk({ content: "lo" });

export const STOP = chunk({}, "stop");

export const DONE = "data: [DONE]\n\n";

/** A piece of a call. */
export function piece(call: object): string {
  return chunk({ tool_calls: [call] });
}

export const BEGIN = { index: 0, id: "a", type: "function" };
