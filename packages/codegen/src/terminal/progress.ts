import { escapeControls } from "../text/quote.ts";

/**
 * Says what is going on, until the function that it returns is called. What is over within a second is
 * not announced.
 *
 * @param isLong - announced at once: work without a pause lets no clock tick while it goes on
 */
export type Progress = (what: string, isLong?: boolean) => () => void;

/** How time passes. */
export interface ProgressClock {
  /** Milliseconds since the program began. */
  now(): number;
  /** Calls again and again, until the function that it returns is called. */
  every(ms: number, tick: () => void): () => void;
}

const SECOND = 1000;

/** Keeps no program alive. */
const systemClock: ProgressClock = {
  now: () => performance.now(),
  every(ms, tick) {
    const timer = setInterval(tick, ms).unref();
    return () => clearInterval(timer);
  },
};

/** One line on a terminal, with the seconds so far, wiped when the work is over; else nothing. */
export function createProgress(
  stream: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown },
  {
    isQuiet = false,
    clock = systemClock,
  }: { readonly isQuiet?: boolean; readonly clock?: ProgressClock } = {},
): Progress {
  if (stream.isTTY !== true || isQuiet) return () => () => {};
  return (what, isLong = false) => {
    const start = clock.now();
    let isShown = false;
    const show = (text: string) => {
      isShown = true;
      // Back to the first column, and the line erased. A line that wraps could not be.
      stream.write(`\r\u001B[K${escapeControls(text).slice(0, (stream.columns ?? 80) - 1)}`);
    };
    // Somebody has waited for a second already.
    if (isLong || start >= SECOND) show(`${what} …`);
    const stop = clock.every(SECOND, () => {
      show(`${what} … ${Math.floor((clock.now() - start) / SECOND)} s`);
    });
    return () => {
      stop();
      if (isShown) stream.write("\r\u001B[K");
      isShown = false;
    };
  };
}
