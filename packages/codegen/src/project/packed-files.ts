import { gunzipSync } from "node:zlib";
import { type ParsedTarFileItem, parseTar } from "nanotar";
import { UserError } from "../text/user-error.ts";

const MIB = 1024 ** 2;

/** Most that a package may have as it is packed, and unpacked: those of registries have a few MiB. */
export const MAX_PACKED = 64 * MIB;
const MAX_UNPACKED = 256 * MIB;

/**
 * Text of one file of a package as `npm pack` writes it: tar in gzip, everything below one folder.
 *
 * @param path Path in the package, below 100 bytes: longer ones are not looked for.
 * @param name What to call the package in messages.
 * @throws UserError when it is no such package, or has no such file.
 */
export function readPackedFile(packed: Uint8Array, path: string, name: string): string {
  const [file] = filesIn(packed, name, (each) => each === path);
  if (file === undefined) throw new UserError(`${name} has no ${path}`);
  return file.text;
}

/**
 * Files of a package by their paths in it.
 *
 * @throws UserError when it is no package.
 */
export function readPackedFiles(
  packed: Uint8Array,
  name: string,
  wants: (path: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  const files = filesIn(packed, name, wants);
  return new Map(files.map((file) => [pathIn(file.name), file.data ?? new Uint8Array()]));
}

function filesIn(
  packed: Uint8Array,
  name: string,
  wants: (path: string) => boolean,
): readonly ParsedTarFileItem[] {
  const tar = unpack(packed, name);
  try {
    return parseTar(tar, {
      filter({ name: path, type, size }) {
        // It would go back to a header that it has read, again and again.
        if (size < 0) throw new RangeError(`${path} has a size of ${size}`);
        return type === "file" && wants(pathIn(path));
      },
    });
  } catch {
    throw new UserError(`${name} is not a packed package: its archive is broken, or cut short`);
  }
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

/** Everything is below one folder. */
function pathIn(name: string): string {
  return name.replace(/^[^/]*\//, "");
}
