import type { Readable, Writable } from "node:stream";
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
