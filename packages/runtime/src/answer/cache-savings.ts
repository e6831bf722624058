import type { Price } from "@kei/registry/contract";
import type { Usage } from "@kei/registry/cost";
import { type CostAtOptions, costAt } from "@kei/registry/cost";
import type { CacheSavings, ReplyCost } from "../chat/reply.ts";

/** What decides what a usage costs. */
export interface Bill {
  /** Absent: of a model of which nothing is known. */
  readonly price: Price | undefined;
  readonly options: CostAtOptions & { readonly currency: string };
}

/**
 * What the same tokens would have cost without a cache, less what they did. Fees are on both sides, so
 * one that is not known hides nothing. `undefined`: nothing was read from a cache or written to one.
 *
 * @param cost what the usage costs, or why that is not known
 */
export function cacheSavings(
  cost: ReplyCost,
  { fees: _, ...usage }: Usage,
  { price, options }: Bill,
): CacheSavings | undefined {
  const plain = withoutCache(usage);
  if (plain === undefined) return undefined;
  if (cost.kind === "free" || cost.kind === "subscription") return { kind: cost.kind, total: 0n };
  if (price === undefined || (cost.kind === "unknown" && cost.reason !== "fee")) {
    return cost as CacheSavings;
  }
  try {
    const paid = costAt(price, usage, options);
    const otherwise = costAt(price, plain, options);
    if (paid.kind !== "known") return paid;
    if (otherwise.kind !== "known") return otherwise;
    return { kind: "known", total: otherwise.total - paid.total, currency: paid.currency };
  } catch {
    // Counts that contradict each other, beside a fee that is not known.
    return { kind: "unknown", reason: "usage" };
  }
}

/** Nothing from a cache: sound and pictures are again what they are. */
function withoutCache(usage: Usage): Usage | undefined {
  const {
    cacheReadTokens = 0,
    cacheWriteTokens = 0,
    cacheWrite5mTokens = 0,
    cacheWrite30mTokens = 0,
    cacheWrite1hTokens = 0,
    cacheWrite12hTokens = 0,
    cacheReadAudioTokens = 0,
    cacheReadImageTokens = 0,
    audioInputTokens = 0,
    imageInputTokens = 0,
    ...rest
  } = usage;
  const written =
    cacheWriteTokens +
    cacheWrite5mTokens +
    cacheWrite30mTokens +
    cacheWrite1hTokens +
    cacheWrite12hTokens;
  if (cacheReadTokens + written === 0) return undefined;
  return Object.assign({}, rest, {
    audioInputTokens: audioInputTokens + cacheReadAudioTokens,
    imageInputTokens: imageInputTokens + cacheReadImageTokens,
  });
}
