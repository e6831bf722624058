import type { Dispute } from "../layers/dispute.ts";
import { type Fact, type Facts, type MadeOf, type Shape, snakeCase } from "../layers/fact.ts";
import type { Layer } from "../layers/layer-names.ts";
import type { Model, model, WrittenModel } from "../layers/model.ts";
import { pages, type Written } from "../layers/pages.ts";
import type { PriceRecord } from "../layers/price.ts";
import type { Profile, profile, WrittenProfile } from "../layers/profile.ts";
import type { Billing, Provider, provider, WrittenProvider } from "../layers/provider.ts";
import type { Source } from "../layers/source.ts";
import {
  authOf,
  type CapsToken,
  cacheTtls,
  outputModalities,
  type ProtocolName,
  protocols,
  wordsOf,
} from "../layers/vocabulary.ts";
import { resolveCapabilities } from "./capabilities.ts";
import { deriveProtocol, deriveTransport } from "./derive.ts";
import { byCodeUnits, nameOf, type Registry, type RegistryRecord } from "./model.ts";
import { priceOf, type Rows, rowOf, rowsOf } from "./resolve-price.ts";

/** Records as the files have them; `undefined` where the shape was wrong. */
export type WrittenRegistry = { readonly [L in Layer]: readonly (Written[L] | undefined)[] };

/** A resolved registry, and where each of its records was written. */
export interface Resolved {
  readonly registry: Registry;
  /** Index of a record in its file. */
  indexOf(record: RegistryRecord): number;
  /** Providers whose protocol could not be derived; they stand in the registry with a guess. */
  readonly underivable: ReadonlySet<Provider>;
}

/** What a provider gets whose protocol is an error: something, so that all rules can run. */
const PLACEHOLDER: ProtocolName = "openai-chat";

/**
 * Turns the written shape into facts: sentinels into absence, aliases into refs, defaults and derived
 * values in. What is the value of a key follows from the layer's page; the rest is made below.
 */
export function resolve(written: WrittenRegistry): Resolved {
  const indexes = new Map<object, number>();
  const underivable = new Set<Provider>();

  const collect = <W, R extends object>(
    records: readonly (W | undefined)[],
    make: (w: W) => R,
  ): R[] =>
    records.reduce<R[]>((all, record, index) => {
      if (record === undefined) return all;
      const resolved = make(record);
      indexes.set(resolved, index);
      all.push(resolved);
      return all;
    }, []);

  const canonical = canonicalRefs(written.model);
  const plain = <L extends Layer>(layer: L) =>
    collect(
      written[layer] as readonly (object | undefined)[],
      (record) => factsOf(pages[layer].facts, record, {}, canonical) as never,
    );
  const writtenById = new Map(
    written.provider.flatMap((record) => (record === undefined ? [] : [[record.id, record]])),
  );
  const providers = collect(written.provider, (record): Provider => {
    const protocol = record.protocol ?? deriveProtocol(record);
    const made = factsOf(
      pages.provider.facts,
      record,
      providerFacts(record, protocol ?? PLACEHOLDER),
      canonical,
    ) as Provider;
    if (protocol === undefined) underivable.add(made);
    return made;
  });
  const byId = new Map(providers.map((each) => [each.id, each]));
  const prices = collect(
    written.price,
    (record) =>
      factsOf(pages.price.facts, record, { price: rowOf(record) }, canonical) as PriceRecord,
  );
  const rows = groupedRows(prices, newestFact(written));
  const models = collect(
    written.model,
    (record) =>
      factsOf(
        pages.model.facts,
        record,
        modelFacts(record, {
          provider: byId.get(record.provider_ref),
          written: writtenById.get(record.provider_ref),
          rows: rows.get(`${record.provider_ref}/${record.id}`) ?? NO_ROWS,
        }),
        canonical,
      ) as Model,
  );
  const profiles = collect(
    written.profile,
    (record) => factsOf(pages.profile.facts, record, profileFacts(record), canonical) as Profile,
  );

  return {
    registry: {
      providers: providers.sort((a, b) => byCodeUnits(a.id, b.id)),
      models: models.sort((a, b) => byCodeUnits(a.provider, b.provider) || byCodeUnits(a.id, b.id)),
      profiles: profiles.sort((a, b) => byCodeUnits(a.id, b.id)),
      // Of one model the last one that holds counts, so its own stay in their order.
      prices: prices.sort((a, b) => byCodeUnits(a.modelRef, b.modelRef)),
      history: new Map(
        [...rows]
          .sort(([a], [b]) => byCodeUnits(a, b))
          .flatMap(([ref, { all, since }]) => (since === undefined ? [] : [[ref, all]])),
      ),
      sources: plain("source").sort((a: Source, b: Source) => byCodeUnits(a.id, b.id)),
      disputes: plain("dispute").sort((a: Dispute, b: Dispute) =>
        byCodeUnits(nameOf(a), nameOf(b)),
      ),
    },
    indexOf: (record) => indexes.get(record) as number,
    underivable,
  };
}

const NO_ROWS: Rows = { all: [], current: [] };

/** Rows of prices by the ref of their model. */
function groupedRows(prices: readonly PriceRecord[], factsOn: string): ReadonlyMap<string, Rows> {
  const groups = new Map<string, PriceRecord[]>();
  for (const each of prices) {
    const group = groups.get(each.modelRef);
    if (group === undefined) groups.set(each.modelRef, [each]);
    else group.push(each);
  }
  return new Map([...groups].map(([ref, records]) => [ref, rowsOf(records, factsOn)]));
}

/** The day of the newest fact of a registry; before all days where none has one. */
function newestFact({ model, source }: WrittenRegistry): string {
  const days = [
    ...model.map((record) => record?.verified_at ?? ""),
    ...source.map((record) => record?.dated_at ?? ""),
  ];
  return days.reduce((newest, day) => (day > newest ? day : newest), "0000-01-01");
}

type Record = Readonly<{ [key: string]: unknown }>;

/** The facts of a record in the order of their page: values of keys, and those that were made of them. */
function factsOf(
  facts: Facts,
  written: object,
  derived: object,
  canonical: Canonical,
  prefix = "",
): object {
  const resolved: { [name: string]: unknown } = {};
  for (const name in facts) {
    const fact = facts[name] as Fact;
    const value = fact.derived
      ? (derived as Record)[name]
      : plainValue(fact, written as Record, fact.key ?? keyOf(prefix, name), canonical);
    if (value !== undefined) resolved[name] = value;
  }
  return resolved;
}

const keys = new Map<string, string>();

/** Looked up: there are some ten of them for each of thousands of models. */
function keyOf(prefix: string, name: string): string {
  const id = `${prefix}${name}`;
  let key = keys.get(id);
  if (key === undefined) {
    key = prefix + snakeCase(name);
    keys.set(id, key);
  }
  return key;
}

/** What the value of a key means; `undefined` where it says that there is nothing. */
function plainValue(
  { shape, optional, absent }: Fact,
  written: Record,
  key: string,
  canonical: Canonical,
): unknown {
  if (shape.kind === "struct" && !shape.nested) {
    const value = factsOf(shape.facts, written, {}, canonical, `${key}_`);
    // By their conditions all keys of an optional one are there, or none is.
    return optional && Object.keys(value).length === 0 ? undefined : value;
  }
  const value = written[key];
  if (value === undefined) return shape.kind === "list" && !optional ? [] : undefined;
  return value === absent ? undefined : shapeValue(shape, value, canonical);
}

/** What a value that is there means. */
function shapeValue(shape: Shape, value: unknown, canonical: Canonical): unknown {
  switch (shape.kind) {
    case "list":
      return listValue(value as readonly unknown[], shape, canonical);
    case "struct":
      return factsOf(shape.facts, value as object, {}, canonical);
    case "map":
      return mapValue(value as Record, shape, canonical);
    case "text":
      return shape.refersTo === "model" ? canonical(value as string) : value;
    default:
      return value;
  }
}

/** In the order of the vocabulary, or by name: what is written first says nothing. */
function mapValue(
  value: Record,
  { keys, value: shape }: Extract<Shape, { kind: "map" }>,
  canonical: Canonical,
): object {
  const names = Object.keys(value).sort(byCodeUnits);
  const order: readonly string[] =
    keys === undefined ? names : wordsOf(keys).filter((word) => names.includes(word));
  return Object.fromEntries(order.map((name) => [name, shapeValue(shape, value[name], canonical)]));
}

function listValue(
  value: readonly unknown[],
  { item, sorted }: Extract<Shape, { kind: "list" }>,
  canonical: Canonical,
): readonly unknown[] {
  if (item.kind === "word" && sorted) {
    return wordsOf(item.vocabulary).filter((word) => value.includes(word));
  }
  const items = value.map((each) => shapeValue(item, each, canonical));
  return sorted ? (items as string[]).sort(byCodeUnits) : items;
}

function providerFacts(
  record: WrittenProvider,
  protocol: ProtocolName,
): MadeOf<typeof provider.facts> {
  const transport = record.transport ?? deriveTransport(record);
  return {
    authEnv: [record.auth_env ?? []].flat().filter((name) => name !== "_"),
    auth: authOf(record.auth_scheme, record.auth_header),
    endpointAuth: endpointAuth(record),
    rateLimited: record.rate_limit_rpm === undefined ? undefined : record.rate_limit_rpm > 0,
    protocol,
    transport,
    billing: resolveBilling(record.billing_currency),
    openModels: record.open_models ?? transport === "local",
  };
}

/** Where keys go at further endpoints that take them another way. */
function endpointAuth({ endpoint_auth: written, auth_header }: WrittenProvider) {
  if (written === undefined) return undefined;
  return Object.fromEntries(
    wordsOf(protocols).flatMap((protocol) => {
      const scheme = written[protocol];
      // The header of its own belongs to the scheme that has no other.
      const header = scheme === "header" ? auth_header : undefined;
      return scheme === undefined ? [] : [[protocol, authOf(scheme, header)]];
    }),
  );
}

/** `USD`, `USD-subscription`, `USD-zero`, or `USD-<account>`. */
function resolveBilling(written: string): Billing {
  const currency = written.slice(0, 3);
  const suffix = written.slice(4);
  switch (suffix) {
    case "":
      return { currency, mode: "metered" };
    case "subscription":
      return { currency, mode: "subscription" };
    case "zero":
      return { currency, mode: "free" };
    default:
      return { currency, mode: "account", account: suffix };
  }
}

/** Leads a ref that uses an alias to the model's own ref; leaves every other ref as it is. */
type Canonical = (ref: string) => string;

function canonicalRefs(models: WrittenRegistry["model"]): Canonical {
  const refs = new Map<string, string>();
  for (const model of models) {
    for (const alias of model?.aliases ?? []) {
      refs.set(`${model?.provider_ref}/${alias}`, `${model?.provider_ref}/${model?.id}`);
    }
  }
  return (ref) => refs.get(ref) ?? ref;
}

function modelFacts(
  record: WrittenModel,
  {
    provider,
    written,
    rows,
  }: {
    /** Absent: the model's provider is not known, which is an error of its own. */
    readonly provider: Provider | undefined;
    readonly written: WrittenProvider | undefined;
    readonly rows: Rows;
  },
): MadeOf<typeof model.facts> {
  const { defaults = {} } = written ?? {};
  const output = record.output ?? ["text"];
  const ttls = record.cache_ttls ?? defaults.cache_ttls;
  return {
    ref: `${record.provider_ref}/${record.id}`,
    protocols: record.protocols ?? defaults.protocols ?? [provider?.protocol ?? PLACEHOLDER],
    ...resolveCapabilities(record, defaults),
    output: wordsOf(outputModalities).filter((word) => output.includes(word)),
    cacheTtls: ttls && wordsOf(cacheTtls).filter((word) => ttls.includes(word)),
    price: priceOf(record, { defaults, rows, mode: provider?.billing.mode ?? "metered" }),
    sourceUrl: record.source_url ?? defaults.source_url,
  };
}

function profileFacts({ caps }: WrittenProfile): MadeOf<typeof profile.facts> {
  return { capsTokens: capsTokens(caps) };
}

/** Files are one token however they are written: `RW` means writing, `FS` and `RO` only reading. */
function capsTokens(caps: string): CapsToken[] {
  const words = new Set(caps.split("-"));
  const files = words.has("RW")
    ? "FS-RW"
    : words.has("RO") || words.has("FS")
      ? "FS-RO"
      : undefined;
  const others = (["BASH", "WEB", "AGENT", "PLAN"] as const).filter((word) => words.has(word));
  return files === undefined ? others : [files, ...others];
}
