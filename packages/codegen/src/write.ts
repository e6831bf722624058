import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Project } from "./config.ts";
import type { OutputFile } from "./emit/emitter.ts";
import { reason } from "./read.ts";
import { findStale } from "./stale.ts";
import { UserError } from "./user-error.ts";

/** What has to happen on disk for the generated files to be the ones that are there. */
export interface Plan {
  /** Files to write, by absolute path. */
  readonly changed: ReadonlyMap<string, string>;
  /** Files that an earlier run generated and this one did not. */
  readonly stale: readonly string[];
  /** All files, by absolute path. */
  readonly all: ReadonlyMap<string, string>;
}

const TEMPORARY = /\.(\d+)\.kei-tmp$/;

/** Compares generated files with those on disk. Reads only. */
export function planWrites(files: readonly OutputFile[], folders: Project["folders"]): Plan {
  const all = new Map(files.map(({ target, path, text }) => [join(folders[target], path), text]));
  const changed = new Map([...all].filter(([path, text]) => readIfThere(path) !== text));
  const stale = findStale(folders.typescript, all);
  return { changed, stale, all };
}

/**
 * Carries a plan out. A file is written beside its place and renamed into it, so that a reader, or
 * the next run after a crash, finds the old one or the new one and nothing between.
 *
 * @throws UserError when a file cannot be written.
 */
export function applyPlan({ changed, stale }: Plan): void {
  const made = new Set<string>();
  for (const [path, text] of changed) {
    const temporary = `${path}.${process.pid}.kei-tmp`;
    const folder = dirname(path);
    try {
      if (!made.has(folder)) {
        mkdirSync(folder, { recursive: true });
        removeLeftovers(folder);
        made.add(folder);
      }
      writeFileSync(temporary, text);
      renameSync(temporary, path);
    } catch (error) {
      removeIfThere(temporary);
      throw new UserError(
        `cannot write ${path}: ${reason(error)}`,
        "write elsewhere with --out, or make the folder writable",
      );
    }
  }
  for (const path of stale) rmSync(path, { force: true });
}

/** `force` forgives a file that is not there, but not a folder that is none. */
function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Whatever kept it from being written is what is reported.
  }
}

/** Removes what runs that were killed have left beside their files. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
