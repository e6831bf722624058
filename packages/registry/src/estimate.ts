import type { Cost } from "./cost.ts";
import type { Model } from "./gen/contract.gen.js";
import { count, type Usage } from "./usage.ts";

/** A number of equal requests. */
export interface Workload {
  /** How many: a whole number. */
  readonly requests: number;
  /** Tokens of the input of one request. */
  readonly inputTokens: number;
  /** Tokens of the output of one request. */
  readonly outputTokens: number;
  /** Share of the input that is read from a cache, from 0 to 1. @default 0 */
  readonly cachedShare?: number | undefined;
}

/** What a workload costs. */
export interface Estimate {
  /** Of one request. */
  readonly perRequest: Cost;
  /** Of all: that of one, as many times. */
  readonly total: Cost;
  /** The limit of the model that one request exceeds; absent: it fits, or the limits are unknown. */
  readonly exceeds?: {
    readonly limit: "contextWindow" | "maxInputTokens" | "maxOutputTokens";
    /** How many tokens the model takes. */
    readonly tokens: number;
  };
}

/** Prices the requests one by one: a tier for long input is reached by a request, not by a month. */
export function estimateCost(
  model: Model | undefined,
  { requests, inputTokens, outputTokens, cachedShare = 0 }: Workload,
  costOf: (usage: Usage) => Cost,
): Estimate {
  const times = count(requests, "requests");
  if (!(cachedShare >= 0 && cachedShare <= 1)) {
    throw new RangeError(`cachedShare must be from 0 to 1, but is ${cachedShare}`);
  }
  const cacheReadTokens = Math.floor(inputTokens * cachedShare);
  const perRequest = costOf({ inputTokens, outputTokens, cacheReadTokens });
  const exceeds = model && limitExceeded(model, inputTokens, outputTokens);
  return {
    perRequest,
    total: perRequest.kind === "known" ? multiplied(perRequest, times) : perRequest,
    ...(exceeds === undefined ? {} : { exceeds }),
  };
}

function multiplied(cost: Extract<Cost, { kind: "known" }>, times: bigint): Cost {
  const { input, output } = cost.parts;
  return {
    ...cost,
    total: cost.total * times,
    parts: { input: input * times, output: output * times },
  };
}

function limitExceeded(
  { contextWindow, maxInputTokens, maxOutputTokens }: Model,
  input: number,
  output: number,
): Estimate["exceeds"] {
  const limits = [
    ["maxOutputTokens", maxOutputTokens, output],
    ["maxInputTokens", maxInputTokens, input],
    ["contextWindow", contextWindow, input + output],
  ] as const;
  for (const [limit, tokens, used] of limits) {
    if (tokens !== undefined && used > tokens) return { limit, tokens };
  }
  return undefined;
}
