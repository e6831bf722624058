/** Micro-cents in one US dollar, and in one unit of any other currency. 1 micro-cent = 1e-8 USD. */
export const MICRO_CENTS_PER_USD = 100_000_000n;

/** Micro-cents in one US cent. */
export const MICRO_CENTS_PER_CENT = 1_000_000n;

/** Tokens in the unit that prices are given for. */
export const TOKENS_PER_MTOK = 1_000_000n;

/** Decimals of an amount in micro-cents. */
const DECIMALS = 8;

/** No sign that two currencies share: the yen is `JPY`. */
const SIGNS: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£", CNY: "¥" };

/**
 * An amount for people: `$3.00`, `-€0.0028`, `$1,234.50`; `SEK 3.00` where there is no sign. It is
 * exact: two decimals, more where they are needed, so that what costs something is never `$0.00`.
 *
 * @param amount in micro-cents, such as a total or a price.
 * @param currency ISO 4217 code, such as that of a cost or of a provider's `billing`.
 * @throws RangeError for a number that is not whole.
 *
 * @example
 * const spent = cost("anthropic/claude-sonnet-4-6", { inputTokens: 7, outputTokens: 1 });
 * if (spent.kind === "known") formatMoney(spent.total, spent.currency); // "$0.000036"
 */
export function formatMoney(amount: bigint | number, currency: string): string {
  const microCents = BigInt(amount);
  const minus = microCents < 0n ? "-" : "";
  const digits = String(minus ? -microCents : microCents).padStart(DECIMALS + 1, "0");
  const whole = digits.slice(0, -DECIMALS).replace(/\B(?=(\d{3})+$)/g, ",");
  const decimals = digits.slice(-DECIMALS).replace(/0{1,6}$/, "");
  const sign = Object.hasOwn(SIGNS, currency) ? SIGNS[currency] : `${currency} `;
  return `${minus}${sign}${whole}.${decimals}`;
}
