import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Model } from "../src/layers/model.ts";
import { type Rates, rateNames, rates } from "../src/layers/rates.ts";
import { check } from "../src/pipeline/generate.ts";
import type { Registry } from "../src/registry/model.ts";
import { inputsOf } from "./support/fixtures.ts";
import {
  asRegistry,
  type Loss,
  type MdModel,
  type MdRates,
  type ModelsDev,
  providerId,
  ratesOf,
} from "./support/models-dev-as-registry.ts";
import { sharedFolder } from "./support/shared.ts";

const shared = sharedFolder("data/2026-11/models-dev");

/** What the resolved facts do not say as models.dev does. */
function differences(given: MdModel, model: Model | undefined): readonly string[] {
  if (model === undefined) return ["it is gone"];
  const { capabilities = [], refuses = [], price } = model;
  const options = given.reasoning_options ?? [];
  const budget = options.find(({ type }) => type === "budget_tokens");
  const effort = options.find(({ type }) => type === "effort")?.values ?? [];
  const thinks = given.reasoning !== false;
  const checks: [string, unknown, unknown][] = [
    ["context window", model.contextWindow, given.limit.context || undefined],
    ["most input", model.maxInputTokens, given.limit.input || undefined],
    ["most output", model.maxOutputTokens, given.limit.output || undefined],
    ["input", sorted(model.input ?? []), sorted(given.modalities.input)],
    ["output", sorted(model.output), sorted(given.modalities.output)],
    ...(
      [
        ["tools", given.tool_call],
        ["structured-output", given.structured_output],
        ["temperature", given.temperature],
        ["reasoning", given.reasoning],
      ] as const
    ).map(([word, answer]): [string, unknown, unknown] => [
      word,
      capabilities.includes(word) ? true : refuses.includes(word) ? false : undefined,
      answer,
    ]),
    [
      "efforts",
      sorted(model.efforts ?? []),
      thinks
        ? sorted(effort.map((each) => each ?? "none").filter((each) => each !== "default"))
        : [],
    ],
    [
      "thinking off",
      capabilities.includes("reasoning-off"),
      thinks &&
        (options.some(({ type }) => type === "toggle") ||
          effort.includes("none") ||
          effort.includes(null)),
    ],
    ["budget", capabilities.includes("reasoning-budget"), thinks && budget !== undefined],
    [
      "least budget",
      model.reasoningBudgetMinTokens,
      thinks && (budget?.min ?? -1) >= 0 ? budget?.min : undefined,
    ],
    ["most budget", model.reasoningBudgetMaxTokens, thinks && budget?.max ? budget.max : undefined],
    ["between tools", capabilities.includes("reasoning-between-tools"), given.interleaved === true],
    [
      "field of thinking",
      model.dialect?.reasoningField,
      typeof given.interleaved === "object" ? given.interleaved.field : undefined,
    ],
    ["status", model.status, given.status],
    ["released", model.releasedAt, given.release_date || undefined],
    ["knowledge", model.knowledgeUntil, given.knowledge || undefined],
    ["open weights", model.openWeights, given.open_weights],
    ["price", priceOf(model), pricesOf(given)],
    ["tiers of service", rowsOf(price.rows ?? []), serviceTiers(given)],
  ];
  return checks.flatMap(([name, is, was]) =>
    JSON.stringify(is) === JSON.stringify(was)
      ? []
      : [`${name}: ${JSON.stringify(is)}, not ${JSON.stringify(was)}`],
  );
}

function sorted(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort();
}

/** Rates by key, in one order. */
function byKey(of: Rates): object {
  return Object.fromEntries(
    rateNames.flatMap((name) => (of[name] === undefined ? [] : [[rates[name].key, of[name]]])),
  );
}

function priceOf({ price }: Model): unknown {
  if (price.kind !== "known") return price.kind;
  return [byKey(price), ...(price.tiers ?? []).map((tier) => [tier.aboveInputTokens, byKey(tier)])];
}

function pricesOf({ id, cost, modalities }: MdModel): unknown {
  if (cost === undefined) return "unknown";
  const base = inOrder(id, cost);
  if (Object.values(base).every((amount) => amount === 0)) return "free";
  // What gives sound or pictures alone has its output as the rate of those.
  const [only, ...others] = modalities.output;
  const own =
    others.length > 0 || (only !== "image" && only !== "audio")
      ? {}
      : { [rates[only === "image" ? "outputImage" : "outputAudio"].key]: base[rates.output.key] };
  const tiers = [...(cost.tiers ?? [])].sort((a, b) => a.tier.size - b.tier.size);
  return [
    ordered({ ...own, ...base }),
    ...tiers.map((tier) => [tier.tier.size, inOrder(id, tier)]),
  ];
}

function inOrder(id: string, cost: MdRates): Record<string, number> {
  return ordered(ratesOf(id, cost));
}

function ordered(of: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    rateNames.flatMap((name) => {
      const amount = of[rates[name].key];
      return amount === undefined ? [] : [[rates[name].key, amount]];
    }),
  );
}

function rowsOf(rows: readonly (Rates & { readonly serviceTier?: string })[]): unknown {
  return rows.map((row) => [row.serviceTier, byKey(row)]);
}

function serviceTiers({ id, experimental }: MdModel): unknown {
  return Object.entries(experimental?.modes ?? {}).flatMap(([name, { cost, provider }]) => {
    const tier = provider?.body?.["service_tier"] ?? provider?.body?.["speed"] ?? name;
    return cost === undefined ? [] : [[String(tier), inOrder(id, cost)]];
  });
}

describe.skipIf(shared === undefined)("the whole of models.dev", () => {
  const data: ModelsDev =
    shared === undefined ? {} : JSON.parse(readFileSync(join(shared, "api.json"), "utf8"));
  const { texts, losses } = asRegistry(data);
  const { registry, diagnostics } = check(
    inputsOf({ provider: "", model: "", profile: "", ...texts }),
    undefined,
  );

  it("is a registry without errors", () => {
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("says the same when it is read back", () => {
    const models = new Map((registry as Registry).models.map((model) => [model.ref, model]));
    const different = Object.values(data).flatMap((provider) =>
      Object.values(provider.models).flatMap((given) => {
        const ref = `${providerId(provider.id)}/${given.id}`;
        return differences(given, models.get(ref)).map((each) => `${ref}: ${each}`);
      }),
    );
    expect(different).toEqual([]);
  });

  it("loses nothing that works but for few models, each for a reason", () => {
    const all = Object.values(data).flatMap((provider) => Object.keys(provider.models)).length;
    const counts: Partial<Record<Loss, number>> = {};
    for (const reasons of losses.values()) {
      for (const reason of new Set(reasons)) counts[reason] = (counts[reason] ?? 0) + 1;
    }
    expect({ all, whole: all - losses.size, counts }).toMatchInlineSnapshot(`
      {
        "all": 8261,
        "counts": {
          "a budget that is none": 1,
          "a cache read for nothing": 9,
          "a second URL for one protocol": 2,
          "a token made from a file": 68,
          "no wire of ours": 286,
        },
        "whole": 7925,
      }
    `);
    expect(all - losses.size).toBeGreaterThanOrEqual(7_900);
  });
});
