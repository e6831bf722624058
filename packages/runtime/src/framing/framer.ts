/** How a stream's bytes fall into values. `sse`: events with JSON data. `ndjson`: lines of JSON. */
export type Framing = "sse" | "ndjson";

/** Takes the values of one stream. */
export interface ValueSink {
  /**
   * The next value of the stream, parsed; `event` is the name of an SSE event.
   * @throws FailureError when it is an error.
   */
  push(value: unknown, event: string | undefined): void;
  /** The stream is over, as the protocol marks it: what follows is not read. */
  isTerminated(): boolean;
  /** A reason to end came: what follows and is no value is the end. @default false */
  hasReason?(): boolean;
  /**
   * What becomes of a line that is longer than any answer: `skip` leaves it out and goes on.
   * Newline-delimited JSON only. @default "fail"
   */
  readonly oversized?: "skip" | "fail";
}

/** Turns the bytes of a stream into values, each given to a {@link ValueSink} at once. */
export interface Framer {
  /** @throws FailureError for what is not of the format, and what the sink throws. */
  feed(bytes: Uint8Array): void;
  /** No more bytes: what is left is the last value, if it is a whole one. */
  end(): void;
  /** The stream said that it is over; further bytes are not looked at. */
  isTerminated(): boolean;
}

/** Most characters of one value. */
export const MAX_VALUE_LENGTH = 16 * 1024 * 1024;

export type CreateFramer = (sink: ValueSink) => Framer;
