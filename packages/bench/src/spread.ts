export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param values At least one. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * The ratio of two medians. Its least and its most are of single rounds, whose runs shared the
 * machine's mood.
 *
 * @param baseline As many as `values`.
 */
export function ratioOf(values: readonly number[], baseline: readonly number[]): Spread {
  const byRound = values.map((value, round) => value / Number(baseline[round]));
  return { ...spreadOf(byRound), median: median(values) / median(baseline) };
}

/**
 * `440 (412–503)`.
 *
 * @param digits Decimals.
 */
export function showSpread({ median, min, max }: Spread, digits = 0): string {
  const [middle, least, most] = [median, min, max].map((value) => value.toFixed(digits));
  return `${middle} (${least}–${most})`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (Number(sorted[Math.ceil(half) - 1]) + Number(sorted[Math.floor(half)])) / 2;
}
