import { FailureError, KeiError, type KeiErrorCode } from "../../chat/errors.ts";
import { callHook } from "../../platform/call-hook.ts";
import { type Clock, systemClock } from "../../platform/clock.ts";
import { digest } from "../../platform/digest.ts";
import { unknownKey } from "../../platform/unknown-key.ts";
import { type Budgets, checkBudgets, costOf, WINDOW_MS } from "../budgets.ts";
import type { BudgetLimiter, LimitRequest } from "../limiter.ts";
import { signalOf } from "../waiting-line.ts";
import { type BucketSettings, RedisBucket } from "./redis-bucket.ts";
import type { Eval } from "./script-runner.ts";

export interface RedisLimiterOptions extends Budgets {
  /** Runs a script over your connection: `fromIoredis(client)`, `fromNodeRedis(client)`. */
  readonly eval: Eval;
  /**
   * What happens while Redis cannot be asked: each process lets go what its share of the budgets has room
   * for, at least one request in 60 seconds; or calls fail with code `network`. Redis is asked again every
   * second.
   * @default "local-share"
   */
  readonly onUnavailable?: "local-share" | "fail" | undefined;
  /**
   * Redis went away, why it is away is another thing now, or it is back: each told once, as soon as a call
   * shows it. @default `console.warn`
   */
  readonly onStateChange?: ((state: RedisState) => void) | undefined;
  /**
   * How many processes have a share while Redis is away. If there are more, they take more than the budget:
   * twenty that believe to be ten take twice as much.
   * @default as many as Redis knew of when it was last there; 10 if it never was
   */
  readonly processes?: number | undefined;
  /** What the names of all keys in Redis begin with. @default "kei:limit:" */
  readonly prefix?: string | undefined;
  /** What tests put in the place of time. */
  readonly testing?:
    | {
        /** @default the system's */
        readonly clock?: Clock | undefined;
        /** What the budgets are for. @default 60,000 */
        readonly windowMs?: number | undefined;
      }
    | undefined;
}

/** Whether the budgets are those of all processes, or why not. */
export type RedisState =
  | { readonly isAvailable: true }
  | {
      readonly isAvailable: false;
      /** Of code `config` where it has to be put right: a refused password, a wrong `eval`. Else `network`. */
      readonly error: KeiError;
    };

const OPTIONS: readonly string[] = [
  "eval",
  "rpm",
  "tpm",
  "money",
  "smooth",
  "onUnavailable",
  "onStateChange",
  "processes",
  "prefix",
  "testing",
] satisfies (keyof RedisLimiterOptions)[];

/**
 * Lets at most so much go in any 60 seconds, over all processes that share a Redis or Valkey: requests,
 * tokens and money, each request all of what it asks for or nothing. Each account and class of models has
 * the budgets for itself. Every process that wants more gets an equal share, and in a process those that
 * wait go in the order in which they came.
 *
 * Redis sees ids of models, hashes and amounts; no key, no text.
 *
 * @throws FailureError of code `config` that says which option is wrong
 *
 * @example
 * const limiter = redisLimiter({ eval: fromIoredis(new Redis()), rpm: 4000, tpm: 2_000_000 });
 * const claude = anthropic({ limiter });
 */
export function redisLimiter(options: RedisLimiterOptions): BudgetLimiter {
  const { onUnavailable = "local-share", onStateChange, prefix = "kei:limit:" } = options;
  const { processes } = options;
  const unknown = unknownKey(options, OPTIONS, `there are ${OPTIONS.join(", ")}`);
  if (unknown !== undefined) {
    throw wrong(`the option ${unknown.key} of redisLimiter() does not exist: ${unknown.hint}`);
  }
  if (typeof options.eval !== "function") {
    throw wrong("the option eval must be a function, such as fromIoredis(client)");
  }
  if (onUnavailable !== "local-share" && onUnavailable !== "fail") {
    throw wrong('the option onUnavailable must be "local-share" or "fail"');
  }
  if (onStateChange !== undefined && typeof onStateChange !== "function") {
    throw wrong("the option onStateChange must be a function");
  }
  if (processes !== undefined && (!Number.isSafeInteger(processes) || processes < 1)) {
    throw wrong("the option processes must be a whole number, 1 or more");
  }
  const settings: BucketSettings = {
    eval: options.eval,
    id: crypto.randomUUID().replaceAll("-", "").slice(0, 16),
    budget: checkBudgets(options),
    smooth: options.smooth ?? false,
    windowMs: options.testing?.windowMs ?? WINDOW_MS,
    onUnavailable,
    processes,
    clock: options.testing?.clock ?? systemClock,
    onState: toldOnce(onStateChange ?? warnOf(onUnavailable)),
  };
  const buckets = new Map<string, RedisBucket>();
  const bucketOf = ({ key = "", modelClass = "" }: LimitRequest): RedisBucket => {
    const name = `${key}\n${modelClass}`;
    let bucket = buckets.get(name);
    if (bucket === undefined) {
      bucket = new RedisBucket(settings, keysOf(prefix, key, modelClass));
      buckets.set(name, bucket);
    }
    return bucket;
  };
  return {
    acquire(asked) {
      try {
        return bucketOf((asked ?? {}) as LimitRequest).acquire(costOf(asked), signalOf(asked));
      } catch (thrown) {
        return Promise.reject(thrown);
      }
    },
  };
}

/** Of what budgets notice, each by itself when it asks, what is new. */
function toldOnce(tell: (state: RedisState) => void): BucketSettings["onState"] {
  let told: KeiErrorCode | undefined;
  return (failure) => {
    const code = failure?.failure.code;
    if (code === told) return;
    told = code;
    const state: RedisState =
      failure === undefined
        ? { isAvailable: true }
        : { isAvailable: false, error: new KeiError(failure.failure) };
    callHook(tell, state);
  };
}

function warnOf(onUnavailable: BucketSettings["onUnavailable"]): (state: RedisState) => void {
  const meanwhile =
    onUnavailable === "fail" ? "calls fail" : "this process goes on with its share of the budgets";
  return (state) => {
    const what = state.isAvailable
      ? "the limiter reaches Redis again"
      : `${state.error.message}. Until then ${meanwhile}`;
    console.warn(`kei: ${what}`);
  };
}

/** Whatever the account is called, it may be its key: a hash is all that leaves the process. */
async function keysOf(prefix: string, key: string, modelClass: string): Promise<readonly string[]> {
  const hash = await digest("SHA-256", key);
  if (hash === undefined)
    throw wrong("there is no crypto.subtle here, which hashes names of accounts");
  // What stands in braces decides where a cluster keeps a key.
  const tag = `${prefix}{${hash.slice(0, 32)}:${encodeURIComponent(modelClass)}}`;
  return ["log", "costs", "state"].map((part) => `${tag}:${part}`);
}

function wrong(message: string): FailureError {
  return new FailureError({ code: "config", message });
}
