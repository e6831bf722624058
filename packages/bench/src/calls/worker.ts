import { bare } from "./bare.ts";
import type { Contestant, Load, Peer } from "./contestant.ts";
import { kei } from "./kei.ts";
import { type Format, streamLength, TEXT } from "./payloads.ts";
import { sdks } from "./sdks.ts";

/** What to do in a process of its own. */
export interface Task {
  readonly kind: "calls" | "stream" | "first";
  /** What the figure of a stream is to be called. */
  readonly name?: string;
  readonly contestant: string;
  readonly format: Format;
  /** URL of the server, and how it is to stream. */
  readonly base: string;
  /** Calls or streams that are not measured. */
  readonly warmUp: number;
  /** Calls or streams that are. */
  readonly count: number;
  /** From which call on calls are measured once more. */
  readonly settled?: number;
  /** Calls at a time, after as many one by one. */
  readonly inFlight?: number;
  /** Of a stream. */
  readonly events?: number;
}

/** Times in µs, by quantity. */
export type Figures = Readonly<Record<string, number>>;

export const CONTESTANTS: readonly Contestant[] = [...bare, ...kei, ...sdks];

/** @param load Imports a package from the working directory. */
export async function work(task: Task, load: Load): Promise<void> {
  const contestant = CONTESTANTS.find(({ name }) => name === task.contestant);
  if (contestant === undefined) throw new Error(`no contestant ${task.contestant}`);
  const peer = await contestant.setUp(task.base, task.format, load);
  const figures = await { calls, stream, first }[task.kind](peer, task);
  console.log(JSON.stringify(figures));
  // Connections are kept open.
  process.exit();
}

async function calls(
  { call }: Peer,
  { warmUp, count, settled = 0, inFlight = 1 }: Task,
): Promise<Figures> {
  const repeat = async (times: number) => {
    for (let i = 0; i < times; i++) check(await call(), TEXT.length);
  };
  const atOnce = (times: number) =>
    Promise.all(Array.from({ length: inFlight }, () => repeat(Math.ceil(times / inFlight))));
  await repeat(warmUp);
  const one = await cpuOf(() => repeat(count));
  await repeat(Math.max(0, settled - warmUp - count));
  const later = await cpuOf(() => repeat(count));
  await atOnce(warmUp);
  const many = Math.ceil(count / inFlight) * inFlight;
  return {
    one: one / count,
    settled: later / count,
    many: (await cpuOf(() => atOnce(count))) / many,
  };
}

async function stream(
  peer: Peer,
  { name = "", warmUp, count, events = 0 }: Task,
): Promise<Figures> {
  const length = streamLength(events);
  const repeat = async (times: number) => {
    for (let i = 0; i < times; i++) check(await peer.stream(() => {}), length);
  };
  await repeat(warmUp);
  return { [name]: (await cpuOf(() => repeat(count))) / count / events };
}

async function first(peer: Peer, { name = "", warmUp, count }: Task): Promise<Figures> {
  const waits: number[] = [];
  for (let i = 0; i < warmUp + count; i++) {
    const started = performance.now();
    let wait = 0;
    await peer.stream(() => {
      wait ||= performance.now() - started;
    });
    if (i >= warmUp) waits.push(wait * 1000);
  }
  return { [name]: Number(waits.toSorted((a, b) => a - b)[waits.length >> 1]) };
}

async function cpuOf(action: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function check(got: number, wanted: number): void {
  if (got !== wanted) throw new Error(`a text of ${got} characters instead of ${wanted}`);
}
