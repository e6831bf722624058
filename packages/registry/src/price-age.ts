import type { Model } from "./gen/contract.gen.js";

const DAY_MS = 86_400_000;

/**
 * How old a model's price is: whole days in UTC from the day on which it was last found right to
 * another one. `undefined` when it was never verified; negative when that was after `on`.
 *
 * @param on - usually today: `new Date()`, or an ISO date such as `"2026-09-01"`.
 * @throws RangeError for what is no date.
 */
export function priceAge(
  { verifiedAt }: Pick<Model, "verifiedAt">,
  on: Date | string,
): number | undefined {
  const day = dayNumber(on);
  return verifiedAt === undefined ? undefined : day - dayNumber(verifiedAt);
}

function dayNumber(date: Date | string): number {
  const time = typeof date === "string" ? timeOf(date) : date.getTime();
  if (Number.isNaN(time)) throw new RangeError(`not a date: ${String(date)}`);
  return Math.floor(time / DAY_MS);
}

/** Of a date alone: what `Date` reads into anything else depends on the machine. */
function timeOf(date: string): number {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return Number.NaN;
  const time = Date.parse(date);
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
  return exists ? time : Number.NaN;
}
