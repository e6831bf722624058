// @ts-check

/** @typedef {{ median: number, min: number, max: number }} Spread */

/**
 * @param {readonly number[]} values At least one.
 * @returns {Spread}
 */
export function spreadOf(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * The ratio of two medians. Its least and its most are of single rounds, whose runs shared the
 * machine's mood.
 *
 * @param {readonly number[]} values
 * @param {readonly number[]} baseline As many.
 * @returns {Spread}
 */
export function ratioOf(values, baseline) {
  const byRound = values.map((value, round) => value / Number(baseline[round]));
  return { ...spreadOf(byRound), median: median(values) / median(baseline) };
}

/**
 * `440 (412–503)`.
 *
 * @param {Spread} spread
 * @param {number} [digits] Decimals. @default 0
 */
export function showSpread({ median, min, max }, digits = 0) {
  const [middle, least, most] = [median, min, max].map((value) => value.toFixed(digits));
  return `${middle} (${least}–${most})`;
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (Number(sorted[Math.ceil(half) - 1]) + Number(sorted[Math.floor(half)])) / 2;
}
