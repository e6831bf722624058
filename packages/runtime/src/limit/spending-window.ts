import { type Amounts, type Cost, WINDOW_MS } from "./budgets.ts";

/** Numbers that are kept of each request: when it went, and what it took. */
const [AT, REQUESTS, TOKENS, MONEY, STRIDE] = [0, 1, 2, 3, 4] as const;

/**
 * What went in the last 60 seconds, request by request: 32 bytes each. The budgets hold in any such
 * window, wherever it begins: not anew with every minute of the clock, which lets twice as much go
 * around its end.
 */
export class SpendingWindow {
  readonly #windowMs: number;
  readonly #isSmooth: boolean;
  #budget: Amounts;
  /** In the order in which they went, beginning at `#first`. */
  #log: number[] = [];
  #first = 0;
  /** How many have left the log: numbers of entries go on. */
  #gone = 0;
  #used = { requests: 0, tokens: 0, money: 0 };
  #lastAt = Number.NEGATIVE_INFINITY;
  #heldUntil = Number.NEGATIVE_INFINITY;

  /** @param smooth requests are spaced evenly */
  constructor(budget: Amounts, smooth: boolean, windowMs: number = WINDOW_MS) {
    this.#budget = budget;
    this.#windowMs = windowMs;
    this.#isSmooth = smooth;
  }

  /** From now on there is another budget. */
  limitTo(budget: Amounts): void {
    this.#budget = budget;
  }

  /** Nothing goes before that time. */
  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until);
  }

  /**
   * How many milliseconds a request has to wait; 0 or less: it may go. What asks for more than the whole
   * budget goes when nothing else has gone: it is an estimate, and would never go.
   */
  waitFor(cost: Cost, now: number): number {
    this.#forget(now);
    const gapMs = this.#isSmooth ? this.#windowMs / this.#budget.requests : 0;
    const due = Math.max(this.#heldUntil, this.#lastAt + gapMs);
    if (due > now) return due - now;
    const free = { ...this.#used };
    if (this.#fits(free, cost)) return 0;
    const log = this.#log;
    for (let i = this.#first; i < log.length; i += STRIDE) {
      free.requests -= log[i + REQUESTS] as number;
      free.tokens -= log[i + TOKENS] as number;
      free.money -= log[i + MONEY] as number;
      if (this.#fits(free, cost)) return (log[i + AT] as number) + this.#windowMs - now;
    }
    return this.#windowMs;
  }

  /** A request goes. @returns its number */
  add(cost: Cost, now: number): number {
    const { tokens = 0, money = 0 } = cost;
    this.#forget(now);
    this.#lastAt = now;
    this.#log.push(now, 1, tokens, money);
    this.#used.requests += 1;
    this.#used.tokens += tokens;
    this.#used.money += money;
    return this.#gone + (this.#log.length - this.#first) / STRIDE - 1;
  }

  /** What it took becomes known. It changes nothing once the request is older than the window. */
  change(number: number, requests: number, { tokens, money }: Cost): void {
    const i = this.#first + (number - this.#gone) * STRIDE;
    if (number < this.#gone) return;
    const log = this.#log;
    this.#used.requests += requests - (log[i + REQUESTS] as number);
    log[i + REQUESTS] = requests;
    if (tokens !== undefined) {
      this.#used.tokens += tokens - (log[i + TOKENS] as number);
      log[i + TOKENS] = tokens;
    }
    if (money !== undefined) {
      this.#used.money += money - (log[i + MONEY] as number);
      log[i + MONEY] = money;
    }
  }

  #fits(used: Amounts, { tokens, money }: Cost): boolean {
    const { requests: rpm, tokens: tpm, money: most } = this.#budget;
    return (
      used.requests < rpm && hasRoom(used.tokens, tokens, tpm) && hasRoom(used.money, money, most)
    );
  }

  #forget(now: number): void {
    const log = this.#log;
    let i = this.#first;
    while (i < log.length && (log[i + AT] as number) + this.#windowMs <= now) {
      this.#used.requests -= log[i + REQUESTS] as number;
      this.#used.tokens -= log[i + TOKENS] as number;
      this.#used.money -= log[i + MONEY] as number;
      this.#gone += 1;
      i += STRIDE;
    }
    this.#first = i;
    // Moved seldom: each number is copied once, as an average.
    if (i > 1024 && i * 2 > log.length) {
      this.#log = log.slice(i);
      this.#first = 0;
    }
  }
}

function hasRoom(used: number, cost: number | undefined, budget: number): boolean {
  return cost === undefined ? used < budget : used + Math.min(cost, budget) <= budget;
}
