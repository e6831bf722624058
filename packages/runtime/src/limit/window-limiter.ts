import { offAbort, onAbort } from "../abort-callbacks.ts";
import { type Clock, systemClock } from "../clock.ts";
import { FailureError } from "../errors.ts";
import type { Limiter } from "./limiter.ts";

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
}): Required<Limiter> {
  const { rpm, clock = systemClock } = options;
  if (!Number.isSafeInteger(rpm) || rpm < 0) {
    throw new FailureError({
      code: "config",
      message: "the rpm of a limiter must be a whole number, 0 or more",
    });
  }
  if (rpm === 0) return UNLIMITED;

  /** When the last requests went, in a ring: the oldest at `oldest`, `count` of them. */
  let ring = new Float64Array(Math.min(rpm, 16));
  let oldest = 0;
  let count = 0;
  /** Who waits, first come first; a list that one can leave in the middle. */
  let first: Waiter | undefined;
  let last: Waiter | undefined;
  let timer: unknown;

  /** Whether one more may go at a time; then it counts. */
  function take(now: number): boolean {
    while (count > 0 && at(0) + WINDOW_MS <= now) {
      oldest = (oldest + 1) % ring.length;
      count -= 1;
    }
    if (count === rpm) return false;
    if (count === ring.length) grow();
    ring[(oldest + count) % ring.length] = now;
    count += 1;
    return true;
  }

  function at(index: number): number {
    return ring[(oldest + index) % ring.length] as number;
  }

  function grow(): void {
    const larger = new Float64Array(Math.min(rpm, ring.length * 2));
    for (let index = 0; index < count; index += 1) larger[index] = at(index);
    ring = larger;
    oldest = 0;
  }

  function leave(waiter: Waiter): void {
    if (waiter.previous === undefined) first = waiter.next;
    else waiter.previous.next = waiter.next;
    if (waiter.next === undefined) last = waiter.previous;
    else waiter.next.previous = waiter.previous;
    if (waiter.signal !== undefined) offAbort(waiter.signal, waiter.abort);
    if (first !== undefined || timer === undefined) return;
    clock.clearTimer(timer);
    timer = undefined;
  }

  /** Nobody goes before the oldest leaves the window, so one timer is enough for all. */
  function arm(now: number): void {
    timer = clock.setTimer(onTimer, at(0) + WINDOW_MS - now, false);
  }

  function onTimer(): void {
    timer = undefined;
    // Timers may fire early by a part of a millisecond: then it is armed once more.
    const now = clock.now();
    while (first !== undefined && take(now)) {
      const waiter = first;
      leave(waiter);
      waiter.resolve();
    }
    if (first !== undefined) arm(now);
  }

  const limiter: Required<Limiter> = {
    tryAcquire: () => first === undefined && take(clock.now()),
    acquire(signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (limiter.tryAcquire()) return GRANTED;
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          resolve,
          signal,
          abort() {
            leave(waiter);
            reject(signal?.reason);
          },
          previous: last,
          next: undefined,
        };
        if (signal !== undefined) onAbort(signal, waiter.abort);
        if (last === undefined) first = waiter;
        else last.next = waiter;
        last = waiter;
        if (timer === undefined) arm(clock.now());
      });
    },
  };
  return limiter;
}

interface Waiter {
  readonly resolve: () => void;
  readonly signal: AbortSignal | undefined;
  readonly abort: () => void;
  previous: Waiter | undefined;
  next: Waiter | undefined;
}

const GRANTED = Promise.resolve();

const UNLIMITED: Required<Limiter> = {
  tryAcquire: () => true,
  acquire: (signal) => (signal?.aborted ? Promise.reject(signal.reason) : GRANTED),
};
