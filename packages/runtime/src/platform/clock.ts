/** Time as the runtime sees it. Tests pass their own. */
export interface Clock {
  /** Milliseconds that only go up, as `performance.now()`. */
  now(): number;
  /** Milliseconds since 1970, as `Date.now()`: to read dates in headers, and to know which models have ended. */
  date(): number;
  /** `hold`: keeps the process alive while it waits. */
  setTimer(callback: () => void, ms: number, hold: boolean): unknown;
  clearTimer(timer: unknown): void;
}

/** The longest wait that timers can do; a longer one would be none at all. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  setTimer(callback, ms, hold) {
    // What was due a moment ago: Node and Deno warn of a wait below 0.
    const timer: unknown = setTimeout(callback, Math.max(0, Math.min(ms, MAX_TIMER_MS)));
    if (!hold) letGo(timer);
    return timer;
  },
  clearTimer: (timer) => clearTimeout(timer as number),
};

/** The process may end before the timer goes off. */
function letGo(timer: unknown): void {
  if (typeof timer === "object") {
    (timer as { unref?(): void }).unref?.();
    return;
  }
  // Browsers' timers are numbers, and hold nothing; Deno's are numbers, and hold its process.
  const { Deno } = globalThis as { Deno?: { unrefTimer?(timer: unknown): void } };
  Deno?.unrefTimer?.(timer);
}
