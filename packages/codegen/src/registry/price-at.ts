import type { Price, PriceConditions, PriceRow, PriceTier, Rates } from "../layers/rates.ts";
import { conditionName } from "./model.ts";

/** What a price is asked for. */
export interface PriceSearch {
  /** A time in UTC: `2026-07-15T12:00:00`. */
  readonly now: string;
  readonly serviceTier: string | null;
  readonly region: string | null;
  /** Prices of all times; absent: not given. */
  readonly history: readonly PriceRow[] | undefined;
}

/** The price that holds, or why nobody knows it. */
export type PriceAt =
  | {
      readonly kind: "known";
      /** By its conditions, or `standard`; with the percents of it. */
      readonly row: string;
      readonly rates: Rates & { readonly tiers?: readonly PriceTier[] };
      readonly percents: readonly number[];
    }
  | { readonly kind: "free" | "subscription" }
  | {
      readonly kind: "unknown";
      readonly reason: "price" | "price-history" | "service-tier" | "region";
      readonly missing?: string;
    };

/**
 * Steps down from the tier in the region that were asked for to the standard price, until a row holds:
 * each step down costs a percent.
 */
export function priceAt(price: Price, { now, serviceTier, region, history }: PriceSearch): PriceAt {
  const isPast = price.since !== undefined && now < momentText(price.since);
  if (isPast && history === undefined) return { kind: "unknown", reason: "price-history" };
  const rows = isPast ? (history ?? []) : (price.rows ?? []);
  const tier = serviceTier === "default" || serviceTier === "standard" ? null : serviceTier;
  const place = region === "default" || region === "global" ? null : region;
  const holding = rows.filter((row) => holdsAt(row, now)).reverse();
  const rowFor = (wanted: string | null, where: string | null) =>
    holding.find((row) => (row.serviceTier ?? null) === wanted && (row.region ?? null) === where);

  const exact = rowFor(tier, place);
  if (exact !== undefined) return { kind: "known", row: nameOf(exact), rates: exact, percents: [] };
  const regional = tier === null ? undefined : rowFor(null, place);
  const plain = regional ?? rowFor(null, null);
  if (plain === undefined) {
    if (isPast && isOlderThanAll(rows, now)) {
      return { kind: "unknown", reason: "price", missing: now.slice(0, 10) };
    }
    if (price.kind === "unknown") return { kind: "unknown", reason: "price" };
    if (price.kind !== "known") return { kind: price.kind };
  }

  const steps = [
    ["region", regional === undefined ? place : null, price.regionPercent],
    ["service-tier", tier, price.tierPercent],
  ] as const;
  const percents: number[] = [];
  for (const [reason, name, table] of steps) {
    if (name === null) continue;
    const percent = new Map(Object.entries(table ?? {})).get(name);
    if (percent === undefined) return { kind: "unknown", reason, missing: name };
    percents.push(percent);
  }
  const base = plain === undefined ? "standard" : nameOf(plain);
  return {
    kind: "known",
    row: [base, ...percents.map((percent) => `${percent} %`)].join(" × "),
    rates: plain ?? (price as Extract<Price, { kind: "known" }>),
    percents,
  };
}

/** Whether a price for everybody ended after a time at which none held. */
function isOlderThanAll(rows: readonly PriceRow[], now: string): boolean {
  return rows.some(
    ({ to, utcHours, utcDays, serviceTier, region }) =>
      to !== undefined &&
      now < momentText(to) &&
      utcHours === undefined &&
      utcDays === undefined &&
      serviceTier === undefined &&
      region === undefined,
  );
}

function nameOf(row: PriceRow): string {
  return conditionName(row) || "standard";
}

/** A border as text that can be compared with a time: of a day its beginning. */
function momentText(moment: string): string {
  const [day = "", time = "00:00"] = moment.replace("Z", "").split("T");
  return `${day}T${time.padEnd(8, ":00")}`;
}

/** From the weekday of 1 January 1970 on. */
const WEEK = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"] as const;

/** Whether a time, as text in UTC, is one at which a row holds. */
function holdsAt({ from, to, utcHours, utcDays, exceptDates }: PriceConditions, now: string) {
  const [day = "", clock = ""] = now.split("T");
  const weekday = WEEK.at((Date.parse(day) / 86_400_000) % WEEK.length);
  return (
    (from === undefined || momentText(from) <= now) &&
    (to === undefined || now < momentText(to)) &&
    (utcDays === undefined || utcDays.some((each) => each === weekday)) &&
    exceptDates?.includes(day) !== true &&
    (utcHours === undefined || utcHours.some((hours) => isDuring(hours, clock)))
  );
}

/** By the text of clocks, all of one length. What ends before it begins ends on the next day. */
function isDuring(hours: string, clock: string): boolean {
  const [start = "", end = ""] = hours.split("-");
  const [begun, over] = [clock >= start, clock >= end];
  return start < end ? begun && !over : begun || !over;
}
