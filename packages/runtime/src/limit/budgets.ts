import { FailureError } from "../chat/errors.ts";
import type { LimitRequest } from "./limiter.ts";

/** What may go in any 60 seconds. */
export interface Budgets {
  /** Requests. 0: no limit. */
  readonly rpm: number;
  /** Tokens of input and output together. @default no limit */
  readonly tpm?: number | undefined;
  /** Micro-cents (1 USD is 100,000,000n). @default no limit */
  readonly money?: bigint | undefined;
  /**
   * Requests go evenly, `60 s / rpm` apart, as vendors may count: 60 a minute as one a second.
   * @default false: as many at once as the budget has
   */
  readonly smooth?: boolean | undefined;
}

/**
 * Amounts of the three kinds. They are added as numbers: what they are compared with is at most 2^53 - 1,
 * which is 90 million dollars a minute.
 */
export interface Amounts {
  readonly requests: number;
  readonly tokens: number;
  readonly money: number;
}

/** The window that all budgets are for. */
export const WINDOW_MS = 60_000;

const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Budgets as amounts; infinite where there is no limit.
 * @throws FailureError of code `config` that says which one is wrong
 */
export function checkBudgets({ rpm, tpm, money }: Budgets): Amounts {
  for (const [name, value, least] of [
    ["rpm", rpm, 0],
    ["tpm", tpm ?? 1, 1],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < least) {
      throw wrong(`the ${name} of a limiter must be a whole number, ${least} or more`);
    }
  }
  if (money !== undefined && (typeof money !== "bigint" || money < 1n || money > MOST)) {
    throw wrong(`the money of a limiter must be a bigint of micro-cents, from 1n to ${MOST}n`);
  }
  return {
    requests: rpm || Number.POSITIVE_INFINITY,
    tokens: tpm ?? Number.POSITIVE_INFINITY,
    money: money === undefined ? Number.POSITIVE_INFINITY : Number(money),
  };
}

/** What one request takes; `undefined` is unknown. */
export interface Cost {
  readonly tokens: number | undefined;
  readonly money: number | undefined;
}

const NOTHING_KNOWN: Cost = { tokens: undefined, money: undefined };

/** @throws FailureError of code `config` for what is no amount */
export function costOf(asked: LimitRequest | AbortSignal | undefined): Cost {
  if (asked === undefined) return NOTHING_KNOWN;
  const { tokens, money } = asked as LimitRequest;
  return tokens === undefined && money === undefined ? NOTHING_KNOWN : amountsOf({ tokens, money });
}

/** @throws FailureError of code `config` for what is no amount */
export function amountsOf({ tokens, money }: Pick<LimitRequest, "tokens" | "money">): Cost {
  if (tokens !== undefined && !(tokens >= 0 && tokens <= Number.MAX_SAFE_INTEGER)) {
    throw wrong("the tokens that a limiter is told must be a number of 0 or more");
  }
  if (money !== undefined && (typeof money !== "bigint" || money < 0n)) {
    throw wrong("the money that a limiter is told must be a bigint of 0n or more micro-cents");
  }
  return {
    tokens: tokens === undefined ? undefined : Math.ceil(tokens),
    money: money === undefined ? undefined : Number(money > MOST ? MOST : money),
  };
}

function wrong(message: string): FailureError {
  return new FailureError({ code: "config", message });
}
