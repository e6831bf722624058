import type { StreamDecoder } from "../protocols/protocol.ts";

/** Turns the bytes of a stream into values, each given to a {@link StreamDecoder} at once. */
export interface Framer {
  /** @throws FailureError for what is not of the format, and what the decoder throws. */
  feed(bytes: Uint8Array): void;
  /** No more bytes: what is left is the last value, if it is a whole one. */
  end(): void;
  /** The stream said that it is over; further bytes are not looked at. */
  readonly terminated: boolean;
}

/** Most characters of one value. */
export const MAX_VALUE_LENGTH = 16 * 1024 * 1024;

export type CreateFramer = (decoder: StreamDecoder) => Framer;
