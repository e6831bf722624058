// @ts-check
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * What to run in a process of its own.
 *
 * @typedef {object} Command
 * @property {readonly string[]} args Arguments of `node`.
 * @property {string} [cwd]
 * @property {Readonly<Record<string, string>>} [env] On top of this process's own.
 * @property {RegExp} [expect] What must be in its output: that it did what is to be measured.
 */

/**
 * @typedef {object} Sample
 * @property {number} wallMs From before the start of the process until its end.
 * @property {number} cpuMs User and system, of all threads; not of processes that it started.
 * @property {number} peakMb Largest resident set, in MiB. Like `cpuMs`, `NaN` for a process that
 * became another program: `tsc` 7 does where Node has `process.execve`.
 */

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {() => Command} command Called before every run, so that each can have fresh folders.
 */

/**
 * Samples taken apart, by round.
 *
 * @typedef {{ [K in keyof Sample]: readonly number[] }} Measured
 */

const PRELOAD = fileURLToPath(new URL("usage-preload.cjs", import.meta.url));
const TIMEOUT_MS = 120_000;

/** A listing of thousands of models is larger than the 1 MiB that Node keeps by default. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/**
 * Runs a command and measures it.
 *
 * @param {Command} command
 * @returns {Sample}
 * @throws Error when it fails, with what it said.
 */
export function run(command) {
  return execute(command).sample;
}

/**
 * Runs a command that measures itself.
 *
 * @param {Command} command
 * @returns {any} The JSON that it printed.
 * @throws Error when it fails, with what it said.
 */
export function ask(command) {
  return JSON.parse(execute(command).output);
}

/**
 * @param {Command} command
 * @returns {{ sample: Sample, output: string }}
 */
function execute({ args, cwd, env, expect = /(?:)/ }) {
  const started = performance.now();
  const child = spawnSync(process.execPath, ["--require", PRELOAD, ...args], {
    cwd,
    env: { ...process.env, ...env },
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
 *
 * @template {Contestant} C
 * @param {readonly C[]} contestants
 * @param {number} rounds
 * @returns {(C & Measured)[]}
 */
export function interleave(contestants, rounds) {
  return takeTurns(contestants, rounds, ({ command }) => run(command())).map(
    ({ contestant, samples }) => ({
      ...contestant,
      wallMs: samples.map(({ wallMs }) => wallMs),
      cpuMs: samples.map(({ cpuMs }) => cpuMs),
      peakMb: samples.map(({ peakMb }) => peakMb),
    }),
  );
}

/**
 * The same for what is measured in another way.
 *
 * @template C, S
 * @param {readonly C[]} contestants
 * @param {number} rounds
 * @param {(contestant: C) => S} measure
 * @returns {{ contestant: C, samples: S[] }[]}
 */
export function takeTurns(contestants, rounds, measure) {
  const entries = contestants.map((contestant) => ({
    contestant,
    samples: /** @type {S[]} */ ([]),
  }));
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
 *
 * @param {string} source
 * @returns {string[]}
 */
export function moduleText(source) {
  return ["--input-type=module", "--eval", source];
}
