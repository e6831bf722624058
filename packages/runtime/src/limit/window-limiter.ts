import { FailureError } from "../chat/errors.ts";
import { offAbort, onAbort } from "../platform/abort-callbacks.ts";
import { type Clock, systemClock } from "../platform/clock.ts";

/** Lets requests go at a limited rate. */
export interface Limiter {
  /**
   * Resolves when a request may go; first come, first served.
   * @throws `signal.reason` when the signal aborts first; then nothing is used up.
   */
  acquire(signal?: AbortSignal): Promise<void>;
}

const WINDOW_MS = 60_000;

/**
 * Lets at most `rpm` requests go in any 60 seconds, wherever they begin: not a new allowance with
 * every minute of the clock, which lets twice as many go around its end. Remembers when each request
 * of the last minute went, 8 bytes each. A wait does not keep the process alive.
 * @throws FailureError of code `config` for an `rpm` that is no whole number
 */
export function createLimiter(options: {
  /** Requests in 60 seconds. 0: no limit. */
  readonly rpm: number;
  /** @default the system's */
  readonly clock?: Clock | undefined;
}): Limiter {
  const { rpm, clock = systemClock } = options;
  if (!Number.isSafeInteger(rpm) || rpm < 0) {
    throw new FailureError({
      code: "config",
      message: "the rpm of a limiter must be a whole number, 0 or more",
    });
  }

  /** When the last `rpm` requests went; the next one takes the place of the oldest. */
  const times: number[] = [];
  let sent = 0;
  /** What lets those go who wait, first come first. */
  const waiting = new Set<() => void>();
  let timer: unknown;

  /** The time from which one more may go. */
  const next = () => (times[sent % rpm] ?? Number.NEGATIVE_INFINITY) + WINDOW_MS;

  /** Whether one more may go at a time; then it counts. */
  function take(now: number): boolean {
    if (rpm === 0) return true;
    if (next() > now) return false;
    times[sent % rpm] = now;
    sent += 1;
    return true;
  }

  /** Nobody goes before the oldest leaves the window, so one timer is enough for all. */
  function arm(now: number): void {
    timer = clock.setTimer(onTimer, next() - now, false);
  }

  function onTimer(): void {
    timer = undefined;
    // Timers may fire early by a part of a millisecond: then it is armed once more.
    const now = clock.now();
    for (const go of waiting) {
      if (!take(now)) {
        arm(now);
        break;
      }
      go();
    }
  }

  return {
    acquire(signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (waiting.size === 0 && take(clock.now())) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.delete(go);
          if (signal !== undefined) offAbort(signal, abort);
          if (waiting.size > 0 || timer === undefined) return;
          clock.clearTimer(timer);
          timer = undefined;
        };
        const go = () => {
          leave();
          resolve();
        };
        const abort = () => {
          leave();
          reject(signal?.reason);
        };
        if (signal !== undefined) onAbort(signal, abort);
        waiting.add(go);
        if (timer === undefined) arm(clock.now());
      });
    },
  };
}
