import * as z from "zod";
import { type Capability, type Effort, efforts, wordsOf } from "../../layers/vocabulary.ts";
import { findText, type Material } from "../material.ts";
import { microCents } from "../micro-cents.ts";
import type { PartialRates, StatedFacts, StatedPrice, Statement } from "../statement.ts";
import { type Adapter, isObject, parseJson } from "./adapter.ts";

const dollars = z.number().nonnegative();

const rates = z.object({
  input: dollars,
  output: dollars,
  cacheRead: dollars.optional(),
  cacheWrite: dollars.optional(),
});

const model = z.object({
  type: z.string(),
  id: z.string(),
  name: z.string().optional(),
  api: z.string(),
  provider: z.string(),
  reasoning: z.boolean().optional(),
  input: z.array(z.string()).optional(),
  cost: rates.extend({
    tiers: z.array(rates.extend({ inputTokensAbove: z.number().int().nonnegative() })).optional(),
  }),
  contextWindow: z.number().int().nonnegative().optional(),
  maxTokens: z.number().int().nonnegative().optional(),
  thinkingLevelMap: z.record(z.string(), z.string().nullable()).optional(),
  compat: z
    .object({
      forceAdaptiveThinking: z.boolean().optional(),
      supportsTemperature: z.boolean().optional(),
      supportsStrictMode: z.boolean().optional(),
      supportsStrictTools: z.boolean().optional(),
    })
    .optional(),
});

type WrittenModel = z.infer<typeof model>;

/** By API, then by `type:id`. */
const catalogue = z.record(z.string(), z.record(z.string(), model));

const OWN_WINDOW = 272_000;

/** The catalogues of the package, or of a folder with nothing else in it. */
const FILE = /^(?:dist\/providers\/data\/)?([\w-]+)\.json$/;

/**
 * The catalogues of pi-ai, a JSON file for each provider: in its package, or in a folder of their own.
 *
 * - Prices are dollars per million tokens. A cache price of 0 is not stated, nor is a price that is 0
 *   throughout: subscriptions and free models have that, too.
 * - Its window of 272,000 tokens is no limit of a model: it keeps OpenAI's models below their price for
 *   long input. So that one is not stated.
 * - It has no model to talk to that calls no tools.
 * - Of what a model reads it names text and pictures only, as its own requests have nothing else.
 * - A level of thinking that is mapped to nothing is refused. Low, medium and high need no mapping where
 *   others are mapped, and for Claude models that choose their thinking.
 */
export const piAi: Adapter = {
  license: "MIT",
  recognises: (material) => cataloguesOf(material).length > 0,
  read(material, wants) {
    const all = cataloguesOf(material);
    const wanted = all.filter(([provider]) => wants(provider));
    const parsed = z
      .record(z.string(), catalogue)
      .parse(Object.fromEntries(wanted.map(([provider, data]) => [`${provider}.json`, data])));
    return {
      providers: all.map(([provider]) => provider),
      datedAt: dayOf(material),
      statements: Object.values(parsed).flatMap((apis) =>
        Object.values(apis).flatMap((models) => Object.values(models).flatMap(statement)),
      ),
    };
  },
};

/** The day on which the catalogues were made, beside them. */
function dayOf(material: Material): string | undefined {
  for (const path of ["dist/providers/data/.manifest.json", "manifest.json"]) {
    const manifest = parseJson(findText(material, path));
    const made = isObject(manifest) ? manifest["generatedAt"] : undefined;
    if (typeof made === "string" && /^\d{4}-\d\d-\d\dT/.test(made)) return made.slice(0, 10);
  }
  return undefined;
}

/** The catalogues in a material, by provider. */
export function cataloguesOf(material: Material): (readonly [provider: string, data: unknown])[] {
  return [...material.files.keys()].flatMap((path) => {
    const provider = FILE.exec(path)?.[1];
    if (provider === undefined) return [];
    const data = parseJson(findText(material, path));
    return isCatalogue(data) ? [[provider, data] as const] : [];
  });
}

function isCatalogue(data: unknown): boolean {
  if (!isObject(data)) return false;
  const models = Object.values(data).flatMap((api) => (isObject(api) ? Object.entries(api) : []));
  return (
    models.length > 0 &&
    models.every(([key, each]) => isObject(each) && key === `${each["type"]}:${each["id"]}`)
  );
}

function statement(written: WrittenModel): Statement[] {
  if (written.type !== "chat") return [];
  const { provider, id } = written;
  return [{ provider, id, match: { equals: id }, chat: true, facts: factsOf(written) }];
}

function factsOf(written: WrittenModel): StatedFacts {
  const price = priceOf(written);
  return {
    ...(written.name === undefined
      ? {}
      : { displayName: written.name.replace(/ \(latest\)$/, "") }),
    ...(price === undefined ? {} : { prices: [price] }),
    ...(written.contextWindow && written.contextWindow !== OWN_WINDOW
      ? { contextWindow: written.contextWindow }
      : {}),
    ...(written.maxTokens ? { maxOutputTokens: written.maxTokens } : {}),
    ...(written.input === undefined
      ? {}
      : {
          input: { text: written.input.includes("text"), image: written.input.includes("image") },
        }),
    ...abilitiesOf(written),
    status: "live",
  };
}

function abilitiesOf({
  reasoning,
  thinkingLevelMap: levels = {},
  compat = {},
}: WrittenModel): Pick<StatedFacts, "capabilities" | "efforts"> {
  const answers: { -readonly [Word in Capability]?: boolean } = { tools: true };
  const taken: { -readonly [Word in Effort]?: boolean } = {};
  if (reasoning !== undefined) answers.reasoning = reasoning;
  if (compat.supportsTemperature !== undefined) answers.temperature = compat.supportsTemperature;
  const strict = compat.supportsStrictTools ?? compat.supportsStrictMode;
  if (strict !== undefined) answers["strict-tools"] = strict;
  if (reasoning === true) {
    const isMapped = Object.entries(levels).some(
      ([level, wire]) => level !== "off" && wire !== null,
    );
    if (compat.forceAdaptiveThinking === true) answers["reasoning-adaptive"] = true;
    if (isMapped || compat.forceAdaptiveThinking === true) {
      for (const word of ["low", "medium", "high"] as const) taken[word] = true;
    }
    for (const [level, wire] of Object.entries(levels)) {
      if (level === "off") answers["reasoning-off"] = wire !== null;
      const word = effortOf(wire ?? (level === "off" ? "none" : level));
      if (word !== undefined) taken[word] = wire !== null;
    }
    if (Object.values(taken).includes(true)) answers["reasoning-effort"] = true;
  }
  return {
    capabilities: answers,
    ...(answers["reasoning-effort"] === true ? { efforts: taken } : {}),
  };
}

function effortOf(wire: string): Effort | undefined {
  return wordsOf(efforts).find((word) => word === wire.toLowerCase());
}

function priceOf(written: WrittenModel): StatedPrice | undefined {
  const { cost } = written;
  if (cost.input === 0 && cost.output === 0) return undefined;
  return {
    rates: ratesOf(written, cost),
    tiers: (cost.tiers ?? [])
      .map((tier) => ({ aboveInputTokens: tier.inputTokensAbove, ...ratesOf(written, tier) }))
      .sort((a, b) => a.aboveInputTokens - b.aboveInputTokens),
  };
}

function ratesOf({ id }: WrittenModel, cost: z.infer<typeof rates>): PartialRates {
  const write = id.includes("claude") ? "cacheWrite5m" : "cacheWrite";
  return {
    input: microCents(cost.input),
    output: microCents(cost.output),
    ...(cost.cacheRead ? { cacheRead: microCents(cost.cacheRead) } : {}),
    ...(cost.cacheWrite ? { [write]: microCents(cost.cacheWrite) } : {}),
  };
}
