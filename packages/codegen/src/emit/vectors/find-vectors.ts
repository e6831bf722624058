import type { Model } from "../../layers/model.ts";
import { capabilities, wordsOf } from "../../layers/vocabulary.ts";
import { isLiveOn } from "../../registry/ending.ts";
import { byCodeUnits, type Registry } from "../../registry/model.ts";
import { utcDay } from "../../text/utc-time.ts";
import { ASKED, type RefAnswers } from "./cost-vectors.ts";
import { sample } from "./random.ts";
import type { Vector } from "./vectors-shape.ts";

type Question = Omit<Vector<"findModels">, "name" | "refs">;

const ANY: Question = {
  providers: [],
  capabilities: [],
  refuses: [],
  minContext: null,
  minOutput: null,
  input: [],
  output: [],
  metered: null,
  openWeights: null,
  sort: null,
  inputTokens: 3_000,
  outputTokens: 1_000,
  currency: "USD",
  limit: 10,
  at: ASKED.at,
};

/** Which models are as asked: each thing alone, then what programs ask. */
export function findVectors(
  { providers, models }: Registry,
  costs: RefAnswers,
): Vector<"findModels">[] {
  const some = sample(providers, ({ id }) => id, "findModels", 2).map(({ id }) => id);
  const currencies = new Set(providers.map(({ billing }) => billing.currency));
  const asked: Partial<Question>[] = [
    {},
    { limit: null },
    { limit: 0 },
    { at: "2024-01-01" },
    { providers: some },
    { providers: ["nobody"] },
    ...wordsOf(capabilities).flatMap((word) => [{ capabilities: [word] }, { refuses: [word] }]),
    { minContext: 0, limit: null },
    { minOutput: 64_000 },
    { input: ["text", "image"] },
    { output: ["text"] },
    { output: ["image"] },
    ...[true, false].flatMap((is) => [{ metered: is, limit: 30 }, { openWeights: is }]),
    { sort: "context", limit: null },
    { sort: "cost", limit: null },
    ...[...currencies].map((currency): Partial<Question> => ({ sort: "cost", currency })),
    ...(["2026-12-01T01:00Z", "2026-09-05T18:00Z", "2025-01-01"] as const).map(
      (at): Partial<Question> => ({ sort: "cost", at }),
    ),
    ...["tools", "structured-output", "reasoning"].flatMap((word) =>
      [200_000, 1_000_000].map(
        (minContext): Partial<Question> => ({
          capabilities: [word as "tools"],
          minContext,
          metered: true,
          sort: "cost",
          limit: 3,
        }),
      ),
    ),
    // Much is written, or much is read: the cheapest one is another then.
    { sort: "cost", metered: true, inputTokens: 0, outputTokens: 1_000_000 },
    { sort: "cost", metered: true, inputTokens: 900_000, outputTokens: 0 },
  ];
  return asked.map((changes) => {
    const question = { ...ANY, ...changes };
    return {
      name: `findModels ${JSON.stringify(changes)}`,
      ...question,
      refs: answer(models, question, costs),
    };
  });
}

function answer(models: readonly Model[], question: Question, costs: RefAnswers): string[] {
  const { limit, metered, openWeights, minContext, minOutput } = question;
  const kinds = { known: true, free: false, subscription: false, unknown: null };
  const lacks = (known: readonly string[] | undefined, wanted: readonly string[]) =>
    wanted.some((word) => !new Set(known).has(word));
  const isShort = (known: number | undefined, least: number | null) =>
    least !== null && (known === undefined || known < least);
  const found = models.filter((model) => {
    if (!isLiveOn(model, utcDay(question.at))) return false;
    if (question.providers.length > 0 && lacks(question.providers, [model.provider])) return false;
    if (lacks(model.capabilities, question.capabilities)) return false;
    if (lacks(model.refuses, question.refuses)) return false;
    if (lacks(model.input, question.input) || lacks(model.output, question.output)) return false;
    if (isShort(model.contextWindow, minContext)) return false;
    if (isShort(model.maxOutputTokens, minOutput)) return false;
    if (metered !== null && kinds[model.price.kind] !== metered) return false;
    return openWeights === null || model.openWeights === openWeights;
  });
  const placed = found.map((model) => ({ ref: model.ref, key: keyOf(model, question, costs) }));
  const ordered = placed.sort((a, b) => byCodeUnits(a.key, b.key)).map(({ ref }) => ref);
  return limit === null ? ordered : ordered.slice(0, limit);
}

/** A text by which models come in the order that is asked; equal ones stay as they are. */
function keyOf(model: Model, question: Question, costs: RefAnswers): string {
  if (question.sort === null) return "";
  if (question.sort === "context") {
    const { contextWindow } = model;
    return contextWindow === undefined
      ? "~"
      : digits(BigInt(Number.MAX_SAFE_INTEGER - contextWindow));
  }
  const { inputTokens, outputTokens, at, currency } = question;
  const cost = costs(model.ref, { inputTokens, outputTokens }, { ...ASKED, at });
  if (cost.kind !== "known") return { free: "a", subscription: "d" }[cost.kind as string] ?? "e";
  const place = cost.currency === currency ? "b" : "c";
  return `${place} ${cost.currency} ${digits(BigInt(cost.total ?? 0))}`;
}

function digits(amount: bigint): string {
  return String(amount).padStart(40, "0");
}
