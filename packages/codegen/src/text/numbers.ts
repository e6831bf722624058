/** Decimals of an amount in micro-cents. */
const DECIMALS = 8;

const SIGNS: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£", CNY: "¥" };

/**
 * Micro-cents as an amount of a currency, as `formatMoney` of `@kei/registry` has them: `$3.00`,
 * `-€0.0028`; `SEK 3.00` where there is no sign. That package needs this one, so this one cannot ask
 * it; vectors hold the two together.
 */
export function money(microCents: number | bigint, currency: string): string {
  const amount = BigInt(microCents);
  const minus = amount < 0n ? "-" : "";
  const digits = String(minus ? -amount : amount).padStart(DECIMALS + 1, "0");
  const whole = digits.slice(0, -DECIMALS).replace(/\B(?=(\d{3})+$)/g, ",");
  const decimals = digits.slice(-DECIMALS).replace(/0{1,6}$/, "");
  const sign = Object.hasOwn(SIGNS, currency) ? SIGNS[currency] : `${currency} `;
  return `${minus}${sign}${whole}.${decimals}`;
}

/** A count with commas, in every locale: `1,000,000`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A count as TOML may have it: `1_000_000`. */
export function underscored(count: number): string {
  return grouped(count).replaceAll(",", "_");
}

/** A count of things: `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
