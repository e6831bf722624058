import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, type Mock, vi } from "vitest";
import { soak } from "../support/soak.ts";

/** Most that the heap may have grown by, in bytes: what is loaded and compiled on the way. */
export const GROWTH = 12 * 1024 ** 2;

/** The numbers of the cases that are to be done now, of so many. */
export function casesOf(count: number, seed: string): readonly number[] {
  return soak([...Array(count).keys()], seed);
}

/** What hears of promises that nobody waited for, while the tests of a file run. */
export function watchRejections(): Mock {
  const unhandled = vi.fn();
  beforeAll(() => {
    process.on("unhandledRejection", unhandled);
  });
  afterAll(() => {
    process.off("unhandledRejection", unhandled);
  });
  return unhandled;
}

/** So many at a time. */
const AT_ONCE = 40;

setFlagsFromString("--expose_gc");
export const collectGarbage = runInNewContext("gc") as () => void;

/** How many sockets and timers hold the process. */
export function handles(): { sockets: number; timers: number } {
  const names = process.getActiveResourcesInfo();
  return {
    sockets: names.filter((name) => name.startsWith("TCP")).length,
    timers: names.filter((name) => name === "Timeout").length,
  };
}

/** Runs all cases, some at a time. */
export async function allOf(
  ids: readonly number[],
  run: (id: number) => Promise<void>,
): Promise<void> {
  const left = [...ids];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) await run(id);
    }),
  );
}
