import { type Clock, systemClock } from "../platform/clock.ts";
import {
  type Amounts,
  amountsOf,
  type Budgets,
  type Cost,
  checkBudgets,
  costOf,
} from "./budgets.ts";
import type { BudgetLimiter, Grant, LimitRequest, Spent } from "./limiter.ts";
import { SpendingWindow } from "./spending-window.ts";
import { signalOf, WaitingLine } from "./waiting-line.ts";

/**
 * Lets at most so much go in any 60 seconds, in this process: requests, tokens and money, each request
 * all of what it asks for or nothing. Those that wait go in the order in which they came, with one timer
 * for all, which does not keep the process alive. Remembers the requests of the last minute, 32 bytes
 * each. What is asked for with another `key` or `modelClass` has budgets of its own.
 *
 * @throws FailureError of code `config` for a budget that is none
 */
export function createLimiter(
  options: Budgets & {
    /** @default the system's */
    readonly clock?: Clock | undefined;
  },
): BudgetLimiter {
  const { smooth = false, clock = systemClock } = options;
  const budget = checkBudgets(options);
  const plain = new Bucket(budget, smooth, clock);
  const named = new Map<string, Bucket>();

  const bucketOf = ({ key, modelClass }: LimitRequest): Bucket => {
    if (key === undefined && modelClass === undefined) return plain;
    const name = `${key}\n${modelClass}`;
    let bucket = named.get(name);
    if (bucket === undefined) {
      bucket = new Bucket(budget, smooth, clock);
      named.set(name, bucket);
    }
    return bucket;
  };

  return {
    acquire(asked) {
      try {
        const bucket = asked === undefined ? plain : bucketOf(asked as LimitRequest);
        return bucket.acquire(costOf(asked), signalOf(asked));
      } catch (thrown) {
        return Promise.reject(thrown);
      }
    },
  };
}

/** What shares one budget. */
class Bucket {
  readonly #clock: Clock;
  readonly #window: SpendingWindow | undefined;
  readonly #line = new WaitingLine(() => this.#serve());
  #timer: unknown;

  constructor(budget: Amounts, smooth: boolean, clock: Clock) {
    this.#clock = clock;
    const isLimited = Object.values(budget).some(Number.isFinite);
    this.#window = isLimited ? new SpendingWindow(budget, smooth) : undefined;
  }

  acquire(cost: Cost, signal: AbortSignal | undefined): Promise<Grant> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const window = this.#window;
    if (window === undefined) return Promise.resolve(UNLIMITED);
    const now = this.#clock.now();
    if (this.#line.size === 0 && window.waitFor(cost, now) <= 0) {
      return Promise.resolve(this.#grant(cost, now, window));
    }
    const waiting = this.#line.join(cost, signal);
    if (this.#line.size === 1) this.#serve();
    return waiting;
  }

  #grant(cost: Cost, now: number, window: SpendingWindow): Grant {
    const number = window.add(cost, now);
    return {
      settle: (actual) => {
        window.change(number, ...settled(actual));
        const { retryAfterMs = 0 } = actual;
        if (retryAfterMs > 0) window.hold(this.#clock.now() + retryAfterMs);
        if (this.#line.size > 0) this.#serve();
      },
    };
  }

  /** Lets those go who may. Nobody goes past the first who may not, so one timer is enough for all. */
  #serve(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
    const window = this.#window as SpendingWindow;
    const now = this.#clock.now();
    for (const { cost, go } of this.#line) {
      const wait = window.waitFor(cost, now);
      if (wait > 0) {
        // It may fire early by a part of a millisecond: then it is armed once more.
        this.#timer = this.#clock.setTimer(() => this.#serve(), wait, false);
        return;
      }
      go(this.#grant(cost, now, window));
    }
  }
}

const UNLIMITED: Grant = { settle() {} };

/** What a window is told of what a request took: what was not sent took nothing. */
export function settled(actual: Spent): [requests: number, cost: Cost] {
  return actual.requests === 0 ? [0, { tokens: 0, money: 0 }] : [1, amountsOf(actual)];
}
