import type { Readable, Writable } from "node:stream";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type FormatName, formatters } from "../diagnostics/format/format.ts";
import type { Progress } from "./progress.ts";

/** What a command needs of the process around it. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Columns of the terminal; 0 when output goes elsewhere: then nothing is cut to fit. */
  readonly width: number;
  /** Who can be asked; `undefined` when nobody is there to answer. */
  readonly person: Person | undefined;
  /** Whether output goes to a terminal that shows colours. */
  readonly color: boolean;
  /** ISO date in UTC. */
  readonly today: string;
  /** Says what takes long, where a person watches. Does nothing elsewhere. */
  readonly progress: Progress;
  /** Results. */
  out(text: string): void;
  /** What is said beside them, so that piped results stay clean. */
  err(text: string): void;
}

/** Where a person reads and writes. */
export interface Person {
  readonly input: Readable;
  readonly output: Writable;
}

/** Exit codes: 0 clean, 1 mistakes of the user's, 2 (set by the caller) mistakes of ours. */
export type ExitCode = 0 | 1;

/** Prints diagnostics in a format, and a summary where people read. */
export function report(
  diagnostics: readonly Diagnostic[],
  format: FormatName,
  summary: string,
  terminal: Terminal,
): void {
  const text = formatters[format](diagnostics, { color: terminal.color });
  if (text !== "") terminal.out(text);
  const forPeople = format === "pretty" || format === "plain";
  (forPeople ? terminal.out : terminal.err)(`${summary}\n`);
}

/** `2 errors, 1 warning`. */
export function tally(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return `${plural(errors, "error")}, ${plural(diagnostics.length - errors, "warning")}`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
