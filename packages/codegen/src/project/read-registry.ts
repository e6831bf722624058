import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Input, Inputs } from "../layers/layer-names.ts";
import { inputFileNames } from "../layers/layer-names.ts";

/** The three files of a registry. What cannot be read is said in its place. */
export function readRegistry(dir: string, cwd: string): Inputs {
  const read = (name: string): Input => {
    const file = join(dir, name);
    const path = (relative(cwd, file) || file).split(sep).join("/");
    try {
      return { path, bytes: readFileSync(file) };
    } catch (error) {
      return { path, bytes: { unreadable: reason(error) } };
    }
  };
  return {
    provider: read(inputFileNames.provider),
    model: read(inputFileNames.model),
    profile: read(inputFileNames.profile),
  };
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
    default:
      return error.message;
  }
}
