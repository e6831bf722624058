import type { Model } from "../layers/model.ts";
import type { Provider } from "../layers/provider.ts";
import { rateNames } from "../layers/rates.ts";
import { byCodeUnits, type Registry } from "../registry/model.ts";
import type { Fact, PartialRates, PartialTier, Source, SourceName } from "./fact.ts";
import { matches } from "./matches.ts";

/** What can be disagreed about, in the order in which it is shown. */
export const fields = [
  ...rateNames,
  "tiers",
  "contextWindow",
  "maxOutputTokens",
  "deprecated",
  "missing-here",
  "unknown-there",
] as const;

/** A fact, or an id that one side has and the other has not. */
export type Field = (typeof fields)[number];

/** Micro-cents per million tokens, tokens, whether deprecated, an id; `undefined`: none. */
export type Value = number | boolean | string | readonly PartialTier[] | undefined;

/** What a data set says of a field. */
export interface Stated {
  readonly source: SourceName;
  readonly value: Value;
}

/** A field of a model on which a data set and the registry differ. */
export interface Disagreement {
  readonly ref: string;
  readonly field: Field;
  readonly ours: Value;
  /** All data sets that state the field, those that agree with the registry included. */
  readonly theirs: readonly Stated[];
  /** Whether they agree with each other. */
  readonly agreed: boolean;
}

/** Providers that offer the models of another one: data sets have those. */
const SAME_MODELS: ReadonlyMap<string, string> = new Map([["codex", "openai"]]);

/**
 * Where a registry and data sets differ, by ref and field. What a data set does not state is no
 * disagreement; what the registry leaves out and a data set states is one.
 *
 * - Prices are not compared where a flat fee covers use. Free is 0.
 * - A tier's rates are compared where both sides state them. A price without tiers says that there
 *   are none.
 * - `missing-here` takes a data set that says that a model is live and answers in text. Servers that
 *   take any id, and providers that offer a choice of another's models, miss nothing.
 *
 * @param on - ISO date: who is deprecated from a later day on is still live.
 */
export function compare(
  registry: Registry,
  sources: readonly Source[],
  on: string,
): Disagreement[] {
  const providers = new Map(registry.providers.map((provider) => [provider.id, provider]));
  const found = [
    ...registry.models.flatMap((model) => {
      const provider = providers.get(model.provider);
      return provider === undefined ? [] : compareModel(model, provider, sources, on);
    }),
    ...missingHere(registry, sources),
  ];
  return found.sort(
    (a, b) => byCodeUnits(a.ref, b.ref) || fields.indexOf(a.field) - fields.indexOf(b.field),
  );
}

/** What a data set says about a model: under its id, or else under one of its aliases. */
export function findFact(source: Source, model: Model): Fact | undefined {
  const provider = SAME_MODELS.get(model.provider) ?? model.provider;
  const facts = source.facts.filter((fact) => fact.provider === provider);
  for (const id of [model.id, ...model.aliases]) {
    const fact = facts.find(({ match }) => matches(match, id));
    if (fact !== undefined) return fact;
  }
  return undefined;
}

function compareModel(
  model: Model,
  { openModels }: Provider,
  sources: readonly Source[],
  on: string,
): Disagreement[] {
  const known = sources
    .filter((source) => covers(source, model.provider))
    .map((source) => ({ source: source.name, fact: findFact(source, model) }));
  const retired = model.deprecatedAt !== undefined && model.deprecatedAt <= on;
  const found: (Disagreement | undefined)[] = [];
  const add = (field: Field, ours: Value, value: (fact: Fact) => Value) => {
    const theirs = known.flatMap(({ source, fact }) => {
      const stated = fact === undefined ? undefined : value(fact);
      return stated === undefined ? [] : [{ source, value: stated }];
    });
    found.push(disagreement(model.ref, field, ours, theirs));
  };
  if (model.price.kind !== "subscription") {
    const ours = ratesOf(model);
    for (const rate of rateNames) add(rate, ours[rate], ({ rates }) => rates?.[rate]);
    const tiers = model.price.kind === "known" ? (model.price.tiers ?? []) : [];
    add("tiers", tiers, (fact) => (fact.rates === undefined ? undefined : fact.tiers));
  }
  add("contextWindow", model.contextWindow, (fact) => fact.contextWindow);
  add("maxOutputTokens", model.maxOutputTokens, (fact) => fact.maxOutputTokens);
  add("deprecated", retired, (fact) => fact.deprecated);
  if (!retired && !openModels) {
    const theirs = known.map(({ source, fact }) => ({ source, value: fact?.id }));
    if (theirs.some(({ value }) => value === undefined)) {
      const agreed = theirs.every(({ value }) => value === undefined);
      found.push({ ref: model.ref, field: "unknown-there", ours: model.id, theirs, agreed });
    }
  }
  return found.filter((each) => each !== undefined);
}

function disagreement(
  ref: string,
  field: Field,
  ours: Value,
  theirs: readonly Stated[],
): Disagreement | undefined {
  if (theirs.every(({ value }) => same(ours, value))) return undefined;
  const agreed = theirs.every(({ value }) => same(value, theirs[0]?.value));
  return { ref, field, ours, theirs, agreed };
}

function ratesOf({ price }: Model): PartialRates {
  if (price.kind === "known") return price;
  return price.kind === "free" ? { input: 0, output: 0 } : {};
}

function missingHere(registry: Registry, sources: readonly Source[]): Disagreement[] {
  const closed = registry.providers.filter(
    ({ id, openModels }) => !openModels && !SAME_MODELS.has(id),
  );
  return closed.flatMap(({ id: provider }) => {
    const ours = new Set(
      registry.models
        .filter((model) => model.provider === provider)
        .flatMap((model) => [model.id, ...model.aliases]),
    );
    const ids = new Set(
      sources
        .flatMap(({ facts }) => facts)
        .filter((fact) => fact.provider === provider && fact.chat === true && !fact.deprecated)
        .map(({ id }) => id),
    );
    return [...ids]
      .filter((id) => !ours.has(id))
      .map((id) => {
        const theirs = sources.flatMap(({ name: source, facts }) => {
          const fact = facts.find((each) => each.provider === provider && matches(each.match, id));
          return fact === undefined ? [] : [{ source, value: fact.id }];
        });
        const field = "missing-here" as const;
        return { ref: `${provider}/${id}`, field, ours: undefined, theirs, agreed: true };
      });
  });
}

function covers({ facts }: Source, provider: string): boolean {
  const name = SAME_MODELS.get(provider) ?? provider;
  return facts.some((fact) => fact.provider === name);
}

function same(a: Value, b: Value): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return (
    a.length === b.length &&
    a.every((tier, i) => {
      const other = b[i] as PartialTier;
      return (
        tier.aboveInputTokens === other.aboveInputTokens &&
        rateNames.every(
          (rate) =>
            tier[rate] === undefined || other[rate] === undefined || tier[rate] === other[rate],
        )
      );
    })
  );
}
