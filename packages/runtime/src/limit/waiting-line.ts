import { offAbort, onAbort } from "../platform/abort-callbacks.ts";
import type { Cost } from "./budgets.ts";
import type { Grant, LimitRequest } from "./limiter.ts";

/** A request that waits. */
export interface Waiter {
  readonly cost: Cost;
  readonly go: (grant: Grant) => void;
  readonly fail: (reason: unknown) => void;
}

/** Those who wait, in the order in which they came. */
export class WaitingLine {
  readonly #waiters = new Set<Waiter>();
  readonly #onLeave: () => void;

  /** @param onLeave somebody has given up */
  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  get size(): number {
    return this.#waiters.size;
  }

  has(waiter: Waiter): boolean {
    return this.#waiters.has(waiter);
  }

  [Symbol.iterator](): IterableIterator<Waiter> {
    return this.#waiters.values();
  }

  /** Whoever is let go, or fails, has left the line by then. */
  join(cost: Cost, signal: AbortSignal | undefined): Promise<Grant> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter);
        if (signal !== undefined) offAbort(signal, abort);
      };
      const abort = () => {
        leave();
        reject(signal?.reason);
        this.#onLeave();
      };
      const waiter: Waiter = {
        cost,
        go(grant) {
          leave();
          resolve(grant);
        },
        fail(reason) {
          leave();
          reject(reason);
        },
      };
      if (signal !== undefined) onAbort(signal, abort);
      this.#waiters.add(waiter);
    });
  }
}

/** What ends a wait. */
export function signalOf(asked: LimitRequest | AbortSignal | undefined): AbortSignal | undefined {
  return asked === undefined || "aborted" in asked ? asked : asked.signal;
}
