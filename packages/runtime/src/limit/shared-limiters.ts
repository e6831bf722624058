import type { Clock } from "../platform/clock.ts";
import type { BudgetLimiter } from "./limiter.ts";
import { createLimiter } from "./window-limiter.ts";

/**
 * The limiter of a provider's key: one for all clients of this process, since the provider counts by
 * key as well. Kept as long as the process runs, a few hundred bytes for each key.
 * @param key never shows: nothing that is given out leads to it. A function that gives keys stands for all
 * of them: the key of an account changes, and the account's limit stays. Empty: there is none
 * @param rpm the first one counts; 0 and absent: no limit
 * @param clock clients with a clock of their own, as in tests, share with those of the same
 * @returns `undefined` when there is no limit
 */
export function sharedLimiter(
  providerId: string,
  key: string | object,
  rpm: number | undefined,
  clock: Clock,
): BudgetLimiter | undefined {
  if (rpm === undefined || rpm === 0) return undefined;
  const ofClock = getOr(CLOCKS, clock, () => new WeakMap());
  const limiters = getOr(ofClock, typeof key === "string" ? clock : key, () => new Map());
  // Ids have no such character in them.
  const name = `${providerId}\n${typeof key === "string" ? key : ""}`;
  return getOr(limiters, name, () => createLimiter({ rpm, clock }));
}

/** Limiters by name, for each function that gives keys, and under the clock itself for all keys. */
const CLOCKS = new WeakMap<Clock, WeakMap<object, Map<string, BudgetLimiter>>>();

function getOr<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  create: () => Value,
): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = create();
  map.set(key, created);
  return created;
}
