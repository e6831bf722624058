import type { Clock } from "../../src/clock.ts";

/** Time that stands still until it is told to go on. */
export class FakeClock implements Clock {
  /** Timers that are set: none of them may remain when a call is over. */
  readonly timers = new Map<number, { readonly due: number; readonly run: () => void }>();
  #now = 1000;
  #id = 0;

  now(): number {
    return this.#now;
  }

  /** 2026-11-23T00:00:00Z and on. */
  date(): number {
    return Date.UTC(2026, 10, 23) + this.#now - 1000;
  }

  setTimer(run: () => void, ms: number): unknown {
    this.#id += 1;
    this.timers.set(this.#id, { due: this.#now + ms, run });
    return this.#id;
  }

  clearTimer(timer: unknown): void {
    this.timers.delete(timer as number);
  }

  /** Lets time pass: timers go off in order, and what they set in motion runs before the next one. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await idle();
    for (;;) {
      const next = [...this.timers].sort(([, a], [, b]) => a.due - b.due)[0];
      if (next === undefined || next[1].due > end) break;
      this.timers.delete(next[0]);
      this.#now = Math.max(this.#now, next[1].due);
      next[1].run();
      await idle();
    }
    this.#now = end;
    await idle();
  }
}

/** Until all that is ready to run has run: promises, not timers or sockets. */
export function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
