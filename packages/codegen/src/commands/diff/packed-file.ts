import { gunzipSync } from "node:zlib";
import { UserError } from "../../text/user-error.ts";

/** Tar comes in blocks of this many bytes. */
const BLOCK = 512;

/** Most that a packed package may unpack to; those of registries have a few MiB. */
const MAX_BYTES = 256 * 1024 ** 2;

/**
 * Text of one file of a package as `npm pack` writes it: tar in gzip, everything below one folder.
 *
 * @param path Path in the package, below 100 bytes: longer ones are not looked for.
 * @param name What to call the package in messages.
 * @throws UserError when it is no such package, or has no such file.
 */
export function readPackedFile(packed: Uint8Array, path: string, name: string): string {
  let tar: Buffer;
  try {
    tar = gunzipSync(packed, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    throw new UserError(`${name} is no packed package: ${(error as Error).message}`);
  }
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const field = (from: number, length: number) =>
      tar.toString("utf8", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 12), 8);
    // Two empty blocks end the archive; whatever is no number ends it as well.
    if (Number.isNaN(size)) break;
    const content = at + BLOCK;
    if (field(0, 100).replace(/^[^/]*\//, "") === path) {
      return tar.toString("utf8", content, content + size);
    }
    at = content + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new UserError(`${name} has no ${path}`);
}
