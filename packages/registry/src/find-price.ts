import type {
  KnownPrice,
  Price,
  PriceConditions,
  PriceRow,
  PriceTier,
  Rates,
  Weekday,
} from "./gen/contract.gen.js";

/** What a price is looked up for. */
export interface PriceQuestion {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** In the vendor's words; absent: the standard one. */
  readonly serviceTier?: string | undefined;
  /** In the vendor's words; absent: none. */
  readonly region?: string | undefined;
  /** Prices of all times, where they are known. */
  readonly history?: readonly PriceRow[] | undefined;
}

/** The rates that hold, or why nobody knows them. */
export type FoundPrice =
  | {
      readonly kind: "known";
      /** What the row is called: by its conditions, or `standard`. */
      readonly row: string;
      /** Of the standard price, each applied after the other. */
      readonly percents: readonly number[];
      readonly rates: Rates & { readonly tiers?: readonly PriceTier[] };
    }
  | { readonly kind: "free" | "subscription" }
  | {
      readonly kind: "unknown";
      readonly reason: "price" | "price-history" | "service-tier" | "region";
      readonly missing?: string;
    };

/** What vendors call the tier that is no special one, and the region that is none. */
const STANDARD_TIERS: readonly string[] = ["default", "standard"];
const STANDARD_REGIONS: readonly string[] = ["default", "global"];

/**
 * The price that holds: of the rows for this tier and this region the last one whose conditions hold,
 * else the percent of the tier, or of the region, of what holds without it.
 */
export function findPrice(price: Price, question: PriceQuestion): FoundPrice {
  const { time, history } = question;
  const isPast = price.since !== undefined && time < instant(price.since);
  if (isPast && history === undefined) return { kind: "unknown", reason: "price-history" };
  const rows = (isPast ? history : price.rows) ?? [];
  const holding = rows.filter((row) => holds(row, time));
  const serviceTier = standard(question.serviceTier, STANDARD_TIERS);
  const region = standard(question.region, STANDARD_REGIONS);
  return find(price, { rows, holding, serviceTier, region, time, isPast });
}

interface Search {
  readonly rows: readonly PriceRow[];
  /** Those whose time it is. */
  readonly holding: readonly PriceRow[];
  readonly serviceTier: string | undefined;
  readonly region: string | undefined;
  readonly time: number;
  readonly isPast: boolean;
}

function find(price: Price, search: Search): FoundPrice {
  const { holding, serviceTier, region } = search;
  const row = holding.findLast(
    (each) => each.serviceTier === serviceTier && each.region === region,
  );
  if (row !== undefined) {
    return { kind: "known", row: rowName(row), percents: [], rates: row };
  }
  if (serviceTier !== undefined) {
    const base = find(price, { ...search, serviceTier: undefined });
    return share(base, price.tierPercent, serviceTier, "service-tier");
  }
  if (region !== undefined) {
    const base = find(price, { ...search, region: undefined });
    return share(base, price.regionPercent, region, "region");
  }
  return standardPrice(price, search);
}

/** What today's price was not yet, nobody knows before the oldest row. */
function standardPrice(price: Price, { rows, time, isPast }: Search): FoundPrice {
  if (
    isPast &&
    rows.some((row) => isPlain(row) && row.to !== undefined && time < instant(row.to))
  ) {
    return { kind: "unknown", reason: "price", missing: new Date(time).toISOString().slice(0, 10) };
  }
  if (price.kind === "known") {
    return { kind: "known", row: "standard", percents: [], rates: price satisfies KnownPrice };
  }
  return price.kind === "unknown" ? { kind: "unknown", reason: "price" } : { kind: price.kind };
}

/** Held at any hour, for everybody. */
function isPlain({ utcHours, utcDays, serviceTier, region }: PriceConditions): boolean {
  return [utcHours, utcDays, serviceTier, region].every((condition) => condition === undefined);
}

function share(
  base: FoundPrice,
  percents: Readonly<Record<string, number>> | undefined,
  name: string,
  reason: "service-tier" | "region",
): FoundPrice {
  if (base.kind !== "known") return base;
  const percent =
    percents !== undefined && Object.hasOwn(percents, name) ? percents[name] : undefined;
  if (percent === undefined) return { kind: "unknown", reason, missing: name };
  return {
    ...base,
    row: `${base.row} × ${percent} %`,
    percents: [...base.percents, percent],
  };
}

function standard(name: string | undefined, names: readonly string[]): string | undefined {
  return name === undefined || names.includes(name) ? undefined : name;
}

const CONDITIONS = [
  ["from", "from"],
  ["to", "to"],
  ["utcHours", "utc_hours"],
  ["utcDays", "utc_days"],
  ["exceptDates", "except_dates"],
  ["serviceTier", "service_tier"],
  ["region", "region"],
] as const satisfies readonly (readonly [keyof PriceConditions, string])[];

/** A row by its conditions: `to=2026-07-31 service_tier=batch`. */
function rowName(row: PriceConditions): string {
  const parts = CONDITIONS.flatMap(([name, key]) => {
    const value = row[name];
    return value === undefined ? [] : `${key}=${[value].flat().join(",")}`;
  });
  return parts.join(" ") || "standard";
}

const WEEKDAYS: readonly Weekday[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Whether a time is one at which a row holds: from ≤ time < to, on such a day, at such an hour. */
function holds(
  { from, to, utcHours, utcDays, exceptDates }: PriceConditions,
  time: number,
): boolean {
  if (from !== undefined && time < instant(from)) return false;
  if (to !== undefined && time >= instant(to)) return false;
  const date = new Date(time);
  if (utcDays?.includes(WEEKDAYS[date.getUTCDay()] as Weekday) === false) return false;
  if (exceptDates?.includes(date.toISOString().slice(0, 10)) === true) return false;
  const minute = date.getUTCHours() * 60 + date.getUTCMinutes();
  return utcHours === undefined || utcHours.some((hours) => isWithin(hours, minute));
}

/** `16:30-00:30` crosses midnight. */
function isWithin(hours: string, minute: number): boolean {
  const [start = 0, end = 0] = hours.split("-").map((clock) => {
    const [hour = 0, minutes = 0] = clock.split(":").map(Number);
    return hour * 60 + minutes;
  });
  return start < end ? start <= minute && minute < end : minute >= start || minute < end;
}

/** Of a day its first moment. */
function instant(moment: string): number {
  return Date.parse(moment.length === 10 ? `${moment}T00:00Z` : moment);
}
