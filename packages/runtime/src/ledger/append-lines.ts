import { KeiError } from "../chat/errors.ts";
import { findBuiltin } from "../platform/find-builtin.ts";

/** What is used of an open file. */
export interface OpenFile {
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<unknown>;
  stat(): Promise<{ readonly size: number; isFile(): boolean }>;
  write(bytes: Uint8Array, offset: number): Promise<{ readonly bytesWritten: number }>;
  close(): Promise<void>;
}

/** Readable and writable for the one who runs the program: what somebody spends is not everybody's. */
const MODE = 0o600;

const NEWLINE = 10;

/** How many lines are in the file, and why it is not all of them. */
export interface Appended {
  readonly lines: number;
  readonly error?: unknown;
}

/**
 * Appends lines to a file, one call after the other. A call writes all of its lines at once at the end
 * of the file, wherever that is by then, so that processes that write into the same file do not write
 * into each other's lines. Opened for each call: it may be moved away, and its disk be full for a while.
 *
 * @param open opens the file to append and to read
 * @throws KeiError of code `config` where there are no files
 */
export function createAppender(
  path: string,
  open: (path: string) => Promise<OpenFile> = createOpen(),
): (lines: readonly string[]) => Promise<Appended> {
  /** The file may end in the middle of a line, which somebody could not write whole. */
  let isTorn = true;
  return async (lines) => {
    let sizes: readonly number[] = [];
    let written = 0;
    try {
      const file = await open(path);
      try {
        const start = isTorn && (await endsInLine(file)) ? "\n" : "";
        const pieces = lines.map((line, i) =>
          new TextEncoder().encode(`${i === 0 ? start : ""}${line}\n`),
        );
        sizes = pieces.map(({ length }) => length);
        const bytes = joined(pieces);
        isTorn = true;
        while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten;
        isTorn = false;
      } finally {
        await file.close();
      }
      return { lines: lines.length };
    } catch (error) {
      // All went out, and then the file could not be closed: nobody knows what is in it.
      if (sizes.reduce((sum, size) => sum + size, 0) === written) return { lines: 0, error };
      const isWhole = (_: number, i: number) =>
        sizes.slice(0, i + 1).reduce((sum, size) => sum + size, 0) <= written;
      return { lines: sizes.filter(isWhole).length, error };
    }
  };
}

function createOpen(): (path: string) => Promise<OpenFile> {
  const fs = findBuiltin<typeof import("node:fs/promises")>("node:fs/promises");
  if (fs === undefined) {
    const message = "createLedger: there are no files here, so to must be a function";
    throw new KeiError({ code: "config", message });
  }
  return async (path) => {
    const file = await fs.open(path, "a+", MODE);
    return {
      read: (into, offset, length, position) => file.read(into, offset, length, position),
      stat: () => file.stat(),
      write: (bytes, offset) => file.write(bytes, offset),
      close: () => file.close(),
    };
  };
}

async function endsInLine(file: OpenFile): Promise<boolean> {
  const stat = await file.stat();
  if (!stat.isFile() || stat.size === 0) return false;
  const last = new Uint8Array(1);
  await file.read(last, 0, 1, stat.size - 1);
  return last[0] !== NEWLINE;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
