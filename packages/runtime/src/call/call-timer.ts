import type { Clock } from "../platform/clock.ts";

/**
 * A timer that outlives the call that it was set for, to be used by the next: setting and clearing one
 * for each limit of each call is a tenth of what a call over node:http computes. While nobody uses it, it
 * does not hold the process.
 */
export interface CallTimer {
  /** When it goes off, by the clock. Early is no harm: its user looks again. */
  readonly due: number;
  handle: unknown;
  /** Called when it goes off; absent while nobody uses it. */
  look: (() => void) | undefined;
}

const IDLE = new WeakMap<Clock, CallTimer[]>();

/** A timer that goes off at `due`, or earlier. */
export function takeTimer(clock: Clock, due: number, look: () => void): CallTimer {
  const idle = IDLE.get(clock)?.pop();
  if (idle !== undefined) {
    if (idle.due <= due) {
      idle.look = look;
      clock.holdTimer?.(idle.handle, true);
      return idle;
    }
    clock.clearTimer(idle.handle);
  }
  const timer: CallTimer = { due, handle: undefined, look };
  timer.handle = clock.setTimer(() => goOff(clock, timer), due - clock.now(), true);
  return timer;
}

/** Nobody uses it any more. */
export function giveTimer(clock: Clock, timer: CallTimer): void {
  timer.look = undefined;
  if (clock.holdTimer === undefined) {
    clock.clearTimer(timer.handle);
    return;
  }
  clock.holdTimer(timer.handle, false);
  const idle = IDLE.get(clock);
  if (idle === undefined) IDLE.set(clock, [timer]);
  else idle.push(timer);
}

function goOff(clock: Clock, timer: CallTimer): void {
  if (timer.look !== undefined) {
    timer.look();
    return;
  }
  const idle = IDLE.get(clock) ?? [];
  idle.splice(idle.indexOf(timer), 1);
}
