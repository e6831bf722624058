import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Orders, Report } from "./worker.ts";

/** Runs processes that share one budget, for so long; `meanwhile` happens at its times, in parts of a window. */
export async function runFleet(
  processes: number,
  orders: Orders,
  windows: number,
  meanwhile: readonly { readonly at: number; readonly run: () => Promise<unknown> }[] = [],
): Promise<Report[]> {
  const folder = mkdtempSync(join(tmpdir(), "kei-fleet-"));
  try {
    const outfile = join(folder, "worker.cjs");
    await build({
      entryPoints: [fileURLToPath(new URL("worker.ts", import.meta.url))],
      outfile,
      bundle: true,
      format: "cjs",
      platform: "node",
      logLevel: "error",
    });
    const workers = Array.from({ length: processes }, () => fork(outfile));
    for (const worker of workers) worker.send(orders);
    await Promise.all(workers.map(messageOf));
    const reports = workers.map(messageOf);
    for (const worker of workers) worker.send("start");
    const timers = meanwhile.map(({ at, run }) => setTimeout(run, at * orders.windowMs));
    await new Promise((resolve) => setTimeout(resolve, windows * orders.windowMs));
    for (const timer of timers) clearTimeout(timer);
    for (const worker of workers) worker.send("end");
    return (await Promise.all(reports)) as Report[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function messageOf(worker: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("close", (code) => reject(new Error(`a process of the fleet ended: ${code}`)));
  });
}

/** The most in any window that is open at its end; what took nothing in the end counts as it was asked for. */
export function busiest(
  went: readonly (readonly [at: number, amount: number])[],
  windowMs: number,
): number {
  const sorted = went.toSorted(([a], [b]) => a - b);
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const [at, amount] of sorted) {
    sum += amount;
    for (; (sorted[first]?.[0] ?? at) <= at - windowMs; first += 1) sum -= sorted[first]?.[1] ?? 0;
    most = Math.max(most, sum);
  }
  return most;
}
