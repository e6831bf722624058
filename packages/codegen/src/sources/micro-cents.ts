/** Decimal places of a dollar that a micro-cent has. */
const PLACES = 8;

/**
 * Dollars as a whole number of micro-cents: 0.3 is 30,000,000. Exact: a number is taken at its
 * shortest decimal notation and never multiplied, and what is below a micro-cent is rounded half up.
 *
 * @throws RangeError for what is no decimal number of 0 or more.
 */
export function microCents(dollars: number | string): number {
  const parts = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(String(dollars));
  if (parts === null) throw new RangeError(`not an amount of money: ${dollars}`);
  const [, whole = "", fraction = "", exponent = "0"] = parts;
  const shift = Number(exponent) + PLACES - fraction.length;
  const digits = BigInt(whole + fraction);
  if (shift >= 0) return Number(digits * 10n ** BigInt(shift));
  const divisor = 10n ** BigInt(-shift);
  return Number((digits + divisor / 2n) / divisor);
}
