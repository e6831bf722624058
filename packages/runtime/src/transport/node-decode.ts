import type { Readable, Transform } from "node:stream";

/**
 * Undoes `content-encoding`, for servers that encode though nobody asked them to. What it does not
 * know it leaves as it is.
 */
export async function decode(body: Readable, encoding: string): Promise<Readable> {
  const [zlib, { pipeline }] = await Promise.all([import("node:zlib"), import("node:stream")]);
  let decoder: Transform;
  switch (encoding.toLowerCase()) {
    case "gzip":
    case "x-gzip":
    case "deflate":
      decoder = zlib.createUnzip();
      break;
    case "br":
      decoder = zlib.createBrotliDecompress();
      break;
    default:
      return body;
  }
  // Fails the decoder when the body fails, and closes the connection when the decoder fails.
  return pipeline(body, decoder, () => {});
}
