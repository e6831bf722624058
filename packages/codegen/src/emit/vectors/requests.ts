import type { Price, RateName, Rates } from "../../layers/rates.ts";
import type { Usage } from "./cost-answers.ts";
import type { Random } from "./random.ts";

/** A usage: parts of it that are 0 are left out. */
export function uses(
  inputTokens: number,
  outputTokens: number,
  { fees, ...parts }: Omit<Usage, "inputTokens" | "outputTokens"> = {},
): Usage {
  const used = Object.entries(parts).filter(([, tokens]) => tokens !== 0);
  return { inputTokens, outputTokens, ...Object.fromEntries(used), ...(fees && { fees }) };
}

/** Plain and cached requests; with tiers, one at each border and one past it. */
export function requests(price: Price, random: Random): Usage[] {
  const plain = uses(random.count(6), random.count(5));
  if (price.kind !== "known") return [plain, anyRequest(random, everyRate)];
  return [
    plain,
    anyRequest(random, everyRate),
    anyRequest(random, price),
    ...(price.tiers ?? []).flatMap((tier) => [
      uses(tier.aboveInputTokens, random.count(4)),
      anyRequest(random, tier, tier.aboveInputTokens + 1),
    ]),
  ];
}

type Part = Exclude<keyof Usage, "inputTokens" | "outputTokens" | "fees">;

/** Parts of the input and of the output, with the rate that each needs. */
const inputParts: readonly (readonly [Part, RateName])[] = [
  ["cacheReadTokens", "cacheRead"],
  ["cacheWrite5mTokens", "cacheWrite5m"],
  ["cacheWrite1hTokens", "cacheWrite1h"],
  ["cacheWrite30mTokens", "cacheWrite30m"],
  ["cacheWrite12hTokens", "cacheWrite12h"],
  ["cacheWriteTokens", "cacheWrite"],
  ["audioInputTokens", "inputAudio"],
  ["imageInputTokens", "input"],
];
const outputParts: readonly (readonly [Part, RateName])[] = [
  ["reasoningTokens", "output"],
  ["audioOutputTokens", "outputAudio"],
  ["imageOutputTokens", "outputImage"],
];

type SomeRates = Partial<Record<RateName, number>>;

const everyRate: SomeRates = Object.fromEntries(
  [...inputParts, ...outputParts].map(([, rate]) => [rate, 0]),
);

/** Some of the parts that have a price, and what is in none of them. */
function anyRequest(random: Random, priced: SomeRates | Rates, fresh = random.count(6)): Usage {
  const some = (parts: typeof inputParts, digits: number) =>
    parts.flatMap(([part, rate]): [Part, number][] => {
      const isUsed = (priced as SomeRates)[rate] !== undefined && random.upTo(1) === 1;
      return isUsed ? [[part, random.count(digits)]] : [];
    });
  const sum = (parts: readonly [Part, number][]) =>
    parts.reduce((all, [, tokens]) => all + tokens, 0);
  const [read, written] = [some(inputParts, 5), some(outputParts, 4)];
  return uses(
    fresh + sum(read),
    random.count(5) + sum(written),
    Object.fromEntries([...read, ...written]),
  );
}
