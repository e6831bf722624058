import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

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
