import type { Model } from "@kei/registry";
import type { CatalogDetails } from "../../facts/catalog-data.ts";
import { grouped } from "../../parts/texts.ts";
import { useSite } from "../../state/site-context.ts";
import type { Words } from "../../words/en.ts";
import { Facts } from "../facts.tsx";
import { OriginOf } from "./origin-of.tsx";

/** What a model takes and gives, and how long it knows of the world. */
export function ModelFacts({
  model,
  details,
}: {
  readonly model: Model;
  readonly details: CatalogDetails;
}) {
  const { words } = useSite();
  const tokens = (count: number | undefined) =>
    count === undefined ? words.notStated : words.tokens(grouped(count));
  const list = (items: readonly string[] | undefined) =>
    items === undefined ? words.notStated : items.join(", ") || words.none;
  const budget = [model.reasoningBudgetMinTokens, model.reasoningBudgetMaxTokens].filter(
    (each) => each !== undefined,
  );
  return (
    <>
      <Facts
        rows={[
          [words.column.context, tokens(model.contextWindow)],
          ...(model.maxInputTokens === undefined
            ? []
            : [[words.maxInput, tokens(model.maxInputTokens)] as const]),
          [words.column.maxOutput, tokens(model.maxOutputTokens)],
          [words.column.reads, list(model.input?.map((each) => words.modality[each]))],
          [words.gives, list(model.output.map((each) => words.modality[each]))],
          [words.protocol, list(model.protocols)],
          [words.efforts, effortsText(model, words)],
          ...(budget.length === 0
            ? []
            : [[words.thinkingBudget, budget.map(grouped).join(" – ")] as const]),
          [
            words.cacheFrom,
            model.cacheMinTokens === undefined
              ? words.notStated
              : words.tokens(grouped(model.cacheMinTokens)),
          ],
          [words.cacheKept, list(model.cacheTtls)],
          [words.column.released, model.releasedAt ?? words.notStated],
          [words.knowledge, model.knowledgeUntil ?? words.notStated],
          [
            words.openWeights,
            model.openWeights === undefined
              ? words.notStated
              : model.openWeights
                ? words.yes
                : words.no,
          ],
          [
            words.aliases,
            model.aliases.length === 0
              ? words.none
              : model.aliases.map((each) => <code key={each}>{each} </code>),
          ],
          ...(model.slug === undefined
            ? []
            : [[words.slug, <code key="s">{model.slug}</code>] as const]),
        ]}
      />
      <OriginOf group="limits" model={model} details={details} />
    </>
  );
}

function effortsText({ efforts, effortDefault }: Model, words: Words): string {
  if (efforts === undefined) return words.notStated;
  return efforts
    .map((each) => (each === effortDefault ? `${each} (${words.byDefault})` : each))
    .join(", ");
}
