import type {
  Dispute,
  FactGroup,
  Model,
  PriceHistory,
  PriceRecord,
  Profile,
  Provider,
  Source,
} from "@kei/registry";

/** What every page reads: `data/catalog.json`. */
export interface CatalogData {
  readonly contentHash: string;
  /** ISO date for which the pages are made: ages and states are as of that day. */
  readonly asOf: string;
  readonly providers: readonly Provider[];
  readonly models: readonly Model[];
  readonly profiles: readonly Profile[];
  /** Ids of the providers that `@kei/runtime` has a client of; `kei gen` writes those of the others. */
  readonly withClient: readonly string[];
}

/** What few pages read: `data/details.json`. */
export interface CatalogDetails {
  readonly history: PriceHistory;
  readonly sources: readonly Source[];
  readonly disputes: readonly Dispute[];
  /** Rows of prices, for the pages on which they can be checked. */
  readonly prices: readonly PriceRecord[];
  /** Ids of the sources of a model's facts, and notes, by ref. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** Notes on providers, by id. */
  readonly notes: Readonly<Record<string, string>>;
  readonly events: readonly CatalogEvent[];
  /** Absent: no earlier registry was named. */
  readonly changes?: Changes;
}

export interface Origin {
  readonly sources?: { readonly [Group in FactGroup]?: readonly string[] };
  readonly notes?: string;
}

/** What happened, or will, on a day that the facts state. */
export interface CatalogEvent {
  readonly day: string;
  readonly kind: "released" | "price" | "deprecated" | "retired";
  readonly ref: string;
}

/** What differs from an earlier registry, as `kei diff` says it. */
export interface Changes {
  /** Name of the earlier registry: a folder, a revision, a package. */
  readonly since: string;
  readonly list: readonly Change[];
}

export interface Change {
  readonly level: "major" | "minor" | "patch";
  readonly kind: string;
  readonly layer: string;
  readonly subject: string;
  readonly field?: string;
  /** In English, as `kei diff` prints it. */
  readonly text: string;
  /** The same for the Russian page. @default the English text */
  readonly russian?: string;
}

/** Markdown by path, and the bytes of pictures that it may show. */
export type DocFiles = Readonly<Record<string, string | Uint8Array>>;
