import { FailureError } from "../chat/errors.ts";
import type { TransportResponse } from "./transport.ts";

/** Most bytes of a body that is read whole. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** How long the rest of a complete answer may take before its connection is closed after all. */
export const DRAIN_MS = 250;

/** Reads a body to its end as {@link TransportResponse.text} promises, over the rest of an answer. */
export async function readText(
  response: Pick<TransportResponse, "header" | "read" | "close">,
  maxBytes: number,
  onBytes?: (bytes: Uint8Array) => void,
): Promise<string> {
  if (announcesMore(response, maxBytes)) throw tooLarge(response, maxBytes);
  const first = await response.read();
  if (first === undefined) return "";
  onBytes?.(first);
  let chunks: Uint8Array[] | undefined;
  let size = first.length;
  while (size <= maxBytes) {
    const next = await response.read();
    if (next === undefined) return UTF_8.decode(chunks ? concat(chunks, size) : first);
    onBytes?.(next);
    if (chunks === undefined) chunks = [first, next];
    else chunks.push(next);
    size += next.length;
  }
  throw tooLarge(response, maxBytes);
}

/** The answer says itself that it is longer. Of an encoded body it does not say how long it is decoded. */
export function announcesMore(
  response: Pick<TransportResponse, "header">,
  maxBytes: number,
): boolean {
  return (
    Number(response.header("content-length")) > maxBytes &&
    response.header("content-encoding") === undefined
  );
}

/** Drops a byte order mark; keeps no state between calls without `stream`. */
const UTF_8 = new TextDecoder();

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

export function tooLarge(
  response: Pick<TransportResponse, "close">,
  maxBytes: number,
): FailureError {
  response.close(false);
  return new FailureError({
    code: "protocol",
    message: `the answer is larger than ${maxBytes} bytes`,
  });
}

/** What a connection that broke while the body came becomes. */
export function bodyFailure(error: unknown): FailureError {
  return new FailureError({
    code: "network",
    message: "the connection closed before the end of the answer",
    cause: error,
  });
}
