import type { Price, PriceConditions } from "../layers/rates.ts";
import type { PartialRates, PartialTier, StatedPrice } from "./statement.ts";

/** The hour of a day that stands for it. */
const NOON = "12:00";

/** Rates and tiers, as far as they are known. */
export interface PartialPrice {
  readonly rates: PartialRates;
  readonly tiers: readonly PartialTier[];
}

/**
 * The price of the standard tier of a data set that is in force at 12:00 UTC of a day. `undefined`:
 * it states none.
 */
export function statedPrice(
  prices: readonly StatedPrice[] | undefined,
  on: string,
): PartialPrice | undefined {
  return prices?.findLast(
    ({ from, utcHours, serviceTier }) =>
      serviceTier === undefined &&
      (from === undefined || from <= on) &&
      (utcHours === undefined || holdsAtNoon(utcHours)),
  );
}

/** The price of a registry's model for the standard tier at 12:00 UTC of a day. */
export function ownPrice(price: Price, on: string): PartialPrice | undefined {
  const row = price.rows?.findLast((each) => holds(each, on));
  if (row !== undefined) return { rates: row, tiers: row.tiers ?? [] };
  if (price.kind === "known") return { rates: price, tiers: price.tiers ?? [] };
  return price.kind === "free" ? { rates: { input: 0, output: 0 }, tiers: [] } : undefined;
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

function holds(row: PriceConditions, on: string): boolean {
  const moment = Date.parse(`${on}T${NOON}:00Z`);
  const weekday = DAYS[new Date(moment).getUTCDay()] as (typeof DAYS)[number];
  return (
    row.serviceTier === undefined &&
    row.region === undefined &&
    (row.from === undefined || startOf(row.from) <= moment) &&
    (row.to === undefined || moment < startOf(row.to)) &&
    (row.utcHours?.some(holdsAtNoon) ?? true) &&
    (row.utcDays?.includes(weekday) ?? true) &&
    row.exceptDates?.includes(on) !== true
  );
}

/** A day alone begins at midnight. */
function startOf(moment: string): number {
  return Date.parse(moment.length === 10 ? `${moment}T00:00Z` : moment);
}

/** Hours may cross midnight. */
function holdsAtNoon(hours: string): boolean {
  const [from = "", to = ""] = hours.split("-");
  return from <= to ? from <= NOON && NOON < to : from <= NOON || NOON < to;
}
