import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/** Name of a file that is being written, and the process that writes it. */
export const TEMPORARY = /\.(\d+)\.kei-tmp$/;

/**
 * Writes a file beside its place and renames it into it, so that a reader, or the next run after a
 * crash, finds the old one or the new one and nothing between. Keeps the permissions of the old one.
 *
 * It does not wait for the disk (`fsync`): that would protect from a loss of power, costs more than
 * all the rest of a run, and what is lost is generated again.
 *
 * @throws what the operating system says; nothing is left behind then.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.kei-tmp`;
  try {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    writeFileSync(temporary, content, mode === undefined ? {} : { mode });
    renameSync(temporary, path);
  } catch (error) {
    removeIfThere(temporary);
    throw error;
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
