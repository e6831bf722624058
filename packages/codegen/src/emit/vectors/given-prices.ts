import type { Price, PriceRow } from "../../layers/rates.ts";

/** A price, and the prices of all times where there were others. */
export interface GivenPrice {
  readonly price: Price;
  readonly history?: readonly PriceRow[];
}

const UNCACHED = { input: 300_000_000, output: 1_500_000_000 };
const SONNET: Price = {
  kind: "known",
  ...UNCACHED,
  cacheRead: 30_000_000,
  cacheWrite5m: 375_000_000,
  cacheWrite1h: 600_000_000,
};
const PEAK = { input: 132_000_000, output: 396_000_000 };
const CUT = { input: 20_000_000, output: 120_000_000, cacheRead: 2_000_000 };
const BEFORE_THE_CUT = { input: 100_000_000, output: 600_000_000, cacheRead: 10_000_000 };

const CURRENT_ROWS: readonly PriceRow[] = [
  { from: "2027-01-01", input: 10_000_000, output: 60_000_000 },
  { serviceTier: "fast", input: 50_000_000, output: 300_000_000 },
];

/** Prices by name: the cases that a registry may not have at the moment. */
export const givenPrices: Readonly<Record<string, GivenPrice>> = {
  sonnet: { price: SONNET },
  uncached: { price: { kind: "known", ...UNCACHED } },
  sizes: {
    price: {
      kind: "known",
      ...UNCACHED,
      cacheRead: 30_000_000,
      tiers: [
        {
          aboveInputTokens: 200_000,
          input: 600_000_000,
          output: 2_250_000_000,
          cacheRead: 60_000_000,
        },
        { aboveInputTokens: 500_000, input: 900_000_000, output: 3_000_000_000 },
      ],
    },
  },
  odd: { price: { kind: "known", input: 999_999, output: 999_999 } },
  halves: { price: { kind: "known", input: 500_000, output: 1, cacheRead: 500_000 } },
  ones: { price: { kind: "known", input: 1, output: 1 } },
  "free input": { price: { kind: "known", input: 0, output: 5 } },
  "free of charge": { price: { kind: "free" } },
  "a flat fee": { price: { kind: "subscription" } },
  "not known": { price: { kind: "unknown" } },
  "every rate": {
    price: {
      kind: "known",
      ...UNCACHED,
      cacheRead: 30_000_000,
      cacheWrite5m: 375_000_000,
      cacheWrite1h: 600_000_000,
      cacheWrite30m: 450_000_000,
      cacheWrite12h: 700_000_000,
      cacheWrite: 400_000_000,
      reasoning: 2_000_000_000,
      inputAudio: 900_000_000,
      outputAudio: 3_200_000_000,
      inputImage: 250_000_000,
      outputImage: 4_000_000_000,
      cacheReadAudio: 90_000_000,
      cacheReadImage: 25_000_000,
    },
  },
  "a cache without a lifetime": { price: { kind: "known", ...UNCACHED, cacheWrite: 400_000_000 } },
  "a cache of five minutes": { price: { kind: "known", ...UNCACHED, cacheWrite5m: 375_000_000 } },
  "a cache of 30 minutes": { price: { kind: "known", ...UNCACHED, cacheWrite30m: 450_000_000 } },
  "a cache of five or 30 minutes": {
    price: { kind: "known", ...UNCACHED, cacheWrite30m: 450_000_000, cacheWrite5m: 375_000_000 },
  },
  "a cache of an hour": { price: { kind: "known", ...UNCACHED, cacheWrite1h: 600_000_000 } },
  "a cache that is free to write": { price: { kind: "known", ...UNCACHED, cacheWrite: 0 } },
  "by percent": {
    price: {
      kind: "known",
      ...UNCACHED,
      tierPercent: { batch: 50, fast: 250, gift: 0, odd: 33 },
      regionPercent: { eu: 110, us: 90 },
      fees: { fileSearch: 250_000_000, oddThing: 500, webSearch: 1_000_000_000 },
    },
  },
  "odd, by percent": {
    price: {
      kind: "known",
      input: 1_999_999,
      output: 999_999,
      tierPercent: { half: 50, most: 10_000 },
      regionPercent: { half: 50, most: 10_000 },
    },
  },
  "the dearest, by percent": {
    price: {
      kind: "known",
      input: 100_000_000_000_000,
      output: 100_000_000_000_000,
      tierPercent: { most: 10_000 },
      regionPercent: { most: 10_000 },
    },
  },
  "cut in July": {
    price: {
      kind: "known",
      ...CUT,
      tierPercent: { batch: 50 },
      regionPercent: { eu: 110 },
      rows: CURRENT_ROWS,
      since: "2026-07-31",
    },
    history: [
      { from: "2026-03-01", to: "2026-07-31", ...BEFORE_THE_CUT },
      { to: "2026-05-01", serviceTier: "priority", input: 300_000_000, output: 900_000_000 },
      {
        from: "2026-06-01",
        to: "2026-07-31",
        utcHours: ["00:00-06:00"],
        input: 80_000_000,
        output: 500_000_000,
      },
      ...CURRENT_ROWS,
    ],
  },
  "free since July": {
    price: { kind: "free", since: "2026-07-31" },
    history: [{ to: "2026-07-31", ...BEFORE_THE_CUT }],
  },
  "unknown since July": {
    price: { kind: "unknown", since: "2026-07-31T16:00Z" },
    history: [{ from: "2026-07-01", to: "2026-07-31T16:00Z", ...BEFORE_THE_CUT }],
  },
  "one tier since July": {
    price: { kind: "known", ...CUT, since: "2026-07-31" },
    history: [{ to: "2026-07-31", serviceTier: "priority", ...BEFORE_THE_CUT }],
  },
  "a promotion": {
    price: {
      kind: "known",
      ...BEFORE_THE_CUT,
      rows: [{ from: "2026-08-16T16:00Z", to: "2026-09-01", ...CUT }],
    },
  },
  "until the second": {
    price: {
      kind: "known",
      ...BEFORE_THE_CUT,
      rows: [{ from: "2026-08-16T16:00:30Z", to: "2026-08-16T16:00:31Z", ...CUT }],
    },
  },
  peak: {
    price: {
      kind: "known",
      input: 66_000_000,
      output: 198_000_000,
      tierPercent: { batch: 50 },
      rows: [
        {
          utcHours: ["01:00-04:00", "06:00-10:00"],
          utcDays: ["mon", "tue", "wed", "thu", "fri"],
          exceptDates: ["2026-10-01", "2026-10-02"],
          ...PEAK,
        },
      ],
    },
  },
  "at night": {
    price: { kind: "known", ...PEAK, rows: [{ utcHours: ["16:30-00:30"], ...CUT }] },
  },
  "on Friday night": {
    price: {
      kind: "known",
      ...PEAK,
      rows: [{ utcHours: ["22:00-02:00"], utcDays: ["fri"], ...CUT }],
    },
  },
  "in the evening": {
    price: { kind: "known", ...PEAK, rows: [{ utcHours: ["18:00-24:00"], ...CUT }] },
  },
  "at any hour": {
    price: { kind: "known", ...PEAK, rows: [{ utcHours: ["05:00-05:00"], ...CUT }] },
  },
  "on Sunday": {
    price: { kind: "known", ...PEAK, rows: [{ utcDays: ["sun"], ...CUT }] },
  },
  "the later row is the dearer one": {
    price: {
      kind: "known",
      ...UNCACHED,
      rows: [
        { from: "2026-06-01", ...CUT },
        { utcHours: ["08:00-16:00"], ...PEAK },
      ],
    },
  },
  "the later row is the cheaper one": {
    price: {
      kind: "known",
      ...UNCACHED,
      rows: [
        { utcHours: ["08:00-16:00"], ...PEAK },
        { from: "2026-06-01", ...CUT },
      ],
    },
  },
  "rows of tiers": {
    price: {
      kind: "known",
      ...UNCACHED,
      tiers: [{ aboveInputTokens: 200_000, input: 600_000_000, output: 2_250_000_000 }],
      tierPercent: { batch: 50 },
      rows: [
        {
          serviceTier: "priority",
          ...PEAK,
          tiers: [{ aboveInputTokens: 100_000, ...BEFORE_THE_CUT }],
        },
        { serviceTier: "scale", ...PEAK, tiers: [{ aboveInputTokens: 400_000, ...CUT }] },
        { serviceTier: "flex", ...PEAK },
        { from: "2027-01-01", ...CUT },
        { from: "2027-01-01", serviceTier: "priority", ...CUT },
      ],
    },
  },
  "rows of regions": {
    price: {
      kind: "known",
      ...UNCACHED,
      tierPercent: { batch: 50 },
      regionPercent: { eu: 110, us: 90 },
      rows: [
        { region: "eu", ...PEAK },
        { region: "eu", serviceTier: "priority", ...BEFORE_THE_CUT },
        { serviceTier: "flex", ...CUT },
      ],
    },
  },
  "unknown but for rows": {
    price: {
      kind: "unknown",
      rows: [
        { from: "2026-06-01", to: "2026-12-31", ...CUT },
        { serviceTier: "batch", ...PEAK },
      ],
    },
  },
  "free until 2027": {
    price: { kind: "free", rows: [{ from: "2027-01-01", ...CUT }] },
  },
};
