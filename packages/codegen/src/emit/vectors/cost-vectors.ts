import type { Model } from "../../layers/model.ts";
import type { Registry } from "../../registry/model.ts";
import { nextDay } from "../../text/utc-time.ts";
import { type Cost, type CostQuestion, costAnswer, type Usage, unknown } from "./cost-answers.ts";
import type { ModelsByRef } from "./models-by-ref.ts";
import { createRandom, pick, type Random } from "./random.ts";
import { requests, uses } from "./requests.ts";
import type { Vector } from "./vectors-shape.ts";

/** What is asked of a model. */
export type RefQuestion = Pick<Vector<"cost">, "at" | "serviceTier" | "region" | "history">;

/** A day that does not pass: the answers stay the same. */
export const ASKED: RefQuestion = {
  at: "2026-12-01T12:00Z",
  serviceTier: null,
  region: null,
  history: false,
};

/** What a request to a model of the registry costs. */
export type RefAnswers = (ref: string, usage: Usage, question: RefQuestion) => Cost;

export function createCosts({ providers, history }: Registry, byRef: ModelsByRef): RefAnswers {
  const currencies = new Map(providers.map(({ id, billing }) => [id, billing.currency]));
  return (ref, usage, question) => {
    const model = byRef.get(ref);
    const asked: CostQuestion = {
      ...question,
      usage,
      history: question.history ? history.get(model?.ref ?? "") : undefined,
      currency: currencies.get(model?.provider ?? "") ?? null,
    };
    const cost = costAnswer(model?.price ?? { kind: "unknown" }, asked);
    return model === undefined && cost.kind === "unknown" ? unknown("model", ref) : cost;
  };
}

/** Costs by ref: what the Rust router's tests assert, and a few requests to each of some models. */
export function costVectors(
  costs: RefAnswers,
  byRef: ModelsByRef,
  sampled: readonly Model[],
): Vector<"cost">[] {
  const vector = (name: string, ref: string, usage: Usage, asked: Partial<RefQuestion> = {}) => {
    const question = { ...ASKED, ...asked };
    return { name, ref, usage, ...question, cost: costs(ref, usage, question) };
  };
  return [
    ...ROUTER.filter(([, ref]) => byRef.has(ref)).map((each) => vector(...each)),
    ...STRANGERS.map((ref) => vector(`cost ${ref} is unknown`, ref, uses(1000, 1000))),
    vector(
      "cost does-not-exist of too much cached is invalid",
      "does-not-exist",
      uses(1, 0, { cacheReadTokens: 2 }),
    ),
    ...sampled.flatMap((model) => {
      const random = createRandom(model.ref);
      const refs = [model.ref, ...model.aliases.map((alias) => `${model.provider}/${alias}`)];
      return [
        ...requests(model.price, random).map((usage, index) =>
          vector(`cost ${model.ref} ${index + 1}`, refs[index % refs.length] as string, usage),
        ),
        ...conditionsOf(model).map((asked) =>
          vector(
            `cost ${model.ref} ${Object.values(asked).join(" ")}`,
            model.ref,
            uses(random.count(5), random.count(5), feesOf(model, random)),
            asked,
          ),
        ),
      ];
    }),
  ];
}

/** Each tier and region that a price knows, and the borders of its times, with history and without. */
function conditionsOf({ price }: Model): Partial<RefQuestion>[] {
  const { tierPercent = {}, regionPercent = {}, rows = [], since } = price;
  const names = (of: object, inRows: readonly (string | undefined)[]) =>
    new Set([...Object.keys(of), ...inRows.filter((name) => name !== undefined)]);
  const tiers = names(
    tierPercent,
    rows.map(({ serviceTier }) => serviceTier),
  );
  const regions = names(
    regionPercent,
    rows.map(({ region }) => region),
  );
  const borders = new Set(
    rows.flatMap(({ from, to }) => [from, to].filter((at) => at !== undefined)),
  );
  return [
    ...[...tiers].map((serviceTier) => ({ serviceTier })),
    ...[...regions].map((region) => ({ region })),
    ...(tiers.size > 0 ? [{ serviceTier: "no-such-tier" }] : []),
    ...(regions.size > 0 ? [{ region: "no-such-region" }] : []),
    ...[...borders].map((at) => ({ at })),
    ...(since === undefined
      ? []
      : [
          { at: since, history: true },
          { at: nextDay(since, -1), history: true },
          { at: nextDay(since, -1) },
          { at: "2020-01-01", history: true },
        ]),
  ];
}

/** A few of one of the things that a model bills by their number. */
function feesOf({ price: { fees = {} } }: Model, random: Random): Pick<Usage, "fees"> {
  const thing = pick(Object.keys(fees), (name) => name, "fee");
  return thing === undefined ? {} : { fees: { [thing]: random.upTo(9) } };
}

/** What kei-model-router's own tests ask. */
const ROUTER: readonly (readonly [name: string, ref: string, usage: Usage])[] = [
  ["router: 100k in and 50k out", "anthropic/claude-sonnet-4-6", uses(100_000, 50_000)],
  ["router: 1M in", "anthropic/claude-opus-4-7", uses(1_000_000, 0)],
  ["router: 1M out", "anthropic/claude-haiku-4-5", uses(0, 1_000_000)],
];

const STRANGERS = ["does-not-exist", "nobody/does-not-exist", "", "/", "__proto__", "constructor"];
