import type { Model, WrittenModel } from "../layers/model.ts";
import { type FactGroup, factGroups, wordsOf } from "../layers/vocabulary.ts";
import type { Registry } from "../registry/model.ts";
import type { TomlValue } from "../source/edit.ts";
import { compare, type Disagreement, knownOf } from "./compare.ts";
import type { DataSet } from "./data-set.ts";
import { fields } from "./fields.ts";
import type { Change } from "./propose.ts";

/**
 * What data sets confirm: for each group of a model's facts those that state some of them and contradict
 * none, and as the day of its prices that of the newer of two that agree on them. Where they dispute its
 * prices and no two agree with the registry, nobody has verified them.
 */
export function confirmations(
  registry: Registry,
  sets: readonly DataSet[],
  {
    date,
    isMeant,
    written,
  }: {
    readonly date: string;
    isMeant(provider: string): boolean;
    written(model: Model): WrittenModel;
  },
): readonly Change[] {
  const { disagreements } = compare(registry, sets, date);
  const byRef = new Map<string, Disagreement[]>();
  for (const each of disagreements) byRef.set(each.ref, [...(byRef.get(each.ref) ?? []), each]);
  return registry.models
    .filter(({ provider }) => isMeant(provider))
    .flatMap((model) => {
      const found = byRef.get(model.ref) ?? [];
      const confirming = Object.fromEntries(
        wordsOf(factGroups).flatMap((group) => {
          const ids = confirmingOf(model, group, found, sets, date);
          return ids.length === 0 ? [] : [[group, ids.map(({ id }) => id)]];
        }),
      ) as Readonly<Partial<Record<FactGroup, readonly string[]>>>;
      return [
        ...sourcesChange(model, written(model), confirming, sets),
        ...verifiedChange(model, written(model), found, {
          confirming: confirmingOf(model, "prices", found, sets, date),
          date,
        }),
      ];
    });
}

/** Data sets that state some facts of a group, and none otherwise than the registry. */
function confirmingOf(
  model: Model,
  group: FactGroup,
  found: readonly Disagreement[],
  sets: readonly DataSet[],
  date: string,
): readonly DataSet[] {
  const known = knownOf(model, sets).filter(({ set }) => set.decides(model.provider, group));
  return known
    .filter(({ set, statement }) => {
      const states = fields.some(
        (field) =>
          field.group === group && field.theirs(statement, model.provider, date) !== undefined,
      );
      const contradicts = found.some(
        (each) =>
          each.group === group &&
          each.theirs.some(({ source, differs }) => differs && source === set.id),
      );
      return states && !contradicts && (group !== "prices" || hasPrice(model));
    })
    .map(({ set }) => set);
}

function hasPrice({ price }: Model): boolean {
  return price.kind === "known" || price.kind === "free";
}

/** Sources that were not asked this time stay. */
function sourcesChange(
  { ref, sources: before = {} }: Model,
  written: WrittenModel,
  confirming: Readonly<Partial<Record<FactGroup, readonly string[]>>>,
  sets: readonly DataSet[],
): Change[] {
  const asked = new Set(sets.map(({ id }) => id));
  const to = Object.fromEntries(
    wordsOf(factGroups).flatMap((group) => {
      const others = (before[group] ?? []).filter((id) => !asked.has(id));
      const ids = [...new Set([...others, ...(confirming[group] ?? [])])].sort();
      return ids.length === 0 ? [] : [[group, ids]];
    }),
  );
  if (JSON.stringify(to) === JSON.stringify(before)) return [];
  const all = [...new Set(Object.values(to).flat())];
  const isEmpty = Object.keys(to).length === 0;
  const from = written.sources as TomlValue | undefined;
  return [{ ref, fact: "sources", from, to: isEmpty ? undefined : to, sources: all }];
}

function verifiedChange(
  { ref, price, verifiedAt }: Model,
  { verified_at: from }: WrittenModel,
  found: readonly Disagreement[],
  { confirming, date }: { readonly confirming: readonly DataSet[]; readonly date: string },
): Change[] {
  if (price.kind !== "known") return [];
  const sources = confirming.map(({ id }) => id);
  if (confirming.length > 1) {
    const newest = confirming
      .flatMap(({ datedAt }) => datedAt ?? [])
      .sort()
      .at(-1);
    const to = newest !== undefined && newest > date ? date : newest;
    if (to === undefined || to <= (verifiedAt ?? "")) return [];
    return [{ ref, fact: "verified_at", from, to, sources }];
  }
  const isDisputed = found.some(({ group }) => group === "prices");
  return isDisputed && verifiedAt !== undefined
    ? [{ ref, fact: "verified_at", from, to: undefined, sources }]
    : [];
}
