import type { Model } from "../../layers/model.ts";
import { ASKED, type RefAnswers, type RefQuestion } from "./cost-vectors.ts";
import type { ModelsByRef } from "./models-by-ref.ts";
import { createRandom, sample } from "./random.ts";
import { uses } from "./requests.ts";
import type { Vector } from "./vectors-shape.ts";

type Workload = Pick<
  Vector<"estimate">,
  "requests" | "inputTokens" | "outputTokens" | "cachedShare"
>;
type Cost = Vector<"estimate">["estimate"]["total"];

/** Workloads of some models: within their limits, at them and past them. */
export function estimateVectors(
  costs: RefAnswers,
  byRef: ModelsByRef,
  sampled: readonly Model[],
): Vector<"estimate">[] {
  const vector = (
    ref: string,
    what: string,
    workload: Workload,
    asked: Partial<RefQuestion> = {},
  ) => {
    const question = { ...ASKED, ...asked };
    const estimate = answer(byRef.get(ref), workload, (usage) => costs(ref, usage, question));
    return { name: `estimate ${ref}: ${what}`, ref, ...workload, ...question, estimate };
  };
  const models = sample(sampled, ({ ref }) => ref, "estimate", MOST_MODELS);
  return [
    vector("does-not-exist", "nobody", workloadOf(3, 1000, 100)),
    vector("does-not-exist", "a share above 1", workloadOf(3, 1000, 100, 1.5)),
    vector("does-not-exist", "a share below 0", workloadOf(3, 1000, 100, -0.1)),
    ...models.flatMap((model) => {
      const { ref, contextWindow, maxInputTokens, maxOutputTokens } = model;
      const random = createRandom(`estimate ${ref}`);
      const few = (digits: number) => random.count(digits);
      const share = (1 + random.upTo(98)) / 100;
      const most = maxInputTokens ?? contextWindow;
      return [
        vector(ref, "some requests", workloadOf(few(6), few(5), few(4), share)),
        vector(ref, "no requests", workloadOf(0, few(5), few(4))),
        ...(maxOutputTokens === undefined
          ? []
          : [vector(ref, "an answer that is too long", workloadOf(2, 1, maxOutputTokens + 1))]),
        ...(most === undefined
          ? []
          : [
              vector(ref, "as much as fits", workloadOf(7, most - 1, 1)),
              vector(ref, "more than fits", workloadOf(7, most, 1, share)),
              vector(ref, "a longer request", workloadOf(7, most + 1, 0, 1)),
            ]),
      ];
    }),
  ];
}

function workloadOf(
  requests: number,
  inputTokens: number,
  outputTokens: number,
  cachedShare = 0,
): Workload {
  return { requests, inputTokens, outputTokens, cachedShare };
}

function answer(
  model: Model | undefined,
  { requests, inputTokens, outputTokens, cachedShare }: Workload,
  costOf: (usage: ReturnType<typeof uses>) => Cost,
): Vector<"estimate">["estimate"] {
  const isShare = cachedShare >= 0 && cachedShare <= 1;
  const cacheReadTokens = isShare ? Math.floor(inputTokens * cachedShare) : inputTokens + 1;
  const perRequest = costOf(uses(inputTokens, outputTokens, { cacheReadTokens }));
  if (perRequest.kind === "invalid") return { perRequest, total: perRequest, exceeds: null };
  const limits = [
    ["maxOutputTokens", outputTokens],
    ["maxInputTokens", inputTokens],
    ["contextWindow", inputTokens + outputTokens],
  ] as const;
  const exceeded = limits.find(([limit, used]) => used > (model?.[limit] ?? Number.MAX_VALUE));
  return {
    perRequest,
    total: times(perRequest, BigInt(requests)),
    exceeds:
      exceeded && model ? { limit: exceeded[0], tokens: model[exceeded[0]] as number } : null,
  };
}

/** Rounded down for one request, then for all: as the bills of so many requests add up. */
function times(cost: Cost, requests: bigint): Cost {
  if (cost.kind !== "known" || cost.parts === null) return cost;
  const all = (amount: string) => String(BigInt(amount) * requests);
  const { input, output, fees } = cost.parts;
  return {
    ...cost,
    total: all(cost.total ?? "0"),
    parts: { input: all(input), output: all(output), fees: all(fees) },
  };
}

const MOST_MODELS = 6;
