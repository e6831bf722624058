import type { Dispute, Model, PriceHistory, Profile, Provider, Source } from "@kei/registry";
import type { Origin } from "./catalog-data.ts";

/** The facts of a published `registry.json`, as `@kei/registry` has them: what is `null` there is absent. */
export interface ResolvedFacts {
  readonly contentHash: string;
  readonly providers: readonly Provider[];
  readonly models: readonly Model[];
  readonly profiles: readonly Profile[];
  readonly sources: readonly Source[];
  readonly disputes: readonly Dispute[];
  readonly origins: Readonly<Record<string, Origin>>;
  readonly notes: Readonly<Record<string, string>>;
}

type Noted<T> = T & { readonly notes?: string };

/** @throws SyntaxError when the text is no JSON. */
export function resolveRegistry(text: string): ResolvedFacts {
  const { contentHash, providers, models, profiles, sources, disputes } = JSON.parse(
    text,
    withoutNull,
  ) as Omit<ResolvedFacts, "origins" | "notes">;
  const noted = providers as readonly Noted<Provider>[];
  return {
    contentHash,
    providers: noted.map(({ notes: _, ...provider }) => provider),
    models: (models as readonly (Model & Origin)[]).map(
      ({ sources: _, notes: __, ...model }) => model,
    ),
    profiles,
    sources,
    disputes,
    origins: byKey(models as readonly (Model & Origin)[], ({ ref, sources: from, notes }) => [
      ref,
      { ...(from && { sources: from }), ...(notes === undefined ? {} : { notes }) },
    ]),
    notes: byKey(noted, ({ id, notes }) => [id, notes]),
  };
}

/** The prices of all times, out of a published `price-history.json`. */
export function resolveHistory(text: string): PriceHistory {
  return (JSON.parse(text, withoutNull) as { readonly history: PriceHistory }).history;
}

/** What prices leave out where there is nothing. An empty list of tiers would say that there are none. */
const ABSENT_WHEN_EMPTY: ReadonlySet<string> = new Set([
  "tiers",
  "rows",
  "tierPercent",
  "regionPercent",
  "fees",
  "routesTo",
]);

function withoutNull(key: string, value: unknown): unknown {
  if (value === null) return undefined;
  const isEmpty = typeof value === "object" && Object.keys(value).length === 0;
  return isEmpty && ABSENT_WHEN_EMPTY.has(key) ? undefined : value;
}

function byKey<T, V>(
  records: readonly T[],
  entryOf: (record: T) => readonly [string, V | undefined],
): Record<string, V> {
  const entries = records.map(entryOf).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, V>;
}
