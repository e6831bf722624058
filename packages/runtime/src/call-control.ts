import { offAbort, onAbort } from "./abort-callbacks.ts";
import type { Clock } from "./clock.ts";
import { type Failure, FailureError } from "./errors.ts";
import { type Ending, OwnEnding } from "./transport/ending.ts";

/**
 * What ends a call before its time: the caller's signal, the limit of the whole call, and the limit of
 * the phase that it is in. One abort signal at a time goes to what is being waited for; it is new for
 * every attempt. Timers are few: a limit that moves does not move its timer, which looks again when it
 * goes off.
 */
export class CallControl {
  readonly #clock: Clock;
  readonly #caller: AbortSignal | undefined;
  #ending = new OwnEnding();
  #ended: Failure | undefined;
  #finished = false;
  #total: unknown;
  #timer: unknown;
  #timerDue = 0;
  #due = Number.POSITIVE_INFINITY;
  #onDue: (() => Failure | undefined) | undefined;

  constructor(clock: Clock, caller: AbortSignal | undefined, totalMs: number) {
    this.#clock = clock;
    this.#caller = caller;
    if (caller?.aborted) {
      this.#onAbort();
      return;
    }
    if (caller !== undefined) onAbort(caller, this.#onAbort);
    if (totalMs > 0) {
      this.#total = clock.setTimer(
        () => this.#end(timedOut("the whole call took longer", totalMs)),
        totalMs,
        true,
      );
    }
  }

  /** Aborts when the call, or the attempt, has to end. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** The same without a signal being made. */
  get ending(): Ending {
    return this.#ending;
  }

  /** Why the call has ended, if it has: then what was waited for failed for that reason. */
  get ended(): Failure | undefined {
    return this.#ended;
  }

  /** The call is over: no further attempt. */
  get finished(): boolean {
    return this.#finished;
  }

  /** A new attempt: what ended the last one does not end this one, unless it ended the call. */
  nextAttempt(): void {
    this.free();
    if (this.#ending.aborted && !this.#finished) {
      this.#ending = new OwnEnding();
      this.#ended = undefined;
    }
  }

  /** Ends the attempt `ms` from now, unless {@link free} or another limit comes first; 0: never. */
  limit(ms: number, what: string): void {
    this.#arm(ms, () => timedOut(what, ms));
  }

  /** The same, but not as a failure: `signal` aborts, and `ended` stays undefined. */
  linger(ms: number): void {
    this.#arm(ms, () => undefined);
  }

  /** No limit for now. */
  free(): void {
    this.#due = Number.POSITIVE_INFINITY;
  }

  /** Ends what is being waited for; nothing is reported. */
  abort(): void {
    this.#finished = true;
    this.#ending.abort(new FailureError({ code: "aborted", message: "the stream was left" }));
  }

  /** Nothing is held any more: no timer, no listener. */
  dispose(): void {
    if (this.#caller !== undefined) offAbort(this.#caller, this.#onAbort);
    if (this.#total !== undefined) this.#clock.clearTimer(this.#total);
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#total = undefined;
    this.#timer = undefined;
  }

  #arm(ms: number, onDue: () => Failure | undefined): void {
    if (ms <= 0) {
      this.free();
      return;
    }
    this.#due = this.#clock.now() + ms;
    this.#onDue = onDue;
    if (this.#timer === undefined || this.#timerDue > this.#due) this.#setTimer(ms);
  }

  #setTimer(ms: number): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timerDue = this.#clock.now() + ms;
    this.#timer = this.#clock.setTimer(this.#look, ms, true);
  }

  readonly #look = () => {
    this.#timer = undefined;
    if (this.#due === Number.POSITIVE_INFINITY) return;
    const left = this.#due - this.#clock.now();
    if (left > 0) {
      this.#setTimer(left);
      return;
    }
    this.#due = Number.POSITIVE_INFINITY;
    const failure = this.#onDue?.();
    this.#ended ??= failure;
    this.#ending.abort(failure === undefined ? undefined : new FailureError(failure));
  };

  readonly #onAbort = () => {
    this.#end({
      code: "aborted",
      message: "the call was aborted by its signal",
      retryable: false,
      cause: this.#caller?.reason,
    });
  };

  #end(failure: Failure): void {
    // The caller's word counts, also when a limit was reached in the same moment.
    if (this.#finished && failure.code !== "aborted") return;
    this.#finished = true;
    this.#ended = failure;
    this.#ending.abort(new FailureError(failure));
  }
}

function timedOut(what: string, ms: number): Failure {
  return { code: "timeout", message: `${what} than ${ms / 1000} s` };
}

/** Waits; the signal ends it at once. */
export function sleep(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      clock.clearTimer(timer);
      reject(signal.reason);
    };
    const timer = clock.setTimer(
      () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      },
      ms,
      true,
    );
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
