import type { Model } from "../../layers/model.ts";
import { isEnding } from "../../registry/ending.ts";
import type { Registry } from "../../registry/model.ts";
import { SCHEMA_VERSION } from "../../registry/published.ts";
import { draft07 } from "../draft-07.ts";
import type { Emitter } from "../emitter.ts";
import { costVectors, createCosts } from "./cost-vectors.ts";
import { estimateVectors } from "./estimate-vectors.ts";
import { authVectors, deriveVectors, modelsOfVectors } from "./fact-vectors.ts";
import { findVectors } from "./find-vectors.ts";
import { lifecycleVectors } from "./lifecycle-vectors.ts";
import { modelsByRef } from "./models-by-ref.ts";
import { moneyVectors } from "./money-vectors.ts";
import { priceVectors } from "./price-vectors.ts";
import { sample } from "./random.ts";
import { resolveVectors } from "./resolve-vectors.ts";
import { type PublishedVectors, publishedVectors } from "./vectors-shape.ts";

/**
 * `vectors.json`: questions with their answers, by which a port in any language proves itself. The
 * answers are worked out here, by other code than that which is asked.
 */
export const vectorsJson: Emitter = {
  name: "vectors-json",
  emit(registry, { contentHash }) {
    const vectors = { schemaVersion: SCHEMA_VERSION, contentHash, ...allVectors(registry) };
    return [
      { target: "data", path: "vectors.json", text: print(vectors) },
      {
        target: "data",
        path: "vectors.schema.json",
        text: `${JSON.stringify(draft07(publishedVectors), null, 2)}\n`,
      },
    ];
  },
};

function allVectors(registry: Registry): Omit<PublishedVectors, "schemaVersion" | "contentHash"> {
  const byRef = modelsByRef(registry.models);
  const sampled = ofEveryKind(registry.models);
  const costs = createCosts(registry, byRef);
  return {
    cost: costVectors(costs, byRef, sampled),
    ...priceVectors(),
    estimate: estimateVectors(costs, byRef, sampled),
    money: moneyVectors(),
    modelsOf: modelsOfVectors(registry),
    findModels: findVectors(registry, costs),
    lifecycle: lifecycleVectors(registry.models),
    resolve: resolveVectors(registry, byRef, sampled),
    auth: authVectors(registry),
    derive: deriveVectors(),
  };
}

const MOST_OF_A_KIND = 8;

/** Some models of each kind that is treated differently: large registries do not make large files. */
function ofEveryKind(models: readonly Model[]): Model[] {
  const kinds = new Map<string, Model[]>();
  for (const model of models) {
    const { price, aliases } = model;
    const isConditional = price.rows !== undefined || price.tierPercent !== undefined;
    const kind = [
      price.kind,
      price.kind === "known" && price.tiers !== undefined,
      isConditional,
      price.since !== undefined,
      isEnding(model),
      aliases.length > 0,
    ].join();
    const group = kinds.get(kind);
    if (group === undefined) kinds.set(kind, [model]);
    else group.push(model);
  }
  const taken = new Set(
    [...kinds].flatMap(([kind, group]) => sample(group, ({ ref }) => ref, kind, MOST_OF_A_KIND)),
  );
  return models.filter((model) => taken.has(model));
}

/** A line a vector: a pull request shows which ones changed. */
function print({ schemaVersion, contentHash, ...lists }: PublishedVectors): string {
  const head = JSON.stringify({ schemaVersion, contentHash }).slice(1, -1);
  const parts = Object.entries(lists).map(
    ([name, list]) => `"${name}":[\n${list.map((each) => JSON.stringify(each)).join(",\n")}\n]`,
  );
  return `{${head},\n${parts.join(",\n")}}\n`;
}
