/** Micro-cents in one unit of a currency. */
const PER_UNIT = 100_000_000n;

/**
 * Micro-cents as an amount of a currency: `$3.00`, `€0.0028`; `EUR 3.00` where there is no sign.
 * Exact: two decimals, more where they are needed.
 */
export function money(microCents: number | bigint, currency: string): string {
  const amount = BigInt(microCents);
  const digits = String(amount % PER_UNIT)
    .padStart(8, "0")
    .replace(/0{1,6}$/, "");
  const whole = String(amount / PER_UNIT).replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = SIGNS[currency];
  return `${sign ?? `${currency} `}${whole}.${digits}`;
}

const SIGNS: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£", CNY: "¥" };
