import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Name of a file that is being written, and the process that writes it. */
const TEMPORARY = /\.(\d+)\.kei-tmp$/;

/**
 * Writes a file beside its place and renames it into it, so that a reader, or the next run after a
 * crash, finds the old one or the new one and nothing between. Keeps the permissions of the old one.
 *
 * @param flush Whether to wait for the disk, which protects from a loss of power. It costs more than
 * all the rest of a run, so that it is for what people have written; the rest is generated again.
 * @throws what the operating system says; nothing is left behind then.
 */
export function replaceFile(path: string, content: string | Uint8Array, flush = false): void {
  replaceFiles(new Map([[path, content]]), flush);
}

/**
 * The same for several files: every one is written beside its place before the first is renamed, so that
 * a full disk, a folder that cannot be written or a kill until then leaves all old ones.
 *
 * @throws what the operating system says; nothing is left behind then.
 */
export function replaceFiles(
  contents: ReadonlyMap<string, string | Uint8Array>,
  flush = false,
): void {
  const temporary = (path: string) => `${path}.${process.pid}.kei-tmp`;
  try {
    for (const [path, content] of contents) {
      const mode = statSync(path, { throwIfNoEntry: false })?.mode;
      writeFileSync(temporary(path), content, mode === undefined ? { flush } : { mode, flush });
    }
    for (const path of contents.keys()) renameSync(temporary(path), path);
  } catch (error) {
    for (const path of contents.keys()) removeIfThere(temporary(path));
    throw error;
  }
}

/**
 * Makes a folder, and those that it is in. Node's own way says of a disk that is read-only that there is
 * no such folder, and does not end below /proc.
 *
 * @throws what the operating system says of the first one that cannot be made.
 */
export function makeFolder(path: string, mode?: number): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have been faster. What else is there is a file.
    const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isThere) throw error;
  }
}

/** `force` forgives a file that is not there, but not a folder that is none. */
function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Whatever kept it from being written is what is reported.
  }
}

/** Removes what runs that were killed have left beside the files of a folder. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (pid === undefined || (Number(pid) !== process.pid && isRunning(Number(pid)))) continue;
    rmSync(join(folder, name), { force: true });
  }
}

/** Whether there is a process of this number, whoever it belongs to. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
