import type { RetryOptions } from "../chat/call-options.ts";
import type { KeiError } from "../chat/errors.ts";
import type { Complete } from "./options.ts";

/**
 * How long to wait before the next attempt, or `undefined` for none. Where the provider says how long,
 * that; a longer wait than `maxDelayMs` is not shortened, since that would only burn quota, and not
 * waited for, since that would be a hang.
 *
 * @param random between 0 and 1; takes up to a quarter off, so that clients do not come back together
 */
export function retryDelay(
  error: KeiError,
  policy: Complete<RetryOptions>,
  random: () => number,
): number | undefined {
  const retries = error.attempts - 1;
  if (!error.retryable || retries >= policy.max) return undefined;
  if (error.retryAfterMs !== undefined) {
    return error.retryAfterMs > policy.maxDelayMs ? undefined : error.retryAfterMs;
  }
  const backoff = Math.min(policy.backoffMs * 2 ** retries, policy.maxDelayMs);
  return backoff * (1 - 0.25 * random());
}
