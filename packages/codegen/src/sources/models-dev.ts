import * as z from "zod";
import type { Fact, PartialRates } from "./fact.ts";
import { providerNames } from "./fact.ts";
import { microCents } from "./micro-cents.ts";

const dollars = z.number().nonnegative();
const tokens = z.number().int().nonnegative();

const rates = {
  input: dollars.optional(),
  output: dollars.optional(),
  cache_read: dollars.optional(),
  cache_write: dollars.optional(),
};

const model = z.object({
  status: z.string().optional(),
  modalities: z.object({ output: z.array(z.string()) }).optional(),
  limit: z.object({ context: tokens.optional(), output: tokens.optional() }).optional(),
  cost: z
    .object({
      ...rates,
      tiers: z.array(z.object({ ...rates, tier: z.object({ size: tokens }) })).optional(),
    })
    .optional(),
});

const api = z.record(z.string(), z.unknown());

/** Only of the providers that are compared: what others have may change. */
const providersById = z.record(z.string(), z.object({ models: z.record(z.string(), model) }));

/**
 * Facts of models.dev's `api.json`: dollars per million tokens, limits, states. Its cache writes are
 * those for five minutes. A limit of 0 is not stated, nor is a cache price of 0 beside a price.
 *
 * @throws z.ZodError when the data has another shape.
 */
export function readModelsDev(data: unknown): Fact[] {
  return Object.entries(api.parse(data)).flatMap(([name, written]) => {
    const provider = providerNames.get(name);
    if (provider === undefined) return [];
    const models = providersById.parse({ [name]: written })[name]?.models ?? {};
    return Object.entries(models).map(([id, written]) => fact(provider, id, written));
  });
}

function fact(provider: string, id: string, written: z.infer<typeof model>): Fact {
  const { limit, cost, modalities } = written;
  return {
    provider,
    id,
    match: { equals: id },
    ...(cost === undefined ? {} : { rates: ratesOf(cost) }),
    tiers: (cost?.tiers ?? [])
      .map((each) => ({ aboveInputTokens: each.tier.size, ...ratesOf(each) }))
      .sort((a, b) => a.aboveInputTokens - b.aboveInputTokens),
    ...(limit?.context ? { contextWindow: limit.context } : {}),
    ...(limit?.output ? { maxOutputTokens: limit.output } : {}),
    deprecated: written.status === "deprecated",
    ...(modalities === undefined
      ? {}
      : { chat: modalities.output.join() === "text" && !id.includes("embedding") }),
  };
}

function ratesOf(
  cost: {
    readonly [Key in keyof typeof rates]?: number | undefined;
  },
): PartialRates {
  return {
    ...(cost.input === undefined ? {} : { input: microCents(cost.input) }),
    ...(cost.output === undefined ? {} : { output: microCents(cost.output) }),
    ...(cost.cache_read ? { cacheRead: microCents(cost.cache_read) } : {}),
    ...(cost.cache_write ? { cacheWrite5m: microCents(cost.cache_write) } : {}),
  };
}
