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
    refuseEndless(tar);
    return parseTar(tar, {
      filter: ({ name: path, type }) => type === "file" && wants(pathIn(path)),
    });
  } catch {
    throw new UserError(`${name} is not a packed package: its archive is broken, or cut short`);
  }
}

/** tar knows nothing smaller. */
const BLOCK = 512;

/**
 * Refuses what nanotar would never get through: a file of less than no bytes leads back to a header that
 * it has read, and what is said of all files it copies for each. Git says one thing, its commit.
 */
function refuseEndless(tar: Uint8Array): void {
  const header = new TextDecoder("latin1");
  let saidOfAll = 0;
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(header.decode(tar.subarray(at + 124, at + 136)), 8);
    if (size < 0) throw new RangeError(`a file has a size of ${size}`);
    if (tar[at + 156] === GLOBAL) saidOfAll += BLOCK + size;
    if (saidOfAll > 16 * BLOCK) throw new RangeError("too much is said of all files");
    at += Number.isNaN(size) ? tar.length : BLOCK * (1 + Math.ceil(size / BLOCK));
  }
}

/** `g` */
const GLOBAL = 0x67;

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
