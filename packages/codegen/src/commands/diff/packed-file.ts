import { gunzipSync } from "node:zlib";
import { type ParsedTarFileItem, parseTar } from "nanotar";
import { UserError } from "../../text/user-error.ts";

const MIB = 1024 ** 2;

/** Most that a package may have as it is packed, and unpacked: those of registries have a few MiB. */
const MAX_PACKED = 64 * MIB;
const MAX_UNPACKED = 256 * MIB;

/**
 * Text of one file of a package as `npm pack` writes it: tar in gzip, everything below one folder.
 *
 * @param path Path in the package, below 100 bytes: longer ones are not looked for.
 * @param name What to call the package in messages.
 * @throws UserError when it is no such package, or has no such file.
 */
export function readPackedFile(packed: Uint8Array, path: string, name: string): string {
  const files = filesIn(unpack(packed, name), path);
  if (files === undefined) {
    throw new UserError(`${name} is not a packed package: its archive is broken, or cut short`);
  }
  const [file] = files;
  if (file === undefined) throw new UserError(`${name} has no ${path}`);
  return file.text;
}

/** What gzip made smaller, within limits: a few bytes can say that they are gigabytes. */
function unpack(packed: Uint8Array, name: string): Uint8Array {
  try {
    if (packed.length > MAX_PACKED) throw new RangeError(`more than ${MAX_PACKED / MIB} MiB`);
    // A copy: nanotar reads the whole memory below a view.
    return new Uint8Array(gunzipSync(packed, { maxOutputLength: MAX_UNPACKED }));
  } catch (error) {
    throw new UserError(`${name} is not a packed package: ${(error as Error).message}`);
  }
}

/** The file of a path; `undefined` when the archive cannot be read. */
function filesIn(tar: Uint8Array, path: string): readonly ParsedTarFileItem[] | undefined {
  try {
    return parseTar(tar, {
      filter({ name, type, size }) {
        // It would go back to a header that it has read, again and again.
        if (size < 0) throw new RangeError(`${name} has a size of ${size}`);
        return type === "file" && name.replace(/^[^/]*\//, "") === path;
      },
    });
  } catch {
    return undefined;
  }
}
