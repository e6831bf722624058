import { type Failure, FailureError } from "../chat/errors.ts";
import { type Ending, offAbort, onAbort } from "../platform/abort-callbacks.ts";
import type { Clock } from "../platform/clock.ts";
import { LeanSignal } from "../platform/lean-signal.ts";

/**
 * What ends a call before its time: the caller's signal, the limit of the whole call, and the limit of
 * the phase that it is in. One abort signal at a time goes to what is being waited for, and a new one
 * once a limit has ended an attempt. A limit that moves, as with every event of a stream, does not move
 * its timer, which looks again when it goes off: to set one takes a tenth of what an event takes.
 */
export class CallControl {
  /** Why the call has ended, if it has: then what was waited for failed for that reason. */
  ended: Failure | undefined;
  /** The call is over: no further attempt. */
  finished = false;

  readonly #clock: Clock;
  readonly #caller: AbortSignal | undefined;
  #ending = new LeanSignal();
  readonly #totalMs: number;
  /** When the call has to be over, and the phase. */
  #totalDue = NEVER;
  #due = NEVER;
  /** What the phase is ended for; `undefined`: without a failure. */
  #what: string | undefined;
  #ms = 0;
  #timer: unknown;
  #timerDue = NEVER;

  constructor(clock: Clock, caller: AbortSignal | undefined, totalMs: number) {
    this.#clock = clock;
    this.#caller = caller;
    this.#totalMs = totalMs;
    if (caller?.aborted) {
      this.#onAbort();
      return;
    }
    if (caller !== undefined) onAbort(caller, this.#onAbort);
    if (totalMs > 0) {
      this.#totalDue = clock.now() + totalMs;
      this.#watch();
    }
  }

  /** Aborts when the call, or the attempt, has to end. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** The same without a signal being made. */
  get ending(): LeanSignal {
    return this.#ending;
  }

  /** A new attempt: what ended the last one does not end this one, unless it ended the call. */
  nextAttempt(): void {
    this.free();
    if (this.#ending.aborted && !this.finished) {
      this.#ending = new LeanSignal();
      this.ended = undefined;
    }
  }

  /**
   * Ends the attempt `ms` from now, unless {@link free} or another limit comes first; 0: never.
   *
   * @param what what takes so long, for people; absent: `signal` aborts, but it is no failure, and `ended` stays undefined
   * @param ofMs the whole limit, where `ms` is what is left of it
   */
  limit(ms: number, what?: string, ofMs: number = ms): void {
    this.#due = ms > 0 ? this.#clock.now() + ms : NEVER;
    this.#what = what;
    this.#ms = ofMs;
    this.#watch();
  }

  /**
   * No limit for now.
   * @returns what is left of the one that there was, in milliseconds; 0: there was none
   */
  free(): number {
    const left = this.#due === NEVER ? 0 : Math.max(1, this.#due - this.#clock.now());
    this.#due = NEVER;
    return left;
  }

  /** Ends what is being waited for; nothing is reported. */
  abort(): void {
    this.finished = true;
    this.#ending.abort(new FailureError({ code: "aborted", message: "the stream was left" }));
  }

  /** Nothing is held any more: no timer, no listener. */
  dispose(): void {
    if (this.#caller !== undefined) offAbort(this.#caller, this.#onAbort);
    this.#due = NEVER;
    this.#totalDue = NEVER;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  /** A timer that goes off too early looks again; only one that would be late is set anew. */
  #watch(): void {
    const due = Math.min(this.#due, this.#totalDue);
    if (due === NEVER || (this.#timer !== undefined && this.#timerDue <= due)) return;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timerDue = due;
    this.#timer = this.#clock.setTimer(this.#look, due - this.#clock.now(), true);
  }

  readonly #look = () => {
    this.#timer = undefined;
    const now = this.#clock.now();
    if (this.#totalDue <= now) {
      this.#totalDue = NEVER;
      this.#end(timedOut("the whole call (timeouts.totalMs)", this.#totalMs));
    }
    if (this.#due <= now) {
      this.#due = NEVER;
      const failure = this.#what === undefined ? undefined : timedOut(this.#what, this.#ms);
      this.ended ??= failure;
      this.#ending.abort(failure && new FailureError(failure));
    }
    this.#watch();
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
    if (this.finished && failure.code !== "aborted") return;
    this.finished = true;
    this.ended = failure;
    this.#ending.abort(new FailureError(failure));
  }
}

const NEVER = Number.POSITIVE_INFINITY;

function timedOut(what: string, ms: number): Failure {
  return { code: "timeout", message: `${what} took longer than ${ms / 1000} s` };
}

/** Waits; the signal ends it at once. */
export function sleep(ms: number, clock: Clock, signal: Ending): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = () => {
      clock.clearTimer(timer);
      reject(signal.reason);
    };
    const timer = clock.setTimer(
      () => {
        offAbort(signal, stop);
        resolve();
      },
      ms,
      true,
    );
    onAbort(signal, stop);
  });
}

/** Waits for what goes on by itself; the signal ends the waiting at once. */
export function waitFor<T>(going: Promise<T>, signal: Ending): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else onAbort(signal, stop);
    going.then(resolve, reject).finally(() => offAbort(signal, stop));
  });
}

/** Waits for a file that is loading, no longer than for the first event of an answer. */
export async function waitForPart<Part>(
  loading: Promise<Part>,
  control: CallControl,
  { firstEventMs }: { readonly firstEventMs: number },
): Promise<Part> {
  control.limit(firstEventMs, "the loading of a file of @kei/runtime (timeouts.firstEventMs)");
  try {
    return await waitFor(loading, control.ending);
  } finally {
    control.free();
  }
}
