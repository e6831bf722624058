import { gzipSync } from "node:zlib";
import type { Answer, Right, Shape } from "./shape.ts";

/** How an answer differs from a plain one. */
export type Manner = Omit<Answer, "pieces">;

/** An answer to a request without a stream: a value, or the text itself. */
export function whole(
  name: string,
  body: unknown,
  right: Right,
  sdk: Shape["sdk"],
  manner: Manner = {},
): Shape {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    name,
    streamed: false,
    answer: { ...manner, pieces: text === "" ? [] : [text] },
    right,
    sdk,
  };
}

/** An answer to a request for a stream. */
export function stream(
  name: string,
  pieces: readonly (string | Uint8Array)[],
  right: Right,
  sdk: Shape["sdk"],
  manner: Manner = {},
): Shape {
  return { name, streamed: true, answer: { ...manner, pieces }, right, sdk };
}

/** An answer to a request without a stream, in pieces. */
export function bytes(
  name: string,
  pieces: readonly (string | Uint8Array)[],
  right: Right,
  sdk: Shape["sdk"],
  manner: Manner = {},
): Shape {
  return { ...stream(name, pieces, right, sdk, manner), streamed: false };
}

/** An event of a stream; a text stays as it is. */
export function sse(value: unknown, event?: string): string {
  const data = typeof value === "string" ? value : JSON.stringify(value);
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${data}\n\n`;
}

/** Text in two pieces, cut in the middle of its first character of several bytes. */
export function cutInCharacter(text: string): Uint8Array[] {
  const bytes = Buffer.from(text);
  const at = bytes.findIndex((byte) => byte >= 0xc0) + 1;
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

export const JSON_TYPE = { "content-type": "application/json" };
export const HTML_TYPE = { "content-type": "text/html" };
export const TEXT_TYPE = { "content-type": "text/plain" };
export const GZIP = { "content-encoding": "gzip" };

/** Compressed, and without its last bytes if there are to be less. */
export function gzip(text: string, less = 0): Uint8Array {
  const bytes = gzipSync(text);
  return bytes.subarray(0, bytes.length - less);
}

/** The page of a proxy. */
export function page(title: string): string {
  return `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`;
}
