import type { Clock } from "../platform/clock.ts";
import { createLimiter, type Limiter } from "./window-limiter.ts";

/**
 * The limiter of a provider's key: one for all clients of this process, since the provider counts by
 * key as well. Kept as long as the process runs, a few hundred bytes for each key.
 * @param key never shows: nothing that is given out leads to it. Empty: there is none
 * @param rpm the first one counts; 0 and absent: no limit
 * @param clock clients with a clock of their own, as in tests, share with those of the same
 * @returns `undefined` when there is no limit
 */
export function sharedLimiter(
  providerId: string,
  key: string,
  rpm: number | undefined,
  clock: Clock,
): Limiter | undefined {
  if (rpm === undefined || rpm === 0) return undefined;
  let limiters = CLOCKS.get(clock);
  if (limiters === undefined) {
    limiters = new Map();
    CLOCKS.set(clock, limiters);
  }
  // Ids have no such character in them.
  const name = `${providerId}\n${key}`;
  let limiter = limiters.get(name);
  if (limiter === undefined) {
    limiter = createLimiter({ rpm, clock });
    limiters.set(name, limiter);
  }
  return limiter;
}

const CLOCKS = new WeakMap<Clock, Map<string, Limiter>>();
