import { describe, expect, it } from "vitest";
import { type CostAtOptions, costAt } from "../src/cost.ts";
import type { Price, PriceRow } from "../src/gen/contract.gen.js";
import type { Usage } from "../src/usage.ts";

const usage = (more: Partial<Usage> = {}): Usage => ({
  inputTokens: 100_000,
  outputTokens: 100_000,
  ...more,
});
const usd = (dollars: number) => BigInt(Math.round(dollars * 1e8));

/** Cut on 2026-07-31; batch and flex at half. */
const luna: Price = {
  kind: "known",
  input: 20_000_000,
  output: 120_000_000,
  cacheRead: 2_000_000,
  cacheWrite30m: 25_000_000,
  tiers: [{ aboveInputTokens: 272_000, input: 40_000_000, output: 180_000_000 }],
  tierPercent: { batch: 50, flex: 50 },
  fees: { webSearch: 1_000_000_000 },
  since: "2026-07-31",
};
const lunaHistory: readonly PriceRow[] = [
  { to: "2026-07-31", input: 100_000_000, output: 600_000_000 },
];

/** Off peak, with a peak on weekdays that does not hold on some days; half of that before a day. */
const pro: Price = {
  kind: "known",
  input: 66_000_000,
  output: 198_000_000,
  rows: [
    {
      utcHours: ["01:00-04:00", "06:00-10:00"],
      utcDays: ["mon", "tue", "wed", "thu", "fri"],
      exceptDates: ["2026-10-01"],
      input: 132_000_000,
      output: 396_000_000,
    },
  ],
  since: "2026-08-16T16:00Z",
};
const proHistory: readonly PriceRow[] = [
  ...(pro.rows ?? []),
  { to: "2026-08-16T16:00Z", input: 43_500_000, output: 87_000_000 },
];

const night: Price = {
  kind: "known",
  input: 100_000_000,
  output: 100_000_000,
  rows: [{ utcHours: ["16:30-00:30"], input: 50_000_000, output: 50_000_000 }],
};

const priced = (price: Price, options: CostAtOptions, used = usage()) =>
  costAt(price, used, { currency: "USD", ...options });

describe("the row that holds", () => {
  it.each<[string, Price, CostAtOptions, bigint, string]>([
    ["today", luna, { at: "2026-11-29" }, usd(0.14), "standard"],
    [
      "a day before the cut",
      luna,
      { at: "2026-07-15", history: lunaHistory },
      usd(0.7),
      "to=2026-07-31",
    ],
    [
      "the last moment before it",
      luna,
      { at: "2026-07-30T23:59:59Z", history: lunaHistory },
      usd(0.7),
      "to=2026-07-31",
    ],
    ["the first moment after it", luna, { at: "2026-07-31T00:00:00Z" }, usd(0.14), "standard"],
    [
      "a tier by its percent",
      luna,
      { at: "2026-11-29", serviceTier: "flex" },
      usd(0.07),
      "standard × 50 %",
    ],
    [
      "the standard tier by name",
      luna,
      { at: "2026-11-29", serviceTier: "default" },
      usd(0.14),
      "standard",
    ],
    [
      "a tier in the past",
      luna,
      { at: "2026-07-15", serviceTier: "batch", history: lunaHistory },
      usd(0.35),
      "to=2026-07-31 × 50 %",
    ],
    [
      "at peak",
      pro,
      { at: "2026-11-30T02:00Z" },
      usd(0.528),
      "utc_hours=01:00-04:00,06:00-10:00 utc_days=mon,tue,wed,thu,fri except_dates=2026-10-01",
    ],
    ["at the end of the peak", pro, { at: "2026-11-30T04:00Z" }, usd(0.264), "standard"],
    ["at its hour, at the weekend", pro, { at: "2026-11-29T02:00Z" }, usd(0.264), "standard"],
    ["at its hour, on a holiday", pro, { at: "2026-10-01T02:00Z" }, usd(0.264), "standard"],
    [
      "at its hour, before a day: the later row counts",
      pro,
      { at: "2026-08-03T02:00Z", history: proHistory },
      usd(0.1305),
      "to=2026-08-16T16:00Z",
    ],
    ["before midnight", night, { at: "2026-11-29T23:00Z" }, usd(0.1), "utc_hours=16:30-00:30"],
    ["after midnight", night, { at: "2026-11-29T00:29Z" }, usd(0.1), "utc_hours=16:30-00:30"],
    ["when the night is over", night, { at: "2026-11-29T00:30Z" }, usd(0.2), "standard"],
    ["noon of a day without an hour", night, { at: "2026-11-29" }, usd(0.2), "standard"],
    ["another zone", night, { at: "2026-11-29T08:00+09:00" }, usd(0.1), "utc_hours=16:30-00:30"],
  ])("%s", (_, price, options, total, row) => {
    expect(priced(price, options)).toMatchObject({ kind: "known", total, row });
  });

  it("is of a tier where it names one, and not of the standard one", () => {
    const price: Price = {
      ...luna,
      rows: [{ serviceTier: "priority", input: 40_000_000, output: 240_000_000 }],
    };
    expect(priced(price, { at: "2026-11-29" })).toMatchObject({ row: "standard" });
    expect(priced(price, { at: "2026-11-29", serviceTier: "priority" })).toMatchObject({
      total: usd(0.28),
      row: "service_tier=priority",
    });
  });

  it("of a region is its percent, after that of the tier", () => {
    const price: Price = { ...luna, regionPercent: { eu: 110 } };
    expect(priced(price, { at: "2026-11-29", region: "eu", serviceTier: "flex" })).toMatchObject({
      total: usd(0.077),
      row: "standard × 110 % × 50 %",
    });
  });
});

describe("what nobody knows", () => {
  it.each<[string, CostAtOptions, Partial<Usage>, object]>([
    ["a past price without its history", { at: "2026-07-15" }, {}, { reason: "price-history" }],
    [
      "a tier without a price",
      { at: "2026-11-29", serviceTier: "priority" },
      {},
      { reason: "service-tier", missing: "priority" },
    ],
    ["a region", { at: "2026-11-29", region: "moon" }, {}, { reason: "region", missing: "moon" }],
    [
      "a percent above the first size tier",
      { at: "2026-11-29", serviceTier: "flex" },
      { inputTokens: 272_001 },
      { reason: "long-input", missing: "standard × 50 %" },
    ],
    [
      "a row without size tiers, above the first of the price",
      { at: "2026-07-15", history: lunaHistory },
      { inputTokens: 272_001 },
      { reason: "long-input", missing: "to=2026-07-31" },
    ],
    [
      "a cache of twelve hours",
      { at: "2026-11-29" },
      { cacheWrite12hTokens: 1 },
      { reason: "rate", missing: "cacheWrite12h" },
    ],
    [
      "sound",
      { at: "2026-11-29" },
      { audioInputTokens: 1 },
      { reason: "rate", missing: "inputAudio" },
    ],
    [
      "pictures put out",
      { at: "2026-11-29" },
      { imageOutputTokens: 1 },
      { reason: "rate", missing: "outputImage" },
    ],
    [
      "a fee",
      { at: "2026-11-29" },
      { fees: { fileSearch: 1 } },
      { reason: "fee", missing: "fileSearch" },
    ],
    [
      "the time before the oldest row",
      {
        at: "2025-01-01",
        history: [{ from: "2026-01-01", to: "2026-07-31", input: 1, output: 1 }],
      },
      {},
      { reason: "price", missing: "2025-01-01" },
    ],
  ])("%s", (_, options, used, want) => {
    expect(priced(luna, options, usage(used))).toEqual({ kind: "unknown", ...want });
  });
});

describe("kinds of tokens", () => {
  const at = "2026-11-29";

  it("prices writes whose lifetime is not said as those of the protocol", () => {
    const written = { cacheWriteTokens: 100_000, outputTokens: 0 };
    expect(priced(luna, { at }, usage(written))).toMatchObject({ total: 2_500_000n });
    const claude: Price = {
      kind: "known",
      input: 300_000_000,
      output: 1,
      cacheWrite5m: 375_000_000,
      cacheWrite1h: 600_000_000,
    };
    expect(priced(claude, { at }, usage(written))).toMatchObject({ total: 37_500_000n });
  });

  it("takes pictures for input, and reasoning for output, where they have no rate", () => {
    const used = usage({ imageInputTokens: 50_000, reasoningTokens: 50_000 });
    expect(priced(luna, { at }, used)).toMatchObject({ total: usd(0.14) });
    const apart: Price = {
      ...luna,
      inputImage: 40_000_000,
      reasoning: 240_000_000,
    } as Price;
    expect(priced(apart, { at }, used)).toMatchObject({ total: usd(0.03 + 0.18) });
  });

  it("adds what is billed by its number, apart", () => {
    expect(priced(luna, { at }, usage({ fees: { webSearch: 3 } }))).toMatchObject({
      total: usd(0.14) + 3_000_000n,
      parts: { input: 2_000_000n, output: 12_000_000n, fees: 3_000_000n },
    });
  });

  it("refuses parts that exceed what contains them", () => {
    for (const parts of [
      { audioInputTokens: 60_000, imageInputTokens: 60_000 },
      { cacheReadTokens: 1, cacheReadAudioTokens: 2 },
      { audioOutputTokens: 100_001 },
      { fees: { webSearch: 0.5 } },
    ]) {
      expect(() => priced(luna, { at }, usage(parts))).toThrow(RangeError);
    }
  });

  it.each(["2026-02-30", "2026-11-29T10:00", "yesterday", ""])("refuses %j as a date", (day) => {
    expect(() => priced(luna, { at: day })).toThrow(RangeError);
  });
});
