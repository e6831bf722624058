import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BareCost, type Cost, costAt, type Usage } from "../src/cost.ts";
import type { KnownPrice, Price } from "../src/gen/contract.gen.js";
import { cost } from "../src/lookup.ts";
import { formatMoney, MICRO_CENTS_PER_CENT, MICRO_CENTS_PER_USD } from "../src/money.ts";

const sonnet: KnownPrice = {
  kind: "known",
  input: 300_000_000,
  output: 1_500_000_000,
  cacheRead: 30_000_000,
  cacheWrite5m: 375_000_000,
  cacheWrite1h: 600_000_000,
};
const tiered: KnownPrice = {
  kind: "known",
  input: 125_000_000,
  output: 1_000_000_000,
  cacheRead: 12_500_000,
  tiers: [
    { aboveInputTokens: 200_000, input: 250_000_000, output: 1_500_000_000, cacheRead: 25_000_000 },
    { aboveInputTokens: 500_000, input: 500_000_000, output: 3_000_000_000 },
  ],
};

const usage = (inputTokens: number, outputTokens: number, more: Partial<Usage> = {}): Usage => ({
  inputTokens,
  outputTokens,
  ...more,
});

describe("what the Rust router's own tests assert", () => {
  it("100k in and 50k out of sonnet is $1.05", () => {
    const answer = cost("anthropic/claude-sonnet-4-6", usage(100_000, 50_000));
    expect(answer).toEqual({
      kind: "known",
      total: (MICRO_CENTS_PER_USD * 105n) / 100n,
      currency: "USD",
      parts: { input: 30_000_000n, output: 75_000_000n },
      row: "standard",
    });
  });
  it("1M in of opus is $5", () => {
    expect(cost("anthropic/claude-opus-4-7", usage(1_000_000, 0))).toMatchObject({
      total: 500_000_000n,
    });
  });
  it("an unknown model has no cost", () => {
    expect(cost("anthropic/claude-nope" as never, usage(1, 1))).toEqual({
      kind: "unknown",
      reason: "model",
      missing: "anthropic/claude-nope",
    });
  });
});

describe("costAt", () => {
  const cases: [name: string, price: Price, usage: Usage, want: bigint | Cost | BareCost][] = [
    ["nothing costs nothing", sonnet, usage(0, 0), 0n],
    ["one token of each", sonnet, usage(1, 1), 1_800n],
    [
      "the input side is rounded down once",
      { kind: "known", input: 1, output: 1 },
      usage(999_999, 999_999),
      0n,
    ],
    [
      "cached parts are part of the input",
      sonnet,
      usage(100_000, 0, { cacheReadTokens: 20_000 }),
      80_000n * 300n + 20_000n * 30n,
    ],
    [
      "both kinds of cache writes have their own price",
      sonnet,
      usage(100_000, 0, { cacheWrite5mTokens: 40_000, cacheWrite1hTokens: 60_000 }),
      40_000n * 375n + 60_000n * 600n,
    ],
    ["at the threshold the base price holds", tiered, usage(200_000, 0), 25_000_000n],
    [
      "above it the whole request is billed at the tier",
      tiered,
      usage(200_001, 10),
      200_001n * 250n + 15_000n,
    ],
    ["the highest tier that is exceeded counts", tiered, usage(600_000, 0), 300_000_000n],
    [
      "cached tokens count towards the threshold",
      tiered,
      usage(200_001, 0, { cacheReadTokens: 200_000 }),
      250n + 200_000n * 25n,
    ],
    [
      "a tier without a cache price does not borrow one",
      tiered,
      usage(600_000, 0, { cacheReadTokens: 1 }),
      { kind: "unknown", reason: "rate", missing: "cacheRead" },
    ],
    [
      "an unknown cache price makes the cost unknown",
      { kind: "known", input: 1, output: 1 },
      usage(10, 0, { cacheWrite1hTokens: 1 }),
      { kind: "unknown", reason: "rate", missing: "cacheWrite1h" },
    ],
    [
      "but not when nothing was cached",
      { kind: "known", input: 1_000_000, output: 1 },
      usage(10, 0, { cacheReadTokens: 0 }),
      10n,
    ],
    ["free", { kind: "free" }, usage(10, 10), { kind: "free", total: 0n }],
    [
      "on a subscription",
      { kind: "subscription" },
      usage(10, 10),
      { kind: "subscription", total: 0n },
    ],
    ["unknown", { kind: "unknown" }, usage(10, 10), { kind: "unknown", reason: "price" }],
    [
      "products beyond 2^53 are exact",
      { kind: "known", input: 2_500_000_000, output: 2_500_000_001 },
      usage(9_007_199_254_740_991, 3_700_001),
      (9_007_199_254_740_991n * 2_500_000_000n) / 1_000_000n +
        (3_700_001n * 2_500_000_001n) / 1_000_000n,
    ],
  ];
  it.each(cases)("%s", (_, price, spent, want) => {
    const got = costAt(price, spent);
    if (typeof want !== "bigint") expect(got).toEqual(want);
    else expect(got).toMatchObject({ kind: "known", total: want });
  });

  it("splits a known cost into its sides", () => {
    expect(costAt(sonnet, usage(1_000_000, 1_000_000))).toEqual({
      kind: "known",
      row: "standard",
      total: 1_800_000_000n,
      parts: { input: 300_000_000n, output: 1_500_000_000n },
    });
  });

  it("has the currency that it is told, and says none otherwise", () => {
    expect(costAt(sonnet, usage(1, 1), { currency: "EUR" })).toHaveProperty("currency", "EUR");
    expect(costAt(sonnet, usage(1, 1), { currency: undefined })).not.toHaveProperty("currency");
    expect(costAt({ kind: "free" }, usage(1, 1), { currency: "EUR" })).toEqual({
      kind: "free",
      total: 0n,
    });
  });

  it("prices reasoning as the output that it is part of", () => {
    expect(costAt(sonnet, usage(10, 1_000, { reasoningTokens: 900 }))).toEqual(
      costAt(sonnet, usage(10, 1_000)),
    );
  });

  it.each([
    ["inputTokens", usage(-1, 0)],
    ["outputTokens", usage(0, 1.5)],
    ["cacheReadTokens", usage(1, 0, { cacheReadTokens: Number.NaN })],
    ["cacheWrite5mTokens", usage(1, 0, { cacheWrite5mTokens: Number.POSITIVE_INFINITY })],
    ["includes cacheReadTokens", usage(10, 0, { cacheReadTokens: 11 })],
    ["reasoningTokens", usage(1, 1, { reasoningTokens: 0.5 })],
    ["includes reasoningTokens", usage(10, 1, { reasoningTokens: 2 })],
  ])("refuses a wrong count: %s", (name, spent) => {
    expect(() => costAt(sonnet, spent)).toThrow(RangeError);
    expect(() => costAt(sonnet, spent)).toThrow(name);
  });
});

it("says which price a cost lacks", () => {
  const cached = usage(10, 0, { cacheReadTokens: 1 });
  expect(cost("openai/gpt-5-pro", cached)).toEqual({
    kind: "unknown",
    reason: "rate",
    missing: "cacheRead",
  });
});

it("refuses a wrong count of a model that nobody knows as well", () => {
  expect(() => cost("anthropic/claude-nope" as never, usage(-1, 0))).toThrow(RangeError);
  expect(() => cost("anthropic/claude-nope" as never, usage(0, 0.5))).toThrow(RangeError);
});

describe("formatMoney", () => {
  it("takes a price as it is, and the total of a cost", () => {
    expect(formatMoney(sonnet.input, "USD")).toBe("$3.00");
    const spent = cost("anthropic/claude-sonnet-4-6", usage(7, 1));
    expect(spent.kind === "known" && formatMoney(spent.total, spent.currency)).toBe("$0.000036");
  });

  it("never says that something is nothing", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.constantFrom("USD", "EUR", "XAF"), (amount, currency) => {
        const text = formatMoney(amount, currency);
        const digits = text.replace(/[^\d.-]/g, "");
        const [whole = "", decimals = ""] = digits.split(".");
        expect(BigInt(whole + decimals.padEnd(8, "0"))).toBe(amount);
        expect(decimals).toMatch(/^\d\d(\d{0,5}[1-9])?$/);
      }),
    );
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses %s", (amount) => {
    expect(() => formatMoney(amount, "USD")).toThrow(RangeError);
  });
});

it("counts 100 cents to the dollar", () => {
  expect(MICRO_CENTS_PER_CENT * 100n).toBe(MICRO_CENTS_PER_USD);
});
