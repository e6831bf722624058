import * as z from "zod";
import type { RateName } from "../../layers/rates.ts";
import { findText, type Material, packageName } from "../material.ts";
import { microCents } from "../micro-cents.ts";
import type { Match, PartialRates, PartialTier, StatedPrice, Statement } from "../statement.ts";
import { type Adapter, findOnlyText, isObject, parseJson } from "./adapter.ts";
import { findLiteral } from "./literal.ts";

const dollars = z.union([
  z.number().nonnegative(),
  z
    .string()
    .max(40, { abort: true })
    .regex(/^\d+(\.\d+)?$/),
]);

const price = z.union([
  dollars,
  z.object({
    base: dollars,
    tiers: z.array(z.object({ start: z.number().int().nonnegative(), price: dollars })),
  }),
]);

const RATES = [
  ["input", "input_mtok"],
  ["output", "output_mtok"],
  ["cacheRead", "cache_read_mtok"],
  ["cacheWrite", "cache_write_mtok"],
  ["cacheWrite1h", "cache_write_1h_mtok"],
  ["reasoning", "output_reasoning_mtok"],
  ["inputAudio", "input_audio_mtok"],
  ["outputAudio", "output_audio_mtok"],
  ["inputImage", "input_image_mtok"],
  ["outputImage", "output_image_mtok"],
  ["cacheReadAudio", "cache_audio_read_mtok"],
  ["cacheReadImage", "cache_image_read_mtok"],
] as const satisfies readonly (readonly [RateName, string])[];

const FEES = [
  ["webSearch", "web_searches_kcount"],
  ["fileSearch", "storage_searches_kcount"],
  ["request", "requests_kcount"],
] as const;

type Unit = (typeof RATES | typeof FEES)[number][1];

/** What it counts in other units is left out. */
const prices = z.object(
  Object.fromEntries([...RATES, ...FEES].map(([, unit]) => [unit, price.optional()])) as Record<
    Unit,
    z.ZodOptional<typeof price>
  >,
);

const time = z.string().regex(/^\d\d:\d\d:\d\dZ$/);

const conditional = z.object({
  constraint: z
    .union([z.object({ start_date: z.iso.date() }), z.object({ start_time: time, end_time: time })])
    .nullish(),
  prices,
});

const match: z.ZodType<Match> = z.lazy(() =>
  z.union([
    z.strictObject({ equals: z.string() }),
    z.strictObject({ starts_with: z.string() }),
    z.strictObject({ ends_with: z.string() }),
    z.strictObject({ contains: z.string() }),
    z.strictObject({ regex: z.string().refine(isRegularExpression) }),
    z.strictObject({ or: z.array(match) }),
    z.strictObject({ and: z.array(match) }),
  ]),
);

const model = z.object({
  id: z.string(),
  name: z.string().nullish(),
  match,
  context_window: z.number().int().positive().nullish(),
  deprecated: z.boolean().nullish(),
  prices: z.union([prices, z.array(conditional)]),
});

const providers = z.array(z.object({ id: z.string(), models: z.array(z.unknown()) }));
const modelsById = z.record(z.string(), z.array(model));

type WrittenPrices = z.infer<typeof prices>;

/**
 * The data of genai-prices: `data.json`, `data_slim.json`, or the package, whose program holds it as a
 * literal. Dollars per million tokens and per thousand of other things, windows; prices by date and by
 * hour. A cache price of 0 is not stated. What the data set does not say: output limits, abilities,
 * what a model puts out, whether a model is live.
 */
export const genaiPrices: Adapter = {
  license: "MIT",
  recognises: (material) => findData(material) !== undefined,
  read(material, wants) {
    const all = providers.parse(findData(material));
    const wanted = all.filter(({ id }) => wants(id));
    const parsed = modelsById.parse(
      Object.fromEntries(wanted.map(({ id, models }) => [id, models])),
    );
    return {
      providers: all.map(({ id }) => id),
      statements: Object.entries(parsed).flatMap(([provider, models]) =>
        models.map((written) => statement(provider, written)),
      ),
    };
  },
};

function findData(material: Material): unknown {
  const only = parseJson(findOnlyText(material));
  if (only !== undefined) return isData(only) ? only : undefined;
  if (packageName(material) !== "@pydantic/genai-prices") return undefined;
  // The module of a package is a program in which the data is a literal.
  for (const path of ["dist/index.cjs", "dist/index.js"]) {
    const data = findLiteral(findText(material, path) ?? "", isData);
    if (data !== undefined) return data;
  }
  return undefined;
}

function isData(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isProvider);
}

function isProvider(value: unknown): boolean {
  return isObject(value) && typeof value["id"] === "string" && Array.isArray(value["models"]);
}

function statement(provider: string, written: z.infer<typeof model>): Statement {
  const isClaude = written.id.includes("claude");
  const all: readonly StatedPrice[] = Array.isArray(written.prices)
    ? written.prices.map(({ constraint, prices: each }) => ({
        ...priced(each, isClaude),
        ...conditionOf(constraint),
      }))
    : [priced(written.prices, isClaude)];
  const stated = all.filter(({ rates }) => Object.keys(rates).length > 0);
  const [first] = Array.isArray(written.prices) ? written.prices : [{ prices: written.prices }];
  const fees = feesOf(first?.prices);
  return {
    provider,
    id: written.id,
    match: written.match,
    facts: {
      ...(written.name == null ? {} : { displayName: written.name }),
      ...(stated.length === 0 ? {} : { prices: stated }),
      ...(Object.keys(fees).length === 0 ? {} : { fees }),
      ...(written.context_window ? { contextWindow: written.context_window } : {}),
      ...(written.deprecated ? { status: "deprecated" as const } : {}),
    },
  };
}

function conditionOf(
  constraint: z.infer<typeof conditional>["constraint"],
): Pick<StatedPrice, "from" | "utcHours"> {
  if (!constraint) return {};
  if ("start_date" in constraint) return { from: constraint.start_date };
  return { utcHours: `${constraint.start_time.slice(0, 5)}-${constraint.end_time.slice(0, 5)}` };
}

function priced(written: WrittenPrices, isClaude: boolean): StatedPrice {
  const nameOf = (name: RateName) => (isClaude && name === "cacheWrite" ? "cacheWrite5m" : name);
  const rates: { [name: string]: number } = {};
  // Each rate has tiers of its own; a tier of a model has those that begin where it does.
  const tiers = new Map<number, PartialTier>();
  for (const [name, unit] of RATES) {
    const value = written[unit];
    if (value === undefined) continue;
    const amount = microCents(typeof value === "object" ? value.base : value);
    if (amount !== 0 || !name.startsWith("cache")) rates[nameOf(name)] = amount;
    for (const { start, price: above } of typeof value === "object" ? value.tiers : []) {
      const tier = tiers.get(start) ?? { aboveInputTokens: start };
      tiers.set(start, { ...tier, [nameOf(name)]: microCents(above) });
    }
  }
  return {
    rates: rates as PartialRates,
    tiers: [...tiers.values()].sort((a, b) => a.aboveInputTokens - b.aboveInputTokens),
  };
}

function feesOf(written: WrittenPrices | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(
    FEES.flatMap(([name, unit]) => {
      const value = written?.[unit];
      return value === undefined || typeof value === "object" ? [] : [[name, microCents(value)]];
    }),
  );
}

/** A group that repeats what repeats can take for ever on an id: no data set has a use for one. */
const RUNAWAY = /[+*}][^()]*\)[+*{]/;

function isRegularExpression(source: string): boolean {
  if (source.length > 200 || RUNAWAY.test(source)) return false;
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
