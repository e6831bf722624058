import type { Model } from "../../layers/model.ts";
import type { Price, Rates } from "../../layers/rates.ts";
import type { Registry } from "../../registry/model.ts";
import { publishPrice } from "../../registry/publish.ts";
import type { ModelsByRef } from "./models-by-ref.ts";
import { createRandom, type Random } from "./random.ts";
import type { Vector } from "./vectors-shape.ts";

type Usage = Vector<"cost">["usage"];
type Cost = Vector<"cost">["cost"];

/** Costs by ref: what the Rust router's tests assert, and a few requests to each of some models. */
export function costVectors(
  { providers }: Registry,
  byRef: ModelsByRef,
  sampled: readonly Model[],
): Vector<"cost">[] {
  const currencies = new Map(providers.map(({ id, billing }) => [id, billing.currency]));
  const vector = (name: string, ref: string, usage: Usage): Vector<"cost"> => {
    const model = byRef.get(ref);
    const currency = model && currencies.get(model.provider);
    const cost = costAt(model?.price ?? { kind: "unknown" }, usage, currency);
    return {
      name,
      ref,
      usage,
      ...ASKED,
      history: false,
      cost: cost.kind === "unknown" && !model ? unknown("model", ref) : cost,
    };
  };
  return [
    ...ROUTER.filter(([, ref]) => byRef.has(ref)).map((each) => vector(...each)),
    ...STRANGERS.map((ref) => vector(`cost ${ref} is unknown`, ref, uses(1000, 1000))),
    vector("cost does-not-exist of too much cached is invalid", "does-not-exist", uses(1, 0, 2)),
    ...sampled.flatMap((model) => {
      const random = createRandom(model.ref);
      const refs = [model.ref, ...model.aliases.map((alias) => `${model.provider}/${alias}`)];
      return requests(model.price, random).map((usage, index) =>
        vector(`cost ${model.ref} ${index + 1}`, refs[index % refs.length] as string, usage),
      );
    }),
  ];
}

/** Costs at given prices: the cases that a registry may not have at the moment. */
export function costAtVectors(): Vector<"costAt">[] {
  const vector = (name: string, price: Price, usage: Usage, currency?: string) => ({
    name,
    price: publishPrice(price),
    currency: currency ?? null,
    usage,
    ...ASKED,
    history: null,
    cost: costAt(price, usage, currency),
  });
  return [
    ...HAND.map((each) => vector(...each)),
    ...CURRENCIES.map((currency) => vector(`in ${currency}`, SONNET, uses(1000, 500), currency)),
    vector("free, in EUR", { kind: "free" }, uses(1000, 500), "EUR"),
    ...Array.from({ length: GENERATED_PRICES }, (_, index) => {
      const random = createRandom(`price ${index}`);
      const price = anyPrice(random);
      return requests(price, random).map((usage, at) =>
        vector(`price ${index + 1} ${at + 1}`, price, usage),
      );
    }).flat(),
  ];
}

/** Nothing is rounded before each side is summed; then each side is rounded down. */
function costAt(price: Price, usage: Usage, currency: string | undefined): Cost {
  const cached = {
    cacheRead: usage.cacheReadTokens,
    cacheWrite5m: usage.cacheWrite5mTokens,
    cacheWrite1h: usage.cacheWrite1hTokens,
  };
  const kinds = ["cacheRead", "cacheWrite5m", "cacheWrite1h"] as const;
  const fresh = kinds.reduce((rest, kind) => rest - cached[kind], usage.inputTokens);
  if (fresh < 0 || usage.reasoningTokens > usage.outputTokens) {
    return { ...NOTHING, kind: "invalid" };
  }
  if (price.kind === "unknown") return unknown("price");
  if (price.kind !== "known") return { ...NOTHING, kind: price.kind, total: "0" };

  let rates: Rates = price;
  for (const tier of price.tiers ?? []) {
    if (usage.inputTokens > tier.aboveInputTokens) rates = tier;
  }
  const missing = kinds.find((kind) => cached[kind] > 0 && rates[kind] === undefined);
  if (missing !== undefined) return unknown("rate", missing);
  const terms = [
    BigInt(fresh) * BigInt(rates.input),
    ...kinds.map((kind) => BigInt(cached[kind]) * BigInt(rates[kind] ?? 0)),
  ];
  const input = terms.reduce((sum, term) => sum + term) / 1_000_000n;
  const output = (BigInt(usage.outputTokens) * BigInt(rates.output)) / 1_000_000n;
  return {
    kind: "known",
    total: `${input + output}`,
    currency: currency ?? null,
    parts: { input: `${input}`, output: `${output}`, fees: "0" },
    row: "standard",
    reason: null,
    missing: null,
  };
}

const NOTHING = {
  total: null,
  currency: null,
  parts: null,
  row: null,
  reason: null,
  missing: null,
};

function unknown(reason: Cost["reason"], missing: string | null = null): Cost {
  return { ...NOTHING, kind: "unknown", reason, missing };
}

/** A day that does not pass: the answers stay the same. */
const ASKED = { at: "2026-12-01T12:00Z", serviceTier: null, region: null };

/** Plain and cached requests; with tiers, one at each border and one past it. */
function requests(price: Price, random: Random): Usage[] {
  const plain = uses(random.count(6), random.count(5));
  if (price.kind !== "known") return [plain, cachedRequest(random, ALL)];
  return [
    plain,
    cachedRequest(random, ALL),
    cachedRequest(random, price),
    ...(price.tiers ?? []).flatMap((tier) => [
      uses(tier.aboveInputTokens, random.count(4)),
      cachedRequest(random, tier, tier.aboveInputTokens + 1),
    ]),
  ];
}

/** Reads and writes the caches that have a price, and reasons for a third of the output. */
function cachedRequest(random: Random, priced: Partial<Rates>, fresh = random.count(6)): Usage {
  const read = priced.cacheRead === undefined ? 0 : random.count(6);
  const brief = priced.cacheWrite5m === undefined ? 0 : random.count(5);
  const long = priced.cacheWrite1h === undefined ? 0 : random.count(5);
  const output = random.count(5);
  const reasoning = Math.floor(output / 3);
  return uses(fresh + read + brief + long, output, read, brief, long, reasoning);
}

const ALL: Partial<Rates> = { cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

function anyPrice(random: Random): Price {
  const tiers = Array.from({ length: random.upTo(2) }, (_, index) => ({
    aboveInputTokens: (index + 1) * (1 + random.count(5)) * 10,
    ...anyRates(random),
  })).sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
  const ascends = tiers[0]?.aboveInputTokens !== tiers[1]?.aboveInputTokens;
  return {
    kind: "known",
    ...anyRates(random),
    ...(tiers.length > 0 && ascends ? { tiers } : {}),
  };
}

/** Rates that are no multiples of a round number, so that rounding shows. */
function anyRates(random: Random): Rates {
  const [read, brief, long] = [random.upTo(3), random.upTo(3), random.upTo(3)];
  return {
    input: random.count(9),
    output: random.count(9),
    ...(read > 0 ? { cacheRead: 1 + random.count(8) } : {}),
    ...(brief > 0 ? { cacheWrite5m: 1 + random.count(9) } : {}),
    ...(long > 0 ? { cacheWrite1h: 1 + random.count(9) } : {}),
  };
}

function uses(input: number, output: number, read = 0, brief = 0, long = 0, reasoning = 0): Usage {
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: read,
    cacheWriteTokens: 0,
    cacheWrite5mTokens: brief,
    cacheWrite1hTokens: long,
    cacheWrite30mTokens: 0,
    cacheWrite12hTokens: 0,
    reasoningTokens: reasoning,
    audioInputTokens: 0,
    audioOutputTokens: 0,
    imageInputTokens: 0,
    imageOutputTokens: 0,
    cacheReadAudioTokens: 0,
    cacheReadImageTokens: 0,
    fees: {},
  };
}

const GENERATED_PRICES = 24;

const CURRENCIES = ["USD", "EUR"];

/** What kei-model-router's own tests ask. */
const ROUTER: readonly (readonly [name: string, ref: string, usage: Usage])[] = [
  ["router: 100k in and 50k out", "anthropic/claude-sonnet-4-6", uses(100_000, 50_000)],
  ["router: 1M in", "anthropic/claude-opus-4-7", uses(1_000_000, 0)],
  ["router: 1M out", "anthropic/claude-haiku-4-5", uses(0, 1_000_000)],
];

const STRANGERS = ["does-not-exist", "nobody/does-not-exist", "", "/", "__proto__", "constructor"];

const SONNET: Price = {
  kind: "known",
  input: 300_000_000,
  output: 1_500_000_000,
  cacheRead: 30_000_000,
  cacheWrite5m: 375_000_000,
  cacheWrite1h: 600_000_000,
};
const UNCACHED: Price = { kind: "known", input: 300_000_000, output: 1_500_000_000 };
const TIERED: Price = {
  ...UNCACHED,
  cacheRead: 30_000_000,
  tiers: [
    { aboveInputTokens: 200_000, input: 600_000_000, output: 2_250_000_000, cacheRead: 60_000_000 },
    { aboveInputTokens: 500_000, input: 900_000_000, output: 3_000_000_000 },
  ],
};

const HAND: readonly (readonly [name: string, price: Price, usage: Usage])[] = [
  ["nothing used", SONNET, uses(0, 0)],
  ["one token in", SONNET, uses(1, 0)],
  ["one token out", SONNET, uses(0, 1)],
  ["a cache read", SONNET, uses(100_000, 0, 20_000)],
  ["a five-minute cache written", SONNET, uses(100_000, 0, 0, 20_000)],
  ["a one-hour cache written", SONNET, uses(100_000, 0, 0, 0, 20_000)],
  ["every cache at once", SONNET, uses(100_000, 50_000, 20_000, 30_000, 40_000)],
  ["the whole input from a cache", SONNET, uses(100_000, 0, 100_000)],
  [
    "sides round down by themselves",
    { kind: "known", input: 999_999, output: 999_999 },
    uses(1, 1),
  ],
  [
    "parts of the input are summed before they are rounded",
    { kind: "known", input: 500_000, output: 1, cacheRead: 500_000 },
    uses(2, 0, 1),
  ],
  ["a product beyond 64 bits", UNCACHED, uses(9_000_000_000_000, 9_000_000_000_000)],
  [
    "the largest count of tokens",
    { kind: "known", input: 1, output: 1 },
    uses(2 ** 53 - 1, 2 ** 53 - 1),
  ],
  ["a cache read at an unknown price", UNCACHED, uses(10, 10, 1)],
  ["a five-minute cache at an unknown price", UNCACHED, uses(10, 10, 0, 1)],
  ["a one-hour cache at an unknown price", UNCACHED, uses(10, 10, 0, 0, 1)],
  ["every cache at an unknown price: the first one is missed", UNCACHED, uses(10, 10, 1, 1, 1)],
  ["no cache used, so its price is not missed", UNCACHED, uses(10, 10)],
  ["more cached than came in", SONNET, uses(10, 0, 5, 5, 1)],
  ["more cached than came in, for free", { kind: "free" }, uses(0, 0, 1)],
  ["more cached than came in, at an unknown price", { kind: "unknown" }, uses(0, 0, 0, 1)],
  ["reasoning is output, and costs as much", SONNET, uses(0, 1000, 0, 0, 0, 400)],
  ["nothing but reasoning came out", SONNET, uses(0, 1000, 0, 0, 0, 1000)],
  ["more reasoning than came out", SONNET, uses(10, 10, 0, 0, 0, 11)],
  ["more reasoning than came out, for free", { kind: "free" }, uses(0, 0, 0, 0, 0, 1)],
  [
    "more reasoning than came out, at an unknown price",
    { kind: "unknown" },
    uses(0, 1, 0, 0, 0, 2),
  ],
  ["free", { kind: "free" }, uses(1_000_000, 1_000_000, 1000)],
  ["a subscription", { kind: "subscription" }, uses(1_000_000, 1_000_000, 0, 1000)],
  ["an unknown price", { kind: "unknown" }, uses(1, 1)],
  ["an unknown price, and nothing used", { kind: "unknown" }, uses(0, 0)],
  [
    "input without a price of its own",
    { kind: "known", input: 0, output: 5 },
    uses(1_000_000, 1_000_000),
  ],
  ["at the border of a tier", TIERED, uses(200_000, 1000)],
  ["past the border of a tier: all of it", TIERED, uses(200_001, 1000)],
  ["past the border by cached tokens", TIERED, uses(200_001, 1000, 200_001)],
  ["long output does not lift the tier", TIERED, uses(1000, 900_000)],
  ["at the border of the highest tier", TIERED, uses(500_000, 1000)],
  ["past the border of the highest tier", TIERED, uses(500_001, 1000)],
  ["a tier without the price of a cache", TIERED, uses(500_001, 1000, 1)],
];
