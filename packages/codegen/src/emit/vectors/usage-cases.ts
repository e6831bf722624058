import type { Usage } from "./cost-answers.ts";
import { uses } from "./requests.ts";
import type { Vector } from "./vectors-shape.ts";

/** What is asked beside the usage. */
export type PriceQuestion = Partial<
  Pick<Vector<"costAt">, "at" | "serviceTier" | "region" | "history" | "currency">
>;

/** A question about one of the given prices. */
export type PriceCase = readonly [name: string, price: string, usage: Usage, asked?: PriceQuestion];

const billed: readonly PriceCase[] = [
  ["nothing used", "sonnet", uses(0, 0)],
  ["one token in", "sonnet", uses(1, 0)],
  ["one token out", "sonnet", uses(0, 1)],
  ["a cache read", "sonnet", uses(100_000, 0, { cacheReadTokens: 20_000 })],
  ["a five-minute cache written", "sonnet", uses(100_000, 0, { cacheWrite5mTokens: 20_000 })],
  ["a one-hour cache written", "sonnet", uses(100_000, 0, { cacheWrite1hTokens: 20_000 })],
  [
    "every cache at once",
    "sonnet",
    uses(100_000, 50_000, {
      cacheReadTokens: 20_000,
      cacheWrite5mTokens: 30_000,
      cacheWrite1hTokens: 40_000,
    }),
  ],
  ["the whole input from a cache", "sonnet", uses(100_000, 0, { cacheReadTokens: 100_000 })],
  ["sides round down by themselves", "odd", uses(1, 1)],
  [
    "parts of the input are summed before they are rounded",
    "halves",
    uses(2, 0, { cacheReadTokens: 1 }),
  ],
  ["a product beyond 64 bits", "uncached", uses(9_000_000_000_000, 9_000_000_000_000)],
  ["the largest count of tokens", "ones", uses(2 ** 53 - 1, 2 ** 53 - 1)],
  ["a cache read at an unknown price", "uncached", uses(10, 10, { cacheReadTokens: 1 })],
  ["a five-minute cache at an unknown price", "uncached", uses(10, 10, { cacheWrite5mTokens: 1 })],
  ["a one-hour cache at an unknown price", "uncached", uses(10, 10, { cacheWrite1hTokens: 1 })],
  [
    "every cache at an unknown price: the first one is missed",
    "uncached",
    uses(10, 10, { cacheReadTokens: 1, cacheWrite5mTokens: 1, cacheWrite1hTokens: 1 }),
  ],
  ["no cache used, so its price is not missed", "uncached", uses(10, 10)],
  ["reasoning is output, and costs as much", "sonnet", uses(0, 1000, { reasoningTokens: 400 })],
  ["nothing but reasoning came out", "sonnet", uses(0, 1000, { reasoningTokens: 1000 })],
  ["free", "free of charge", uses(1_000_000, 1_000_000, { cacheReadTokens: 1000 })],
  ["a subscription", "a flat fee", uses(1_000_000, 1_000_000, { cacheWrite5mTokens: 1000 })],
  ["an unknown price", "not known", uses(1, 1)],
  ["an unknown price, and nothing used", "not known", uses(0, 0)],
  ["input without a price of its own", "free input", uses(1_000_000, 1_000_000)],
  ["at the border of a tier", "sizes", uses(200_000, 1000)],
  ["past the border of a tier: all of it", "sizes", uses(200_001, 1000)],
  ["past the border by cached tokens", "sizes", uses(200_001, 1000, { cacheReadTokens: 200_001 })],
  ["long output does not lift the tier", "sizes", uses(1000, 900_000)],
  ["at the border of the highest tier", "sizes", uses(500_000, 1000)],
  ["past the border of the highest tier", "sizes", uses(500_001, 1000)],
  ["a tier without the price of a cache", "sizes", uses(500_001, 1000, { cacheReadTokens: 1 })],
  ["every part at once", "every rate", everyPart()],
  ...(
    [
      ["cacheReadAudioTokens", { cacheReadTokens: 400, cacheReadAudioTokens: 400 }],
      ["cacheReadImageTokens", { cacheReadTokens: 400, cacheReadImageTokens: 400 }],
      ...(
        [
          ...["cacheWriteTokens", "cacheWrite5mTokens", "cacheWrite1hTokens"],
          ...["cacheWrite30mTokens", "cacheWrite12hTokens", "audioInputTokens"],
          ...["imageInputTokens", "audioOutputTokens", "imageOutputTokens", "reasoningTokens"],
        ] as const
      ).map((part) => [part, { [part]: 400 }] as const),
    ] as const
  ).flatMap(([part, used]): PriceCase[] => [
    [`${part} at a rate of their own`, "every rate", uses(2000, 1000, used)],
    [`${part} without a rate of their own`, "uncached", uses(2000, 1000, used)],
  ]),
  ...(
    [
      ["written for a time that is not said", { cacheWriteTokens: 1000 }],
      ["written for five minutes", { cacheWrite5mTokens: 1000 }],
      ["written for half an hour", { cacheWrite30mTokens: 1000 }],
      ["written for an hour", { cacheWrite1hTokens: 1000 }],
    ] as const
  ).flatMap(([what, used]) =>
    ["without a lifetime", "of five minutes", "of 30 minutes", "of an hour"].map(
      (cache): PriceCase => [`a cache ${cache}, ${what}`, `a cache ${cache}`, uses(1000, 0, used)],
    ),
  ),
  [
    "a cache of five or 30 minutes, written for a time that is not said",
    "a cache of five or 30 minutes",
    uses(1000, 0, { cacheWriteTokens: 1000 }),
  ],
  [
    "a rate of 0 is known",
    "a cache that is free to write",
    uses(1000, 0, { cacheWriteTokens: 400 }),
  ],
  [
    "cached pictures at the rate of a cache",
    "sonnet",
    uses(1000, 0, { cacheReadTokens: 1000, cacheReadImageTokens: 400 }),
  ],
  [
    "cached sound never at the rate of a cache",
    "sonnet",
    uses(1000, 0, { cacheReadTokens: 1000, cacheReadAudioTokens: 400 }),
  ],
  [
    "input that is missed comes before output that is",
    "uncached",
    uses(10, 10, { audioOutputTokens: 1, audioInputTokens: 1 }),
  ],
];

function everyPart(): Usage {
  return uses(100_000, 10_000, {
    cacheReadTokens: 30_000,
    cacheReadAudioTokens: 5_001,
    cacheReadImageTokens: 6_002,
    cacheWriteTokens: 7_003,
    cacheWrite5mTokens: 8_004,
    cacheWrite1hTokens: 9_005,
    cacheWrite30mTokens: 1_006,
    cacheWrite12hTokens: 2_007,
    audioInputTokens: 3_008,
    imageInputTokens: 4_009,
    reasoningTokens: 5_010,
    audioOutputTokens: 1_011,
    imageOutputTokens: 2_012,
  });
}

const invalid: readonly PriceCase[] = [
  [
    "more cached than came in",
    "sonnet",
    uses(10, 0, { cacheReadTokens: 5, cacheWrite5mTokens: 5, cacheWrite1hTokens: 1 }),
  ],
  ["more cached than came in, for free", "free of charge", uses(0, 0, { cacheReadTokens: 1 })],
  [
    "more cached than came in, at an unknown price",
    "not known",
    uses(0, 0, { cacheWrite5mTokens: 1 }),
  ],
  ["more reasoning than came out", "sonnet", uses(10, 10, { reasoningTokens: 11 })],
  ["more reasoning than came out, for free", "free of charge", uses(0, 0, { reasoningTokens: 1 })],
  [
    "more reasoning than came out, at an unknown price",
    "not known",
    uses(0, 1, { reasoningTokens: 2 }),
  ],
  [
    "more sound and pictures than came in",
    "every rate",
    uses(10, 0, { audioInputTokens: 5, imageInputTokens: 6 }),
  ],
  [
    "more sound, pictures and reasoning than came out",
    "every rate",
    uses(0, 10, { audioOutputTokens: 4, imageOutputTokens: 4, reasoningTokens: 3 }),
  ],
  [
    "more cached sound and pictures than were cached",
    "every rate",
    uses(10, 0, { cacheReadTokens: 5, cacheReadAudioTokens: 3, cacheReadImageTokens: 3 }),
  ],
  [
    "what is cached counts once",
    "every rate",
    uses(10, 0, { cacheReadTokens: 10, cacheReadAudioTokens: 5, cacheReadImageTokens: 5 }),
  ],
  [
    "caches of every lifetime are in the input",
    "every rate",
    uses(10, 0, { cacheWriteTokens: 4, cacheWrite30mTokens: 4, cacheWrite12hTokens: 3 }),
  ],
  ...["2026-02-30", "2026-13-01", "2026-7-1", "2026-07-15T12:00", "15.07.2026", "today", ""].map(
    (at): PriceCase => [`no time: "${at}"`, "free of charge", uses(1, 1), { at }],
  ),
];

const currencies: readonly PriceCase[] = [
  ["in USD", "sonnet", uses(1000, 500), { currency: "USD" }],
  ["in EUR", "sonnet", uses(1000, 500), { currency: "EUR" }],
  ["free, in EUR", "free of charge", uses(1000, 500), { currency: "EUR" }],
];

/** Questions about what was used, and in which currency it is billed. */
export const usageCases: readonly PriceCase[] = [...billed, ...invalid, ...currencies];
