import { type Model, model as page, type WrittenModel } from "../layers/model.ts";
import type { Provider } from "../layers/provider.ts";
import { isLiveOn } from "../registry/ending.ts";
import type { Registry } from "../registry/model.ts";
import type { TomlValue } from "../source/edit.ts";
import { goneSince, hasPrices, type Known, knownOf, newModels } from "./compare.ts";
import type { DataSet } from "./data-set.ts";
import { specialPurpose } from "./left-out.ts";
import { type Defaults, proposals } from "./proposals.ts";

/** A key to write or to change, as `models.toml` has it. */
export interface Change {
  readonly ref: string;
  readonly fact: string;
  readonly from: TomlValue | undefined;
  /** `undefined`: the key goes. */
  readonly to: TomlValue | undefined;
  /** Ids of the data sets that say so. */
  readonly sources: readonly string[];
}

/** A model to add, with its keys in the order of the page. */
export interface Addition {
  readonly ref: string;
  readonly provider: string;
  readonly record: Readonly<Record<string, TomlValue>>;
  readonly sources: readonly string[];
}

/** A model that data sets have and that is not proposed. */
export interface Dropped {
  readonly ref: string;
  readonly reason: string;
  readonly sources: readonly string[];
}

/** What data sets would have in a registry. */
export interface Proposal {
  readonly changes: readonly Change[];
  readonly additions: readonly Addition[];
  readonly dropped: readonly Dropped[];
}

/** What is asked for. */
export interface ProposeOptions {
  /** ISO date: prices are those of 12:00 UTC of this day. */
  readonly date: string;
  isMeant(provider: string): boolean;
  /** A model's record as it is written. */
  written(model: Model): WrittenModel;
  /** What a provider says of all its models. */
  defaultsOf(provider: Provider): Defaults;
  /** Whether people decided a dispute about a fact of a model: then nothing is proposed for it. */
  isDecided(ref: string, fact: string): boolean;
}

/**
 * What data sets agree on and a registry does not say: new models, changed facts, ends.
 *
 * - A fact that the registry leaves out is filled in with what most data sets say, or the newest where
 *   no side has more.
 * - Of a fact on which people decided a dispute nothing is proposed.
 * - A fact that it states is changed when two data sets agree on another one, and no more say otherwise.
 *   The end of a model is the vendor's to announce: one is enough.
 * - A live model that no data set offers any more is deprecated.
 */
export function propose(
  registry: Registry,
  sets: readonly DataSet[],
  options: ProposeOptions,
): Proposal {
  const providers = registry.providers.filter(
    ({ id }) => options.isMeant(id) && sets.some((set) => set.covers(id)),
  );
  const additions = providers.flatMap((provider) => additionsTo(provider, registry, sets, options));
  return {
    changes: providers.flatMap((provider) =>
      registry.models
        .filter((model) => model.provider === provider.id)
        .flatMap((model) => changesOf(model, provider, sets, options)),
    ),
    additions,
    dropped: providers.flatMap((provider) => droppedOf(provider, registry, sets, additions)),
  };
}

function changesOf(
  model: Model,
  provider: Provider,
  sets: readonly DataSet[],
  { date, written, isDecided }: ProposeOptions,
): Change[] {
  const record = written(model);
  const proposed = proposals({
    model,
    record,
    provider,
    known: knownOf(model, sets),
    date,
    priced: hasPrices(model, provider),
    isDecided: (fact) => isDecided(model.ref, fact),
  });
  const changes = proposed.map(({ key, value, sources }) => ({
    ref: model.ref,
    fact: key,
    from: (record as Readonly<Record<string, TomlValue>>)[key],
    to: value,
    sources,
  }));
  const ends = changes.find(({ fact }) => fact === "retires_at")?.to ?? model.retiresAt;
  const isEnded = typeof ends === "string" && ends <= date;
  if (isEnded || !isLiveOn(model, date) || provider.openModels) return changes;
  const gone = goneSince(model, sets);
  if (gone === undefined || model.deprecatedAt !== undefined) return changes;
  const sources = sets.filter((set) => set.covers(provider.id) === "own").map(({ id }) => id);
  return [
    ...changes,
    { ref: model.ref, fact: "deprecated_at", from: record.deprecated_at, to: gone, sources },
  ];
}

function additionsTo(
  provider: Provider,
  registry: Registry,
  sets: readonly DataSet[],
  { date, defaultsOf }: ProposeOptions,
): Addition[] {
  if (provider.openModels) return [];
  const own = registry.models.filter((model) => model.provider === provider.id);
  const taken = new Set(own.flatMap(({ id, aliases }) => [id, ...aliases]));
  const slugs = new Set(registry.models.flatMap(({ slug }) => slug ?? []));
  return newModels(provider.id, sets)
    .filter(({ id }) => !taken.has(id))
    .map(({ id, known }): Addition => {
      const ref = `${provider.id}/${id}`;
      const slug = slugOf(id, own);
      const proposed = proposals({
        provider,
        defaults: defaultsOf(provider),
        known,
        date,
        priced: isPriced(provider),
        isDecided: () => false,
      });
      const facts: { [key: string]: TomlValue } = Object.fromEntries(
        proposed.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]])),
      );
      facts["provider_ref"] = provider.id;
      facts["id"] = id;
      if (!slugs.has(slug)) facts["slug"] = slug;
      slugs.add(slug);
      facts["display_name"] = nameOf(known) ?? id;
      const url = commonest(own.flatMap(({ sourceUrl }) => sourceUrl ?? []));
      if (url !== undefined) facts["source_url"] = url;
      return {
        ref,
        provider: provider.id,
        record: inOrder(facts),
        sources: known.map(({ set }) => set.id),
      };
    });
}

/** Where a flat fee covers use, a data set's price is that of another way to pay. */
function isPriced({ billing }: Provider): boolean {
  return billing.mode !== "free" && billing.mode !== "subscription" && billing.currency === "USD";
}

function inOrder(facts: Readonly<Record<string, TomlValue>>): Readonly<Record<string, TomlValue>> {
  const order = Object.keys(page.record.shape);
  return Object.fromEntries(
    order.flatMap((key) => {
      const value = facts[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function nameOf(known: readonly Known[]): string | undefined {
  const names = known.map(({ set, statement }) => ({
    day: set.datedAt ?? "",
    name: statement.facts.displayName,
  }));
  return names.filter(({ name }) => name !== undefined).sort((a, b) => (a.day < b.day ? 1 : -1))[0]
    ?.name;
}

/** As the models of the provider have it: the id, or the id without what most of them begin with. */
function slugOf(id: string, own: readonly Model[]): string {
  const prefixes = own.flatMap((model) =>
    model.slug !== undefined && model.id.endsWith(model.slug)
      ? [model.id.slice(0, -model.slug.length)]
      : [],
  );
  const prefix = commonest(prefixes) ?? "";
  const short = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  const front = commonest(
    own.flatMap((model) =>
      model.slug?.endsWith(`-${model.id}`) === true ? [model.slug.slice(0, -model.id.length)] : [],
    ),
  );
  const isFronted =
    front !== undefined &&
    own.filter(({ slug }) => slug?.startsWith(front)).length * 2 > own.length;
  return (isFronted ? front + id : short).toLowerCase().replaceAll(/[^a-z0-9_.-]/g, "-");
}

function commonest(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function droppedOf(
  { id: provider, openModels }: Provider,
  registry: Registry,
  sets: readonly DataSet[],
  additions: readonly Addition[],
): Dropped[] {
  if (openModels) return [];
  const taken = new Set([
    ...registry.models
      .filter((model) => model.provider === provider)
      .flatMap(({ id, aliases }) => [id, ...aliases]),
    ...additions.filter((each) => each.provider === provider).map(({ record }) => record["id"]),
  ]);
  const found = new Map<string, Dropped>();
  for (const set of sets.filter((each) => each.covers(provider) === "own")) {
    for (const { id, chat, facts } of set.statementsOf(provider)) {
      if (taken.has(id) || chat === undefined) continue;
      const known = found.get(id);
      const purpose = specialPurpose(id);
      const reason =
        purpose !== undefined
          ? `it is ${purpose}`
          : !chat
            ? "it is no model to talk to"
            : facts.status === "deprecated"
              ? "it is deprecated"
              : "no other data set has it, and this one is not the newest";
      found.set(id, {
        ref: `${provider}/${id}`,
        reason: known?.reason ?? reason,
        sources: [...(known?.sources ?? []), set.id],
      });
    }
  }
  return [...found.values()];
}
