import type { Price, PriceConditions, PriceRow, RateName, Rates } from "../../layers/rates.ts";
import { conditionName } from "../../registry/model.ts";
import { utcTime } from "./utc-time.ts";
import type { Vector } from "./vectors-shape.ts";

export type Usage = Vector<"cost">["usage"];
export type Cost = Vector<"cost">["cost"];

/** What is asked of a price. */
export interface CostQuestion {
  readonly usage: Usage;
  readonly at: string;
  readonly serviceTier: string | null;
  readonly region: string | null;
  /** Prices of all times; absent: not given. */
  readonly history: readonly PriceRow[] | undefined;
  readonly currency: string | null;
}

/** What a request costs at a price, or why nobody knows. */
export function costAnswer(price: Price, question: CostQuestion): Cost {
  const { usage, currency } = question;
  const used = tokensByKind(usage);
  const now = utcTime(question.at);
  if (used === undefined || now === undefined) return { kind: "invalid", ...NOTHING };
  const chosen = choose(price, { ...question, now });
  if ("kind" in chosen) return chosen;

  const rates = ratesFor(chosen, price, usage.inputTokens);
  if (rates === undefined) return unknown("long-input", chosen.row);
  const sums = { input: 0n, output: 0n };
  for (const [kind, [side, ...names]] of kinds) {
    const tokens = used.get(kind) ?? 0;
    const rate = names.find((name) => rates[name] !== undefined);
    if (tokens > 0 && rate === undefined) return unknown("rate", names[0] ?? null);
    sums[side] += BigInt(tokens) * BigInt(rate === undefined ? 0 : (rates[rate] ?? 0));
  }
  let fees = 0n;
  for (const [thing, times] of Object.entries(usage.fees ?? {})) {
    const fee = new Map(Object.entries(price.fees ?? {})).get(thing);
    if (times > 0 && fee === undefined) return unknown("fee", thing);
    fees += BigInt(times) * BigInt(fee ?? 0);
  }
  const parts = {
    input: billed(sums.input, chosen.percents),
    output: billed(sums.output, chosen.percents),
    fees: fees / 1000n,
  };
  return {
    kind: "known",
    ...NOTHING,
    total: `${parts.input + parts.output + parts.fees}`,
    currency,
    parts: { input: `${parts.input}`, output: `${parts.output}`, fees: `${parts.fees}` },
    row: chosen.row,
  };
}

/** A cost that nobody knows. */
export function unknown(reason: Cost["reason"], missing: string | null = null): Cost {
  return { kind: "unknown", ...NOTHING, reason, missing };
}

const NOTHING = {
  total: null,
  currency: null,
  parts: null,
  row: null,
  reason: null,
  missing: null,
};

type Kind = Exclude<keyof Usage, "fees">;

/**
 * What tokens are billed as, in the order in which what has no price is missed: the side, and the rates
 * of which the first that is known counts.
 */
const kinds = new Map<Kind, readonly ["input" | "output", ...RateName[]]>([
  ["inputTokens", ["input", "input"]],
  ["cacheReadTokens", ["input", "cacheRead"]],
  ["cacheWriteTokens", ["input", "cacheWrite", "cacheWrite5m", "cacheWrite30m"]],
  ["cacheWrite5mTokens", ["input", "cacheWrite5m", "cacheWrite"]],
  ["cacheWrite1hTokens", ["input", "cacheWrite1h"]],
  ["cacheWrite30mTokens", ["input", "cacheWrite30m", "cacheWrite"]],
  ["cacheWrite12hTokens", ["input", "cacheWrite12h"]],
  ["audioInputTokens", ["input", "inputAudio"]],
  ["imageInputTokens", ["input", "inputImage", "input"]],
  ["cacheReadAudioTokens", ["input", "cacheReadAudio"]],
  ["cacheReadImageTokens", ["input", "cacheReadImage", "cacheRead"]],
  ["outputTokens", ["output", "output"]],
  ["reasoningTokens", ["output", "reasoning", "output"]],
  ["audioOutputTokens", ["output", "outputAudio"]],
  ["imageOutputTokens", ["output", "outputImage"]],
]);

/** What contains a kind, where something does. */
function containerOf(kind: Kind): Kind | undefined {
  if (kind === "inputTokens" || kind === "outputTokens") return undefined;
  if (kind.startsWith("cacheRead") && kind !== "cacheReadTokens") return "cacheReadTokens";
  return kinds.get(kind)?.[0] === "input" ? "inputTokens" : "outputTokens";
}

/** The tokens of each kind that are of no other one; `undefined` when parts exceed what contains them. */
function tokensByKind(usage: Usage): ReadonlyMap<Kind, number> | undefined {
  const used = new Map<Kind, number>();
  for (const kind of kinds.keys()) {
    const contained = [...kinds.keys()].filter((other) => containerOf(other) === kind);
    const rest = contained.reduce((left, other) => left - (usage[other] ?? 0), usage[kind] ?? 0);
    if (rest < 0) return undefined;
    used.set(kind, rest);
  }
  return used;
}

/** A price that holds. */
interface Chosen {
  readonly row: string;
  readonly rates: Rates & { readonly tiers?: readonly ({ aboveInputTokens: number } & Rates)[] };
  readonly percents: readonly number[];
}

type Search = CostQuestion & { readonly now: string };

/**
 * Steps down from the tier in the region that were asked for to the standard price, until a row holds:
 * each step down costs a percent.
 */
function choose(price: Price, { now, serviceTier, region, history }: Search): Chosen | Cost {
  const isPast = price.since !== undefined && now < momentText(price.since);
  if (isPast && history === undefined) return unknown("price-history");
  const rows = isPast ? (history ?? []) : (price.rows ?? []);
  const tier = serviceTier === "default" || serviceTier === "standard" ? null : serviceTier;
  const place = region === "default" || region === "global" ? null : region;
  const holding = rows.filter((row) => holdsAt(row, now)).reverse();
  const rowFor = (wanted: string | null, where: string | null) =>
    holding.find((row) => (row.serviceTier ?? null) === wanted && (row.region ?? null) === where);

  const exact = rowFor(tier, place);
  if (exact !== undefined) return { row: nameOf(exact), rates: exact, percents: [] };
  const regional = tier === null ? undefined : rowFor(null, place);
  const plain = regional ?? rowFor(null, null);
  if (plain === undefined) {
    if (isPast && isOlderThanAll(rows, now)) return unknown("price", now.slice(0, 10));
    if (price.kind === "unknown") return unknown("price");
    if (price.kind !== "known") return { kind: price.kind, ...NOTHING, total: "0" };
  }

  const steps = [
    ["region", regional === undefined ? place : null, price.regionPercent],
    ["service-tier", tier, price.tierPercent],
  ] as const;
  const percents: number[] = [];
  for (const [reason, name, table] of steps) {
    if (name === null) continue;
    const percent = new Map(Object.entries(table ?? {})).get(name);
    if (percent === undefined) return unknown(reason, name);
    percents.push(percent);
  }
  const base = plain === undefined ? "standard" : nameOf(plain);
  return {
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

/** The rates for an input of this length; `undefined` where nobody knows them. */
function ratesFor({ rates, percents }: Chosen, price: Price, input: number): Rates | undefined {
  const tiers = rates.tiers ?? (price.kind === "known" ? price.tiers : undefined) ?? [];
  const reached = tiers.filter(({ aboveInputTokens }) => aboveInputTokens < input).at(-1);
  if (reached === undefined) return rates;
  // Tiers of another row say only that the price is another one there.
  return rates.tiers === undefined || percents.length > 0 ? undefined : reached;
}

/** Micro-cents of tokens times rates per million, after percents, rounded down once. */
function billed(sum: bigint, percents: readonly number[]): bigint {
  const [above, below] = percents.reduce(
    ([product, divisor], percent) => [product * BigInt(percent), divisor * 100n],
    [sum, 1_000_000n] as readonly [bigint, bigint],
  );
  return above / below;
}
