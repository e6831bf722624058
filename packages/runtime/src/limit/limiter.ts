/** Lets requests go at a limited rate. */
export interface Limiter {
  /**
   * Resolves when a request may go; first come, first served. Kei asks before every attempt, with a value
   * that is both: an `AbortSignal` that has the properties of a {@link LimitRequest}. So a limiter that
   * knows nothing but the signal is one as well.
   *
   * @returns what is to be told afterwards what was spent; nothing, when nobody wants to hear of it
   * @throws the signal's reason when it aborts first; then nothing is used up.
   */
  acquire(asked?: LimitRequest | AbortSignal): Promise<Grant> | Promise<void>;
}

/** A limiter with budgets: `createLimiter`, `redisLimiter`. */
export interface BudgetLimiter extends Limiter {
  acquire(asked?: LimitRequest | AbortSignal): Promise<Grant>;
}

/** What a request is expected to take. */
export interface LimitRequest {
  /**
   * Tokens of input and output together. Absent: unknown, which is not 0: then the request needs that
   * anything is left, and what it took counts once it is told.
   */
  readonly tokens?: number | undefined;
  /** Micro-cents (1 USD is 100,000,000n) of the currency in which the provider bills. Absent: unknown. */
  readonly money?: bigint | undefined;
  /** The account that has the budget. Kei says the provider's id and a hash of the key, never the key. */
  readonly key?: string | undefined;
  /** Which models share the budget. Kei says the id of the model. */
  readonly modelClass?: string | undefined;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** Leave to send one request. */
export interface Grant {
  /** Says what became of it. What is not known stays as it was estimated; the last word counts. */
  settle(actual: Spent): void;
}

/** What a request took. */
export interface Spent {
  /** 0: it was not sent, and counts as if it had never been asked for. @default 1 */
  readonly requests?: 0 | 1 | undefined;
  readonly tokens?: number | undefined;
  /** Micro-cents. */
  readonly money?: bigint | undefined;
  /** The provider wants nothing for so long: nobody goes until then. */
  readonly retryAfterMs?: number | undefined;
}
