import type { PriceRecord } from "../../../layers/price.ts";
import { type Weekday, weekdays, wordsOf } from "../../../layers/vocabulary.ts";
import { conditionName } from "../../model.ts";
import { instant } from "../../resolve-price.ts";
import type { Rule, RuleContext } from "../rule.ts";

/** Rows of prices: each can hold, none contradicts another, past ones leave no gap, due ones are folded in. */
export const priceRows: Rule = (context) => {
  const groups = new Map<string, PriceRecord[]>();
  for (const record of context.registry.prices) {
    const group = groups.get(record.modelRef);
    if (group === undefined) groups.set(record.modelRef, [record]);
    else group.push(record);
  }
  for (const rows of groups.values()) {
    rows.forEach((row, index) => {
      checkAlive(row, rows.slice(index + 1), context);
      for (const later of rows.slice(index + 1)) checkOverlap(row, later, context);
    });
    checkGaps(rows, context);
  }
  checkPercents(context);
};

/** A row that nothing can make hold: its time is over before it begins, or a later one always holds too. */
function checkAlive(
  row: PriceRecord,
  later: readonly PriceRecord[],
  { report, today }: RuleContext,
): void {
  const { from, to } = timesOf(row);
  if (from >= to) {
    report(
      "price-row-dead",
      { record: row, path: ["to"] },
      {
        message: `a price of "${row.modelRef}" ends on ${row.to}, before it begins on ${row.from}`,
        hint: "from is the first moment, to the first one after",
      },
    );
    return;
  }
  const covering = later.find((other) => isForSame(row, other) && covers(other, row));
  if (covering !== undefined) {
    report(
      "price-row-dead",
      { record: row, path: ["model_ref"] },
      {
        message: `the price of "${row.modelRef}" never holds: a later row holds whenever it does`,
        hint: "of the rows that hold the last one counts: move it down, or remove it",
        related: [{ message: "the later row", at: { record: covering, path: ["model_ref"] } }],
      },
    );
  }
  if (today !== undefined && isPlain(row) && row.to === undefined && from <= instant(today)) {
    report(
      "price-row-due",
      { record: row, path: row.from === undefined ? ["model_ref"] : ["from"] },
      {
        message: `the price of "${row.modelRef}" from ${row.from ?? "always"} on is today's price`,
        hint: "move it into models.toml, and keep the old one here with `to`; kei refresh does",
      },
    );
  }
}

function checkOverlap(row: PriceRecord, later: PriceRecord, { report }: RuleContext): void {
  if (!isForSame(row, later)) return;
  const relations = [timeRelation(row, later), hourRelation(row, later), dayRelation(row, later)];
  if (relations.includes("apart") || !relations.includes("partly")) return;
  report(
    "price-overlap",
    { record: later, path: ["model_ref"] },
    {
      message: `two prices of "${row.modelRef}" hold at the same time: ${nameOf(row)}, and ${nameOf(later)}`,
      hint: "end one where the other begins",
      related: [{ message: "the other one", at: { record: row, path: ["model_ref"] } }],
    },
  );
}

/** Between past prices for everybody there is no time without one. */
function checkGaps(rows: readonly PriceRecord[], { report }: RuleContext): void {
  const past = rows
    .filter((row) => isPlain(row) && row.to !== undefined)
    .sort((a, b) => timesOf(a).from - timesOf(b).from);
  // The one that goes on longest: a row may hold for a part of another's time.
  let before: PriceRecord | undefined;
  for (const row of past) {
    if (before !== undefined && timesOf(before).to < timesOf(row).from) {
      report(
        "price-gap",
        { record: row, path: ["from"] },
        {
          message: `nothing is known of the price of "${row.modelRef}" from ${before.to} to ${row.from}`,
          hint: "add the row of that time, or let the earlier one go on",
          related: [{ message: "the earlier one", at: { record: before, path: ["to"] } }],
        },
      );
    }
    if (before === undefined || timesOf(row).to > timesOf(before).to) before = row;
  }
}

/** A row for a tier counts, and the percent of that tier does not. */
function checkPercents({ registry, report }: RuleContext): void {
  const models = new Map(registry.models.map((model) => [model.ref, model]));
  for (const record of registry.prices) {
    const { serviceTier, region, modelRef } = record;
    const { tierPercent = {}, regionPercent = {} } = models.get(modelRef)?.price ?? {};
    const pairs = [
      ["service_tier", serviceTier, tierPercent],
      ["region", region, regionPercent],
    ] as const;
    for (const [key, name, percents] of pairs) {
      // One that is past was another price.
      if (name === undefined || !Object.hasOwn(percents, name) || record.to !== undefined) continue;
      report(
        "row-beats-percent",
        { record, path: [key] },
        {
          message: `"${modelRef}" has a price for ${name}, and ${percents[name]} % for it as well: the price counts`,
          hint: "remove one of the two",
        },
      );
    }
  }
}

function nameOf(row: PriceRecord): string {
  return conditionName(row) || "always";
}

/** Held at any hour, for everybody. */
function isPlain({ utcHours, utcDays, serviceTier, region }: PriceRecord): boolean {
  return [utcHours, utcDays, serviceTier, region].every((each) => each === undefined);
}

function isForSame(a: PriceRecord, b: PriceRecord): boolean {
  return a.serviceTier === b.serviceTier && a.region === b.region;
}

function timesOf({ from, to }: PriceRecord): { readonly from: number; readonly to: number } {
  return {
    from: from === undefined ? Number.NEGATIVE_INFINITY : instant(from),
    to: to === undefined ? Number.POSITIVE_INFINITY : instant(to),
  };
}

/** Whether a row holds whenever another one does. */
function covers(wide: PriceRecord, narrow: PriceRecord): boolean {
  const [w, n] = [timesOf(wide), timesOf(narrow)];
  return (
    w.from <= n.from &&
    w.to >= n.to &&
    (wide.exceptDates ?? []).every((day) => narrow.exceptDates?.includes(day)) &&
    ["equal", "narrower"].includes(relation(minutesOf(narrow), minutesOf(wide))) &&
    ["equal", "narrower"].includes(relation(daysOf(narrow), daysOf(wide)))
  );
}

type Relation = "apart" | "equal" | "narrower" | "wider" | "partly";

function timeRelation(a: PriceRecord, b: PriceRecord): Relation {
  const [x, y] = [timesOf(a), timesOf(b)];
  if (x.to <= y.from || y.to <= x.from) return "apart";
  if (x.from >= y.from && x.to <= y.to) return "narrower";
  return y.from >= x.from && y.to <= x.to ? "wider" : "partly";
}

function hourRelation(a: PriceRecord, b: PriceRecord): Relation {
  return relation(minutesOf(a), minutesOf(b));
}

function dayRelation(a: PriceRecord, b: PriceRecord): Relation {
  return relation(daysOf(a), daysOf(b));
}

function relation<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Relation {
  const shared = [...a].filter((each) => b.has(each)).length;
  if (shared === 0) return "apart";
  if (shared === a.size) return shared === b.size ? "equal" : "narrower";
  return shared === b.size ? "wider" : "partly";
}

const DAY_MINUTES = 24 * 60;

/** The minutes of a day at which a row holds. */
function minutesOf({ utcHours = ["00:00-24:00"] }: PriceRecord): ReadonlySet<number> {
  const minutes = new Set<number>();
  for (const hours of utcHours) {
    const [start = 0, end = 0] = hours.split("-").map((clock) => {
      const [hour = 0, minute = 0] = clock.split(":").map(Number);
      return hour * 60 + minute;
    });
    const length = end > start ? end - start : end - start + DAY_MINUTES;
    for (let i = 0; i < length; i++) minutes.add((start + i) % DAY_MINUTES);
  }
  return minutes;
}

const WEEK = wordsOf(weekdays);

function daysOf({ utcDays = WEEK }: PriceRecord): ReadonlySet<Weekday> {
  return new Set(utcDays);
}
