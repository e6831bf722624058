import type { Clock } from "../../src/platform/clock.ts";

/** Time that stands still until it is told to go on. */
export class FakeClock implements Clock {
  readonly #all = new Map<
    number,
    { readonly due: number; readonly run: () => void; readonly hold: boolean }
  >();
  #now = 1000;
  #id = 0;

  /** Timers that are set and hold the process: none of them may remain when a call is over. */
  get timers(): ReadonlyMap<number, unknown> {
    return new Map([...this.#all].filter(([, { hold }]) => hold));
  }

  now(): number {
    return this.#now;
  }

  /** 2026-11-23T00:00:00Z and on. */
  date(): number {
    return Date.UTC(2026, 10, 23) + this.#now - 1000;
  }

  setTimer(run: () => void, ms: number, hold = true): unknown {
    this.#id += 1;
    this.#all.set(this.#id, { due: this.#now + ms, run, hold });
    return this.#id;
  }

  clearTimer(timer: unknown): void {
    this.#all.delete(timer as number);
  }

  /** Lets time pass: timers go off in order, and what they set in motion runs before the next one. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await idle();
    for (;;) {
      const next = [...this.#all].sort(([, a], [, b]) => a.due - b.due)[0];
      if (next === undefined || next[1].due > end) break;
      this.#all.delete(next[0]);
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
