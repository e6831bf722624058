import type { StreamEvent } from "../chat/stream-event.ts";
import type { StreamDecoder } from "../protocols/protocol.ts";

/** The same decoder, which tells each value before it reads it. */
export function tapDecoder(
  decoder: StreamDecoder,
  onValue: (value: unknown, event: string | undefined) => void,
): StreamDecoder {
  return {
    push(value, event) {
      onValue(value, event);
      decoder.push(value, event);
    },
    isTerminated: () => decoder.isTerminated(),
    hasReason: () => decoder.hasReason?.() === true,
    hasBegun: () => decoder.hasBegun?.() === true,
    oversized: decoder.oversized ?? "fail",
    release: () => decoder.release?.(),
  };
}

/**
 * Gives out what came over the wire among the events that became of it. What nothing has become of yet is
 * held back: until the caller has an event, a stream that fails is asked for again.
 */
export class RawEvents {
  #held: StreamEvent[] | undefined = [];
  readonly #emit: (event: StreamEvent) => void;

  constructor(emit: (event: StreamEvent) => void) {
    this.#emit = emit;
  }

  /** Any other event. */
  emit(event: StreamEvent): void {
    const held = this.#held;
    this.#held = undefined;
    for (const raw of held ?? []) this.#emit(raw);
    this.#emit(event);
  }

  /** @returns whether it was given out */
  add(value: unknown, event?: string): boolean {
    const raw: StreamEvent = { type: "raw", value, ...(event !== undefined && { event }) };
    if (this.#held !== undefined) {
      this.#held.push(raw);
      return false;
    }
    this.#emit(raw);
    return true;
  }
}
