import type { Price, PriceRow, RateName, Rates } from "../../layers/rates.ts";
import { type PriceAt, priceAt } from "../../registry/price-at.ts";
import { utcTime } from "../../text/utc-time.ts";
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
  const chosen = priceAt(price, { ...question, now });
  if (chosen.kind === "unknown") return unknown(chosen.reason, chosen.missing ?? null);
  if (chosen.kind !== "known") return { kind: chosen.kind, ...NOTHING, total: "0" };

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

/** The kinds that are parts of a kind. */
const partsOf = new Map<Kind, readonly Kind[]>(
  [...kinds.keys()].map((kind) => [
    kind,
    [...kinds.keys()].filter((other) => containerOf(other) === kind),
  ]),
);

/** What contains a kind, where something does. */
function containerOf(kind: Kind): Kind | undefined {
  if (kind === "inputTokens" || kind === "outputTokens") return undefined;
  if (kind.startsWith("cacheRead") && kind !== "cacheReadTokens") return "cacheReadTokens";
  return kinds.get(kind)?.[0] === "input" ? "inputTokens" : "outputTokens";
}

/** The tokens of each kind that are of no other one; `undefined` when parts exceed what contains them. */
function tokensByKind(usage: Usage): ReadonlyMap<Kind, number> | undefined {
  const used = new Map<Kind, number>();
  for (const [kind, parts] of partsOf) {
    const rest = parts.reduce((left, part) => left - (usage[part] ?? 0), usage[kind] ?? 0);
    if (rest < 0) return undefined;
    used.set(kind, rest);
  }
  return used;
}

/** The rates for an input of this length; `undefined` where nobody knows them. */
function ratesFor(
  { rates, percents }: Extract<PriceAt, { kind: "known" }>,
  price: Price,
  input: number,
): Rates | undefined {
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
