import { type DerivedOf, type Fact, type Facts, type Shape, snakeCase } from "../layers/fact.ts";
import type { Layer } from "../layers/layer-names.ts";
import type { Model, model, WrittenModel } from "../layers/model.ts";
import { pages, type Written } from "../layers/pages.ts";
import {
  type Price,
  type Rates,
  rateNames,
  rates,
  type WrittenPriceTier,
} from "../layers/price.ts";
import type { Profile, profile, WrittenProfile } from "../layers/profile.ts";
import type { Billing, Provider, provider, WrittenProvider } from "../layers/provider.ts";
import { authOf, type CapsToken, type ProtocolName, wordsOf } from "../layers/vocabulary.ts";
import { deriveProtocol, deriveTransport } from "./derive.ts";
import { byCodeUnits, type Registry } from "./model.ts";

/** Records as the files have them; `undefined` where the shape was wrong. */
export type WrittenRegistry = { readonly [L in Layer]: readonly (Written[L] | undefined)[] };

/** A resolved registry, and where each of its records was written. */
export interface Resolved {
  readonly registry: Registry;
  /** Index of a record in its file. */
  indexOf(record: Provider | Model | Profile): number;
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
  const billing = new Map(providers.map((each) => [each.id, each.billing]));
  const models = collect(
    written.model,
    (record) =>
      factsOf(
        pages.model.facts,
        record,
        modelFacts(record, billing.get(record.provider_ref)),
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
    },
    indexOf: (record) => indexes.get(record) as number,
    underivable,
  };
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
  if (shape.kind === "struct") {
    const value = factsOf(shape.facts, written, {}, canonical, `${key}_`);
    // By their conditions all keys of an optional one are there, or none is.
    return optional && Object.keys(value).length === 0 ? undefined : value;
  }
  const value = written[key];
  if (shape.kind === "list") {
    if (value === undefined) return optional ? undefined : [];
    return listValue(value as readonly string[], shape, canonical);
  }
  if (value === undefined || value === absent) return undefined;
  return shape.kind === "text" && shape.refersTo === "model" ? canonical(value as string) : value;
}

function listValue(
  value: readonly string[],
  { item, sorted }: Extract<Shape, { kind: "list" }>,
  canonical: Canonical,
): readonly string[] {
  if (item.kind === "word") {
    return wordsOf(item.vocabulary).filter((word) => value.includes(word));
  }
  const refersToModels = item.kind === "text" && item.refersTo === "model";
  const items = refersToModels ? value.map(canonical) : [...value];
  return sorted ? items.sort(byCodeUnits) : items;
}

function providerFacts(
  record: WrittenProvider,
  protocol: ProtocolName,
): DerivedOf<typeof provider.facts> {
  const transport = record.transport ?? deriveTransport(record);
  return {
    authEnv: [record.auth_env ?? []].flat().filter((name) => name !== "_"),
    auth: authOf(record.auth_scheme),
    protocol,
    transport,
    billing: resolveBilling(record.billing_currency),
    openModels: record.open_models ?? transport === "local",
  };
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
  billing: Billing | undefined,
): DerivedOf<typeof model.facts> {
  return {
    ref: `${record.provider_ref}/${record.id}`,
    price: resolvePrice(record, billing?.mode ?? "metered"),
  };
}

/**
 * Both prices 0 is free or covered by the subscription, both absent unknown: but where nothing is
 * billed per token there is nothing to know.
 */
function resolvePrice(record: WrittenModel, mode: Billing["mode"]): Price {
  const input = record[rates.input.key];
  const output = record[rates.output.key];
  const unpriced = mode === "free" || mode === "subscription" ? mode : undefined;
  if (input === undefined || output === undefined) return { kind: unpriced ?? "unknown" };
  if (input === 0 && output === 0) return { kind: unpriced ?? "free" };
  const tiers = record.price_tiers?.map((tier) => ({
    aboveInputTokens: tier.above_input_tokens,
    ...ratesOf(tier),
  }));
  const known = { kind: "known" as const, ...ratesOf(record) };
  return tiers === undefined ? known : { ...known, tiers };
}

/** A cache price of 0 is one that nobody knows: reading a cache is cheap, but not free. */
function ratesOf(record: WrittenModel | WrittenPriceTier): Rates {
  const stated: { [name: string]: number } = {};
  for (const name of rateNames) {
    const { key, required } = rates[name];
    const amount = record[key];
    if (amount !== undefined && (required || amount !== 0)) stated[name] = amount;
  }
  return stated as unknown as Rates;
}

function profileFacts({ caps }: WrittenProfile): DerivedOf<typeof profile.facts> {
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
