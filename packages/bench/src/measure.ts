import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { here } from "./places.ts";

/** What to run in a process of its own. */
export interface Command {
  /** Arguments of `node`. */
  readonly args: readonly string[];
  readonly cwd?: string;
  /** What must be in its output: that it did what is to be measured. */
  readonly expect?: RegExp;
}

export interface Sample {
  /** From before the start of the process until its end. */
  readonly wallMs: number;
  /** User and system, of all threads; not of processes that it started. */
  readonly cpuMs: number;
  /**
   * Largest resident set, in MiB. Like `cpuMs`, `NaN` for a process that became another program: `tsc` 7
   * does where Node has `process.execve`.
   */
  readonly peakMb: number;
}

export interface Contestant {
  readonly name: string;
  /** Called before every run, so that each can have fresh folders. */
  readonly command: () => Command;
}

/** Samples taken apart, by round. */
export type Measured = { readonly [K in keyof Sample]: readonly number[] };

// Built: node requires it before it could read TypeScript.
const PRELOAD = join(here, "dist/usage-preload.cjs");
const TIMEOUT_MS = 120_000;

/** A listing of thousands of models is larger than the 1 MiB that Node keeps by default. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/**
 * Runs a command and measures it.
 *
 * @throws {Error} when it fails, with what it said.
 */
export function run(command: Command): Sample {
  return execute(command).sample;
}

/**
 * Runs a command that measures itself.
 *
 * @returns The JSON that it printed.
 * @throws {Error} when it fails, with what it said.
 */
export function ask(command: Command): Record<string, number> {
  return JSON.parse(execute(command).output);
}

function execute({ args, cwd, expect = /(?:)/ }: Command): {
  readonly sample: Sample;
  readonly output: string;
} {
  const started = performance.now();
  const child = spawnSync(process.execPath, ["--require", PRELOAD, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT,
    timeout: TIMEOUT_MS,
  });
  const wallMs = performance.now() - started;
  if (child.signal === "SIGINT") process.exit(130);
  if (child.status !== 0 || !expect.test(child.stdout)) {
    const why = child.error?.message ?? `exit ${child.status ?? child.signal}, expected ${expect}`;
    const said = `${child.stdout ?? ""}${child.stderr ?? ""}`.trim().slice(-2000);
    throw new Error(`node ${args.join(" ")}\n${why}\n${said}`);
  }
  const usage = JSON.parse(child.output[3] || "{}");
  return {
    sample: { wallMs, cpuMs: Number.NaN, peakMb: Number.NaN, ...usage },
    output: child.stdout,
  };
}

/**
 * Runs all contestants once a round, every other round backwards: a machine that slows down, slows
 * all of them down.
 */
export function interleave<C extends Contestant>(
  contestants: readonly C[],
  rounds: number,
): (C & Measured)[] {
  return takeTurns(contestants, rounds, ({ command }) => run(command())).map(
    ({ contestant, samples }) => ({
      ...contestant,
      wallMs: samples.map(({ wallMs }) => wallMs),
      cpuMs: samples.map(({ cpuMs }) => cpuMs),
      peakMb: samples.map(({ peakMb }) => peakMb),
    }),
  );
}

/** The same for what is measured in another way. */
export function takeTurns<C, S>(
  contestants: readonly C[],
  rounds: number,
  measure: (contestant: C) => S,
): { readonly contestant: C; readonly samples: S[] }[] {
  const entries = contestants.map((contestant) => ({ contestant, samples: [] as S[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { contestant, samples } of round % 2 === 0 ? entries : entries.toReversed()) {
      samples.push(measure(contestant));
    }
  }
  return entries;
}

/**
 * Arguments of `node` for a module given as text. Its imports are resolved from the working
 * directory, and its arguments begin at `process.argv[1]`.
 */
export function moduleText(source: string): string[] {
  return ["--input-type=module", "--eval", source];
}
