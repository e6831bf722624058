import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { GeneratedFile } from "../pipeline/generate.ts";
import { UserError } from "../text/user-error.ts";
import type { Folders } from "./config.ts";
import { reason } from "./read-registry.ts";
import { makeFolder, removeLeftovers, replaceFile } from "./replace-file.ts";
import { findStale } from "./stale.ts";

/** What has to happen on disk for the generated files to be the ones that are there. */
export interface Plan {
  /** Folders of the targets; nothing is written outside of them. */
  readonly folders: readonly string[];
  /** Files to write, by absolute path. */
  readonly changed: ReadonlyMap<string, string>;
  /** Files that an earlier run generated and this one did not. */
  readonly stale: readonly string[];
  /** All files, by absolute path. */
  readonly all: ReadonlyMap<string, string>;
}

/**
 * Compares generated files with those on disk. Reads only.
 *
 * @param own Folders of emitters that are not ours. Nothing in them counts as stale: which of the
 * files there they once made is not known.
 * @throws UserError when two targets have a file of the same path.
 */
export function planWrites(
  files: readonly GeneratedFile[],
  folders: Folders,
  own: Readonly<Record<string, string>> = {},
): Plan {
  const folderOf: Readonly<Record<string, string | undefined>> = { ...own, ...folders };
  const all = new Map<string, string>();
  for (const { target, path, text } of files) {
    const folder = folderOf[target];
    if (folder === undefined) continue;
    const name = join(folder, path);
    if (all.has(name)) {
      throw new UserError(`two targets would write ${name}`, "give each target its own folder");
    }
    all.set(name, text);
  }
  const changed = new Map([...all].filter(([path, text]) => !holds(path, text)));
  const stale = findStale(folders, all);
  return { folders: [...Object.values(folders), ...Object.values(own)], changed, stale, all };
}

/**
 * Carries a plan out, file by file.
 *
 * @throws UserError when a file cannot be written.
 */
export function applyPlan({ folders, changed, stale }: Plan): void {
  const made = new Set<string>();
  for (const [path, text] of changed) {
    const folder = dirname(path);
    try {
      if (!made.has(folder)) {
        makeFolder(folder);
        refuseEscape(folder, folders);
        removeLeftovers(folder);
        made.add(folder);
      }
      refuseLink(path);
      replaceFile(path, text);
    } catch (error) {
      if (error instanceof UserError) throw error;
      // What cannot be made may be a folder that it is in.
      const at = (error as NodeJS.ErrnoException).path ?? path;
      const where = path.startsWith(`${at}${sep}`) ? `${at}: ` : "";
      throw new UserError(`cannot write ${path}: ${where}${whyNot(error)}`, hintOf(error));
    }
  }
  for (const path of stale) remove(path);
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw new UserError(`cannot remove ${path}: ${reason(error)}`, hintOf(error));
  }
}

/** What is not there where something is to be made is a place for it. */
function whyNot(error: unknown): string {
  const isNoPlace = (error as NodeJS.ErrnoException).code === "ENOENT";
  return isNoPlace ? "nothing can be made there" : reason(error);
}

/** What to do about a file that cannot be written. */
function hintOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOSPC":
    case "EDQUOT":
      return "make room, and run kei gen again: what is written already stays";
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
    case "ENOTEMPTY":
      return "remove it, or write elsewhere with --out";
    case "EMFILE":
    case "ENFILE":
      return "close other programs, and run kei gen again";
    default:
      return "write elsewhere with --out, or make the folder writable";
  }
}

/** A link in place of a folder would lead the files somewhere else. A target itself may be one. */
function refuseEscape(folder: string, targets: readonly string[]): void {
  const real = realpathSync(folder);
  const inside = targets.some((target) => {
    const root = existsSync(target) ? realpathSync(target) : target;
    return real === root || real.startsWith(root + sep);
  });
  if (!inside) {
    throw new UserError(
      `${folder} is a link that leads out of its target, to ${real}`,
      "remove the link",
    );
  }
}

/** A link in place of a file would be replaced, and what it leads to go stale. */
function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new UserError(`${path} is a symbolic link`, "remove it: kei writes files, not links");
  }
}

/**
 * Whether a file has this text. As bytes: text of megabytes is not decoded to be compared. Line breaks
 * that a checkout on Windows has in place of ours are none of the file's.
 */
function holds(path: string, text: string): boolean {
  try {
    const [size, wanted] = [statSync(path).size, Buffer.byteLength(text)];
    if (size === wanted) return readFileSync(path).equals(Buffer.from(text));
    if (size < wanted || text.includes("\r")) return false;
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n") === text;
  } catch {
    return false;
  }
}
