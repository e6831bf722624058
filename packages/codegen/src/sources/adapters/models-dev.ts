import * as z from "zod";
import { type Capability, type Effort, efforts, wordsOf } from "../../layers/vocabulary.ts";
import { microCents } from "../micro-cents.ts";
import type {
  Answers,
  PartialRates,
  PartialTier,
  StatedFacts,
  StatedPrice,
  Statement,
} from "../statement.ts";
import { type Adapter, findOnlyText, isObject, parseJson } from "./adapter.ts";

const dollars = z.number().nonnegative();
const tokens = z.number().int().nonnegative();

const rates = z.object({
  input: dollars.optional(),
  output: dollars.optional(),
  reasoning: dollars.optional(),
  cache_read: dollars.optional(),
  cache_write: dollars.optional(),
  input_audio: dollars.optional(),
  output_audio: dollars.optional(),
});

const mode = z.object({
  cost: rates.optional(),
  provider: z.object({ body: z.record(z.string(), z.unknown()).optional() }).optional(),
});

const reasoningOption = z.union([
  z.object({ type: z.literal("effort"), values: z.array(z.string().nullable()) }),
  z.object({ type: z.literal("toggle") }),
  z.object({
    type: z.literal("budget_tokens"),
    min: z.number().int().nullish(),
    max: z.number().int().nullish(),
  }),
  // A kind that came later says nothing here.
  z.object({ type: z.string() }).transform(() => ({ type: "other" as const })),
]);

const model = z.object({
  name: z.string().optional(),
  status: z.string().optional(),
  reasoning: z.boolean().optional(),
  reasoning_options: z.array(reasoningOption).optional(),
  interleaved: z.union([z.boolean(), z.object({ field: z.string() })]).optional(),
  tool_call: z.boolean().optional(),
  structured_output: z.boolean().optional(),
  temperature: z.boolean().optional(),
  knowledge: z.string().optional(),
  release_date: z.string().optional(),
  open_weights: z.boolean().optional(),
  modalities: z
    .object({ input: z.array(z.string()).optional(), output: z.array(z.string()) })
    .optional(),
  limit: z
    .object({ context: tokens.optional(), input: tokens.optional(), output: tokens.optional() })
    .optional(),
  cost: rates
    .extend({
      tiers: z.array(rates.extend({ tier: z.object({ size: tokens }) })).optional(),
    })
    .optional(),
  experimental: z.object({ modes: z.record(z.string(), mode).optional() }).optional(),
});

type WrittenModel = z.infer<typeof model>;

const providersById = z.record(z.string(), z.object({ models: z.record(z.string(), model) }));

/**
 * models.dev's `api.json`: dollars per million tokens, limits, abilities, dates. A limit of 0 is not
 * stated, nor is a cache price of 0. Its cache writes of Claude models are those for five minutes; of
 * others the lifetime is not stated.
 */
export const modelsDev: Adapter = {
  license: "MIT",
  recognises(material) {
    const data = parseJson(findOnlyText(material));
    return isObject(data) && Object.keys(data).length > 0 && Object.values(data).every(hasModels);
  },
  read(material, wants) {
    const data = parseJson(findOnlyText(material)) as Readonly<Record<string, unknown>>;
    const wanted = Object.entries(data).filter(([provider]) => wants(provider));
    const parsed = providersById.parse(Object.fromEntries(wanted));
    return {
      providers: Object.keys(data),
      datedAt: newestDay(data),
      statements: Object.entries(parsed).flatMap(([provider, { models }]) =>
        Object.entries(models).map(([id, written]) => statement(provider, id, written)),
      ),
    };
  },
};

/** The day on which any of its models last changed. */
function newestDay(data: Readonly<Record<string, unknown>>): string | undefined {
  const days = Object.values(data).flatMap((provider) =>
    isObject(provider) && isObject(provider["models"])
      ? Object.values(provider["models"]).flatMap((each) =>
          isObject(each) && typeof each["last_updated"] === "string" ? each["last_updated"] : [],
        )
      : [],
  );
  return days
    .filter((day) => /^\d{4}-\d\d-\d\d$/.test(day))
    .sort()
    .at(-1);
}

function hasModels(value: unknown): boolean {
  return isObject(value) && isObject(value["models"]);
}

/**
 * A model in the notation of models.dev, as other files have it, too.
 *
 * @throws z.ZodError when it has another shape.
 */
export function readModel(provider: string, id: string, written: unknown): Statement {
  return statement(provider, id, model.parse(written));
}

function statement(provider: string, id: string, written: WrittenModel): Statement {
  const gives = written.modalities?.output;
  return {
    provider,
    id,
    match: { equals: id },
    ...(gives === undefined ? {} : { chat: gives.join() === "text" && !/embed/i.test(id) }),
    facts: factsOf(id, written),
  };
}

function factsOf(id: string, written: WrittenModel): StatedFacts {
  const { limit, cost, modalities, experimental, interleaved } = written;
  const modes = Object.entries(experimental?.modes ?? {});
  const prices = [
    ...(cost === undefined ? [] : [{ rates: ratesOf(id, cost), tiers: tiersOf(id, cost) }]),
    ...modes.flatMap(([name, each]) => tierPrice(id, name, each)),
  ];
  const field = typeof interleaved === "object" ? interleaved.field : undefined;
  return {
    ...(written.name === undefined ? {} : { displayName: written.name }),
    ...(prices.length === 0 ? {} : { prices }),
    ...(limit?.context ? { contextWindow: limit.context } : {}),
    ...(limit?.input && limit.input < (limit.context ?? 0) ? { maxInputTokens: limit.input } : {}),
    ...(limit?.output ? { maxOutputTokens: limit.output } : {}),
    ...(modalities?.input === undefined ? {} : { input: answersOf(modalities.input) }),
    ...(modalities === undefined ? {} : { output: modalities.output }),
    ...abilitiesOf(written),
    ...(field === undefined ? {} : { reasoningField: field }),
    status: statusOf(written.status),
    ...dayOrMonth("releasedAt", written.release_date),
    ...dayOrMonth("knowledgeUntil", written.knowledge),
    ...(written.open_weights === undefined ? {} : { openWeights: written.open_weights }),
  };
}

const KINDS = ["text", "image", "pdf", "audio", "video"];

function answersOf(kinds: readonly string[]): Answers<string> {
  return Object.fromEntries(KINDS.map((kind) => [kind, kinds.includes(kind)]));
}

function abilitiesOf(
  written: WrittenModel,
): Pick<
  StatedFacts,
  "capabilities" | "efforts" | "reasoningBudgetMinTokens" | "reasoningBudgetMaxTokens"
> {
  const answers: { -readonly [Word in Capability]?: boolean } = {};
  const state = (word: Capability, answer: boolean | undefined) => {
    if (answer !== undefined) answers[word] = answer;
  };
  state("tools", written.tool_call);
  state("structured-output", written.structured_output);
  state("temperature", written.temperature);
  state("reasoning", written.reasoning);
  if (written.interleaved === true) state("reasoning-between-tools", true);
  const modes = Object.values(written.experimental?.modes ?? {});
  if (modes.some(({ provider }) => isPro(provider?.body))) state("reasoning-pro", true);
  let taken: Answers<Effort> | undefined;
  let budget = {};
  for (const option of written.reasoning_options ?? []) {
    if (option.type === "toggle") state("reasoning-off", true);
    if (option.type === "effort") {
      const values = option.values.map((value) => (value ?? "none").toLowerCase());
      taken = Object.fromEntries(wordsOf(efforts).map((word) => [word, values.includes(word)]));
      if (!Object.values(taken).includes(true)) taken = undefined;
      else state("reasoning-effort", true);
      if (values.includes("none")) state("reasoning-off", true);
    }
    if (option.type === "budget_tokens") {
      state("reasoning-budget", true);
      budget = {
        ...(option.min != null && option.min >= 0 ? { reasoningBudgetMinTokens: option.min } : {}),
        ...(option.max != null && option.max > 0 ? { reasoningBudgetMaxTokens: option.max } : {}),
      };
    }
  }
  return {
    ...(Object.keys(answers).length === 0 ? {} : { capabilities: answers }),
    ...(taken === undefined ? {} : { efforts: taken }),
    ...budget,
  };
}

function isPro(body: Readonly<Record<string, unknown>> | undefined): boolean {
  const reasoning = body?.["reasoning"];
  return isObject(reasoning) && reasoning["mode"] === "pro";
}

/** A mode with a price of its own is a tier of service; what the request says of it is its name. */
function tierPrice(
  id: string,
  name: string,
  { cost, provider }: z.infer<typeof mode>,
): StatedPrice[] {
  if (cost === undefined) return [];
  const said = provider?.body?.["service_tier"] ?? provider?.body?.["speed"];
  const serviceTier = typeof said === "string" ? said : name;
  return [{ serviceTier, rates: ratesOf(id, cost), tiers: [] }];
}

function ratesOf(id: string, cost: z.infer<typeof rates>): PartialRates {
  const write = id.includes("claude") ? "cacheWrite5m" : "cacheWrite";
  return {
    ...(cost.input === undefined ? {} : { input: microCents(cost.input) }),
    ...(cost.output === undefined ? {} : { output: microCents(cost.output) }),
    ...(cost.cache_read ? { cacheRead: microCents(cost.cache_read) } : {}),
    ...(cost.cache_write ? { [write]: microCents(cost.cache_write) } : {}),
    // Where it is what other output costs, nothing is said.
    ...(cost.reasoning === undefined || cost.reasoning === cost.output
      ? {}
      : { reasoning: microCents(cost.reasoning) }),
    ...(cost.input_audio ? { inputAudio: microCents(cost.input_audio) } : {}),
    ...(cost.output_audio ? { outputAudio: microCents(cost.output_audio) } : {}),
  };
}

function tiersOf(id: string, { tiers = [] }: NonNullable<WrittenModel["cost"]>): PartialTier[] {
  return tiers
    .map((each) => ({ aboveInputTokens: each.tier.size, ...ratesOf(id, each) }))
    .sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
}

function statusOf(status: string | undefined): NonNullable<StatedFacts["status"]> {
  return status === "alpha" || status === "beta" || status === "deprecated" ? status : "live";
}

function dayOrMonth<K extends "releasedAt" | "knowledgeUntil">(
  name: K,
  text: string | undefined,
): { readonly [Key in K]?: string } {
  const isOne = text !== undefined && /^\d{4}-\d\d(?:-\d\d)?$/.test(text);
  return (isOne ? { [name]: text } : {}) as { readonly [Key in K]?: string };
}
