import { readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { AllInputs, Input, Layer } from "../layers/layer-names.ts";
import { inputFileNames, isOptionalLayer, layers } from "../layers/layer-names.ts";

/** The files of a registry. What cannot be read is said in its place; some may be absent. */
export function readRegistry(dir: string, cwd: string): AllInputs {
  const read = (layer: Layer): readonly [Layer, Input] => {
    const file = join(dir, inputFileNames[layer]);
    const path = (relative(cwd, file) || file).split(sep).join("/");
    try {
      return [layer, { path, bytes: readPlainFile(file) }];
    } catch (error) {
      const isAbsent = isOptionalLayer(layer) && (error as NodeJS.ErrnoException).code === "ENOENT";
      const bytes = isAbsent ? new Uint8Array() : { unreadable: reason(error) };
      return [layer, { path, bytes }];
    }
  };
  return Object.fromEntries(layers.map(read)) as unknown as AllInputs;
}

/** Files of more bytes take about a second to check. */
const LARGE = 1_000_000;

/** Whether a registry is so large that people wait for what is done with it. */
export function isLarge(inputs: AllInputs): boolean {
  const sizes = layers.map((layer) => {
    const { bytes } = inputs[layer];
    return "unreadable" in bytes ? 0 : bytes.length;
  });
  return sizes.reduce((sum, size) => sum + size, 0) > LARGE;
}

/**
 * The bytes of a file, and of nothing else: a pipe never ends, and neither does a device.
 *
 * @throws what the operating system says, or that it is no file.
 */
export function readPlainFile(path: string): Buffer {
  const stats = statSync(path);
  if (!stats.isFile() && !stats.isDirectory()) {
    throw new Error("it is no file, but a pipe or a device");
  }
  return readFileSync(path);
}

/** Why the operating system refused, without the path: the diagnostic has that. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return "it does not exist";
    case "ENOTDIR":
      return "part of its path is a file";
    case "EISDIR":
      return "it is a folder";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "EROFS":
      return "the file system is read-only";
    case "EEXIST":
      return "a file is in its place";
    case "ENOTEMPTY":
      return "a folder with files is in its place";
    case "ENOSPC":
      return "the disk is full";
    case "EDQUOT":
      return "the disk quota is used up";
    case "EMFILE":
    case "ENFILE":
      return "too many files are open";
    case "ENAMETOOLONG":
      return "the name is too long";
    case "ELOOP":
      return "its links lead in a circle";
    case "EBUSY":
    case "ETXTBSY":
      return "another program is using it";
    case "EIO":
      return "the disk failed";
    default:
      return error.message;
  }
}
