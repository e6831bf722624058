import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../text/user-error.ts";
import { reason } from "./read-registry.ts";
import { isRunning, makeFolder } from "./replace-file.ts";

/** How long one process waits for another, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Age in milliseconds from which a lock counts as left behind, whoever has its number: numbers of
 * processes are given again, and one that was stopped may never go on. No edit takes as long.
 */
const OLD = 60_000;

/** The same of a lock without the number of its holder, which is written at once. */
const OLD_UNWRITTEN = 1_000;

/** What waiting for a lock needs. */
export interface LockOptions {
  /** Called when another process holds the lock; what it returns, when the waiting is over. */
  readonly onWait?: () => () => void;
  /** In milliseconds. @default 30,000 */
  readonly patience?: number;
}

/**
 * Runs something while no other process of this user does so for the same folder: of two that read
 * and write, the second reads what the first has written.
 *
 * The lock is a file with the number of its holder, and lies in the folder for temporary files: in
 * the registry's own it would be committed or published by somebody one day. A process that was
 * killed leaves it behind, and the next one takes it over. What this does not see is other users, other
 * machines, and editors: who writes has to look again whether the file is still the one that was read.
 *
 * @throws UserError when the other process does not end, or there is no place for the lock.
 */
export async function lockFolder<T>(
  folder: string,
  action: () => T | Promise<T>,
  { onWait, patience = PATIENCE }: LockOptions = {},
): Promise<T> {
  const path = pathOf(folder);
  const end = performance.now() + patience;
  let waited: (() => void) | undefined;
  let release = take(path);
  while (release === undefined) {
    waited ??= onWait?.();
    if (performance.now() >= end) {
      waited?.();
      throw new UserError(
        `another kei (process ${holderOf(path)?.pid ?? "unknown"}) is changing ${folder}`,
        `nothing was changed: run the command again when that one has ended. If there is none, remove ${path}`,
      );
    }
    // Not the same for all who wait, so that they do not come at the same time again.
    await setTimeout(5 + Math.random() * 20);
    release = take(path);
  }
  waited?.();
  try {
    return await action();
  } finally {
    release();
  }
}

/** The lock of a folder: the same by whatever path it is reached. */
function pathOf(folder: string): string {
  const real = existsSync(folder) ? realpathSync.native(folder) : folder;
  const hash = createHash("sha256").update(real).digest("hex");
  // A folder for each user: nobody can remove the files of others from /tmp.
  const locks = join(tmpdir(), `kei-${process.getuid?.() ?? "locks"}`);
  try {
    makeFolder(locks, 0o700);
  } catch (error) {
    throw noPlace(locks, error);
  }
  return join(locks, `${hash.slice(0, 32)}.lock`);
}

function noPlace(path: string, error: unknown): UserError {
  // What cannot be made may be a folder that it is in.
  const at = (error as NodeJS.ErrnoException).path ?? path;
  return new UserError(
    `cannot keep others from writing at the same time: ${at}: ${reason(error)}`,
    "nothing was changed: name a folder for temporary files that is writable, in TMPDIR",
  );
}

/** Takes a lock and returns what gives it back, unless somebody holds it. */
function take(path: string): (() => void) | undefined {
  const mine = `${process.pid} ${randomUUID()}`;
  try {
    writeFileSync(path, mine, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows says EPERM of a file that is being removed.
    if (code !== "EEXIST" && !(code === "EPERM" && process.platform === "win32")) {
      throw noPlace(path, error);
    }
    if (isLeft(path)) removeLeft(path);
    return undefined;
  }
  // Who was stopped before it wrote its number may find the lock taken over.
  if (holderOf(path)?.text !== mine) return undefined;
  return () => {
    // Taken over by somebody who thought this process dead, it is theirs.
    if (holderOf(path)?.text === mine) rmSync(path, { force: true });
  };
}

/**
 * Removes a lock that was left behind. Two processes may see it at the same time, and the slower one
 * would remove the lock that a third has made meanwhile: so only one may, under a lock of its own, and
 * looks again.
 */
function removeLeft(path: string): void {
  const release = take(`${path}.left`);
  if (release === undefined) return;
  try {
    if (isLeft(path)) rmSync(path, { force: true });
  } finally {
    release();
  }
}

function isLeft(path: string): boolean {
  const holder = holderOf(path);
  if (holder === undefined) return false;
  const { pid, age } = holder;
  return age > (pid === undefined ? OLD_UNWRITTEN : OLD) || (pid !== undefined && !isRunning(pid));
}

/** Who holds a lock; `undefined` when nobody does. */
function holderOf(
  path: string,
): { readonly text: string; readonly pid: number | undefined; readonly age: number } | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const pid = /^(\d+) /.exec(text)?.[1];
    const age = Date.now() - statSync(path).mtimeMs;
    return { text, pid: pid === undefined ? undefined : Number(pid), age };
  } catch {
    return undefined;
  }
}
