import { isDeepStrictEqual } from "node:util";
import { type ChangeKind, changeKinds, type Level } from "../layers/change-kinds.ts";
import type { Compare, Found } from "../layers/compare.ts";
import type { Dispute } from "../layers/dispute.ts";
import type { Layer } from "../layers/layer-names.ts";
import type { Model } from "../layers/model.ts";
import { pages } from "../layers/pages.ts";
import type { Profile } from "../layers/profile.ts";
import type { Provider } from "../layers/provider.ts";
import type { Source } from "../layers/source.ts";
import { byCodeUnits, nameOf, type Registry } from "./model.ts";

/** One difference between what two registries mean. */
export interface Change {
  readonly level: Level;
  readonly kind: ChangeKind;
  /** Kind of record that it is about. */
  readonly layer: Layer;
  /** Id of a provider or profile, ref of a model, a ref written with an alias, or a slug. */
  readonly subject: string;
  /** The field that differs; absent where a whole record or name came or went. */
  readonly field?: string;
  /** Value in the older registry; absent where there was none. */
  readonly before?: unknown;
  /** Value in the newer registry; absent where there is none. */
  readonly after?: unknown;
}

/**
 * Everything that differs between what two registries mean; their order, comments and spelling do
 * not count. By kind in the order of {@link changeKinds}, then by subject: the same in every locale.
 */
export function diffRegistries(before: Registry, after: Registry): readonly Change[] {
  return [
    ...diffRecords("provider", byId(before.providers), byId(after.providers)),
    ...diffRecords("profile", byId(before.profiles), byId(after.profiles)),
    ...diffModels(before.models, after.models),
    ...diffModelNames(before.models, after.models),
    ...diffSlugs(before.models, after.models),
    ...diffRecords("source", byId(before.sources), byId(after.sources)),
    ...diffRecords("dispute", byName(before.disputes), byName(after.disputes)),
  ].sort(compareChanges);
}

/** Providers or profiles: those that came and went, and the fields of those that stayed. */
function diffRecords<R extends Provider | Profile | Source | Dispute>(
  layer: "provider" | "profile" | "source" | "dispute",
  before: ReadonlyMap<string, R>,
  after: ReadonlyMap<string, R>,
): Change[] {
  const changes: Change[] = [];
  for (const [id, record] of before) {
    const now = after.get(id);
    if (now === undefined) changes.push(change(layer, id, { kind: `${layer}-removed` }));
    else changes.push(...diffFacts(layer, id, record, now));
  }
  for (const id of after.keys()) {
    if (!before.has(id)) changes.push(change(layer, id, { kind: `${layer}-added` }));
  }
  return changes;
}

/** Fields of the models that are in both; which refs and slugs are there is looked at apart. */
function diffModels(before: readonly Model[], after: readonly Model[]): Change[] {
  const now = new Map(after.map((model) => [model.ref, model]));
  return before.flatMap((model) => {
    const same = now.get(model.ref);
    return same === undefined ? [] : diffFacts("model", model.ref, model, same);
  });
}

/** What changed in a record that stayed, as its page calls it. Names are compared across records, below. */
function diffFacts(layer: Layer, subject: string, before: object, after: object): Change[] {
  return Object.entries(pages[layer].facts).flatMap(([name, { change: called, emptyIsAbsent }]) => {
    if (called === "name" || called === "follows") return [];
    const absent = emptyIsAbsent === true ? [] : undefined;
    const was = (before as Values)[name] ?? absent;
    const is = (after as Values)[name] ?? absent;
    if (isDeepStrictEqual(was, is)) return [];
    const found: readonly Found[] =
      typeof called === "string"
        ? [{ kind: called, before: was, after: is }]
        : (called as CompareAny)(was, is, before, after);
    return found.map((each) => change(layer, subject, each, name));
  });
}

type Values = Readonly<Record<string, unknown>>;
type CompareAny = (...values: unknown[]) => ReturnType<Compare>;

/** What a ref means: a model's own ref, or that of the model that has it as an alias. */
function namesOf(models: readonly Model[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { ref, provider, aliases } of models) {
    for (const alias of aliases) names.set(`${provider}/${alias}`, ref);
  }
  for (const { ref } of models) names.set(ref, ref);
  return names;
}

/** Every ref that resolves, whether by id or by alias: what it means in one and in the other. */
function diffModelNames(before: readonly Model[], after: readonly Model[]): Change[] {
  const was = namesOf(before);
  const is = namesOf(after);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const found = renamed(name, was, is);
    return found === undefined ? [] : [change("model", name, found)];
  });
}

function renamed(
  name: string,
  was: ReadonlyMap<string, string>,
  is: ReadonlyMap<string, string>,
): Found | undefined {
  const before = was.get(name);
  const after = is.get(name);
  if (before === after) return undefined;
  if (after === undefined) {
    if (before === name) return { kind: "model-removed" };
    // What goes with its model is not said twice.
    return is.has(before as string) ? { kind: "alias-removed", before } : undefined;
  }
  if (before === undefined) {
    if (after === name) return { kind: "model-added" };
    return was.has(after) ? { kind: "alias-added", after } : undefined;
  }
  if (before === name) return { kind: "id-became-alias", after };
  if (after === name) return { kind: "alias-became-id", before };
  return { kind: "alias-moved", before, after };
}

/**
 * The short names. That of a model that came or went is part of it, and so is that of one whose id
 * became an alias: its ref is what still resolves.
 */
function diffSlugs(before: readonly Model[], after: readonly Model[]): Change[] {
  const was = slugsOf(before);
  const is = slugsOf(after);
  const refsBefore = new Set(before.map(({ ref }) => ref));
  const refsAfter = new Set(after.map(({ ref }) => ref));
  const changes: Change[] = [];
  for (const [slug, ref] of was) {
    const now = is.get(slug);
    if (now === ref) continue;
    if (now !== undefined) {
      const found: Found = { kind: "slug-moved", before: ref, after: now };
      changes.push(change("model", slug, found, "slug"));
    } else if (refsAfter.has(ref)) {
      changes.push(change("model", slug, { kind: "slug-removed", before: ref }, "slug"));
    }
  }
  for (const [slug, ref] of is) {
    if (was.has(slug) || !refsBefore.has(ref)) continue;
    changes.push(change("model", slug, { kind: "slug-added", after: ref }, "slug"));
  }
  return changes;
}

function slugsOf(models: readonly Model[]): ReadonlyMap<string, string> {
  return new Map(
    models.flatMap(({ slug, ref }) => (slug === undefined ? [] : [[slug, ref] as const])),
  );
}

function change(layer: Layer, subject: string, found: Found, field?: string): Change {
  const { kind, before, after } = found;
  return {
    level: changeKinds[kind].level,
    kind,
    layer,
    subject,
    ...(field === undefined ? {} : { field }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function byId<R extends { readonly id: string }>(records: readonly R[]): ReadonlyMap<string, R> {
  return new Map(records.map((record) => [record.id, record]));
}

function byName<R extends Dispute>(records: readonly R[]): ReadonlyMap<string, R> {
  return new Map(records.map((record) => [nameOf(record), record]));
}

const ranks = new Map(Object.keys(changeKinds).map((kind, rank) => [kind, rank]));

function compareChanges(a: Change, b: Change): number {
  return (
    (ranks.get(a.kind) as number) - (ranks.get(b.kind) as number) ||
    byCodeUnits(a.layer, b.layer) ||
    byCodeUnits(a.subject, b.subject) ||
    byCodeUnits(a.field ?? "", b.field ?? "") ||
    byCodeUnits(
      JSON.stringify([a.before ?? null, a.after ?? null]),
      JSON.stringify([b.before ?? null, b.after ?? null]),
    )
  );
}
