import type { Model, WrittenModel } from "../layers/model.ts";
import type { Provider } from "../layers/provider.ts";
import { type RateName, rateNames, rates } from "../layers/rates.ts";
import {
  type Capability,
  capabilities,
  type Effort,
  efforts,
  type FactGroup,
  impliedBy,
  impliedByRefusal,
  inputModalities,
  wordsOf,
} from "../layers/vocabulary.ts";
import type { TomlValue } from "../source/edit.ts";
import { agreeBothWays, type Known } from "./compare.ts";
import { type Field, findField, priceOf, rateField } from "./fields.ts";
import { ownPrice } from "./price-in-force.ts";
import type { Answers, PartialTier, Statement } from "./statement.ts";
import { type Opinion, type Vote, vote } from "./vote.ts";

/** A key of a model with the value that data sets would have. */
export interface Proposed {
  readonly key: string;
  /** `undefined`: the key goes. */
  readonly value: TomlValue | undefined;
  readonly sources: readonly string[];
}

/** What a provider states for all its models, as written. */
export interface Defaults {
  readonly fees?: Readonly<Record<string, number>> | undefined;
  readonly service_tier_percent?: Readonly<Record<string, number>> | undefined;
  readonly capabilities?: readonly Capability[] | undefined;
  readonly refuses?: readonly Capability[] | undefined;
}

/** A model, if there is one yet, and what data sets state about it. */
export interface Subject {
  readonly model?: Model;
  readonly record?: WrittenModel;
  readonly provider: Provider;
  /** Of a model that is there, its facts have them. */
  readonly defaults?: Defaults;
  readonly known: readonly Known[];
  /** ISO date: prices are those of 12:00 UTC of this day. */
  readonly date: string;
  /** Whether what data sets say of prices is about the same thing. */
  readonly priced: boolean;
  /** Whether people decided a dispute about a fact, by the name that `kei drift` has for it. */
  isDecided(fact: string): boolean;
}

/** The keys of a model that data sets would have otherwise. */
export function proposals(subject: Subject): readonly Proposed[] {
  return [
    ...(subject.priced ? [...rateKeys(subject), ...tierKeys(subject), ...extraKeys(subject)] : []),
    ...plainKeys(subject),
    ...inputKeys(subject),
    ...wordKeys(subject),
    ...effortKeys(subject),
  ];
}

/** Opinions on a fact of those that may speak of it: of none where people decided. */
function opinions<V>(
  { known, provider, isDecided }: Subject,
  fact: string,
  group: FactGroup,
  of: (statement: Statement) => V | undefined,
): Opinion<V>[] {
  if (isDecided(fact)) return [];
  return known.flatMap(({ set, statement }) => {
    const value = set.decides(provider.id, group) ? of(statement) : undefined;
    return value === undefined ? [] : [{ source: set.id, datedAt: set.datedAt ?? "", value }];
  });
}

/**
 * What is to be said, where that is not what is said already: anything where nothing is, and else what
 * two agree on.
 */
function decide<V>(
  all: readonly Opinion<V>[],
  ours: V | undefined,
  agree: (a: V, b: V) => boolean,
  needed = 2,
): Vote<V> | undefined {
  const result = vote(all, agree);
  if (result === undefined || ours === undefined) return result;
  if (agree(ours, result.value)) return undefined;
  return !result.isTie && result.sources.length >= needed ? result : undefined;
}

function rateKeys(subject: Subject): Proposed[] {
  const { model, provider, date } = subject;
  const own = model && ownPrice(model.price, date)?.rates;
  const found = rateNames.flatMap((name): (Proposed & { readonly name: RateName })[] => {
    const all = opinions(
      subject,
      rateField(name),
      "prices",
      (each) => priceOf(each, provider.id, date)?.rates[name],
    );
    const result = decide(all, own?.[name], Object.is);
    if (result === undefined) return [];
    return [{ name, key: rates[name].key, value: result.value, sources: result.sources }];
  });
  // A price is whole: both base prices, or nothing.
  const has = (name: RateName) =>
    own?.[name] !== undefined || found.some((each) => each.name === name);
  return has("input") && has("output") ? found.map(({ name: _, ...each }) => each) : [];
}

function tierKeys(subject: Subject): Proposed[] {
  const { model, provider, date } = subject;
  const field = findField("price_tiers");
  const all = opinions(
    subject,
    field.name,
    "prices",
    (each) => priceOf(each, provider.id, date)?.tiers,
  );
  const own = model && ownPrice(model.price, date);
  // A model with a price and no tiers says that there are none.
  const result = decide(all, own?.tiers, both(field));
  if (result === undefined || (own === undefined && result.value.length === 0)) return [];
  const merged = mergedTiers(result, all);
  if (merged === undefined) return [];
  const value = merged.length === 0 ? undefined : merged.map(tierRecord);
  return [{ key: "price_tiers", value, sources: result.sources }];
}

/** The rates that any of those states that agree. `undefined` when a tier lacks a base price. */
function mergedTiers(
  { value, sources }: Vote<readonly PartialTier[]>,
  all: readonly Opinion<readonly PartialTier[]>[],
): readonly PartialTier[] | undefined {
  const agreeing = all.filter(({ source }) => sources.includes(source));
  const tiers = value.map((tier, i) => {
    const others = agreeing.map((each) => each.value[i] ?? {});
    // A round number is how people write it.
    const begins = agreeing.map((each) => each.value[i]?.aboveInputTokens ?? 0);
    return Object.assign({}, ...others, tier, {
      aboveInputTokens: Math.max(...begins),
    }) as PartialTier;
  });
  return tiers.every(({ input, output }) => input !== undefined && output !== undefined)
    ? tiers
    : undefined;
}

/** A tier as it is written. */
export function tierRecord(tier: PartialTier): TomlValue {
  const stated = rateNames.flatMap((name) => {
    const amount = tier[name];
    return amount === undefined ? [] : [[rates[name].key, amount] as const];
  });
  return { above_input_tokens: tier.aboveInputTokens, ...Object.fromEntries(stated) };
}

/** Percents of tiers of service, and fees: what data sets name is added to what is there. */
function extraKeys(subject: Subject): Proposed[] {
  const { model, provider, date, defaults = {} } = subject;
  return (["service_tier_percent", "fees"] as const).flatMap((key): Proposed[] => {
    const field = findField<Readonly<Record<string, number>>>(key);
    const all = opinions(subject, key, "prices", (each) => field.theirs(each, provider.id, date));
    const written = key === "fees" ? feeRecord : (of: Readonly<Record<string, number>>) => of;
    const stated = model && field.ours(model, date);
    const own = stated === undefined ? defaults[key] : written(stated);
    const result = vote(all, both(field));
    if (result === undefined) return [];
    const added = Object.entries(written(result.value)).filter(
      ([name]) => own?.[name] === undefined,
    );
    if (added.length === 0) return [];
    return [{ key, value: { ...own, ...Object.fromEntries(added) }, sources: result.sources }];
  });
}

/** `webSearch` is `web_search_per_1k_micro`. */
function feeRecord(fees: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(fees).map(([name, amount]) => [
      `${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_per_1k_micro`,
      amount,
    ]),
  );
}

/** Keys whose value is what data sets state; how many have to agree before one is changed. */
const PLAIN = [
  ["context_window", 2],
  ["max_input_tokens", 2],
  ["max_output_tokens", 2],
  ["reasoning_budget_min_tokens", 2],
  ["reasoning_budget_max_tokens", 2],
  ["retires_at", 1],
  ["released_at", 2],
  ["knowledge_until", 2],
  ["open_weights", 2],
] as const;

function plainKeys(subject: Subject): Proposed[] {
  const { model, provider, date } = subject;
  return PLAIN.flatMap(([key, needed]): Proposed[] => {
    const field = findField<string | number | boolean>(key);
    const all = opinions(subject, key, field.group, (each) =>
      field.theirs(each, provider.id, date),
    );
    const result = decide(all, model && field.ours(model, date), both(field), needed);
    return result === undefined ? [] : [{ key, value: result.value, sources: result.sources }];
  });
}

function inputKeys(subject: Subject): Proposed[] {
  const { model, provider, date } = subject;
  const kinds = wordsOf(inputModalities);
  const answers = kinds.map((kind) => {
    const field = findField<boolean>(`input.${kind}`);
    const all = opinions(subject, field.name, "abilities", (each) =>
      field.theirs(each, provider.id, date),
    );
    const own = model && field.ours(model, date);
    const result = decide(all, own, Object.is);
    return { kind, is: result?.value ?? own ?? false, sources: result?.sources ?? [] };
  });
  const value = answers.filter(({ is }) => is).map(({ kind }) => kind);
  const sources = [...new Set(answers.flatMap((each) => each.sources))];
  const isNew = sources.length > 0 && value.length > 0 && value.join() !== model?.input?.join();
  return isNew ? [{ key: "input", value, sources }] : [];
}

function effortKeys(subject: Subject): Proposed[] {
  const { model, provider, date } = subject;
  const field = findField<Answers<Effort>>("efforts");
  const all = opinions(subject, field.name, "abilities", (each) =>
    field.theirs(each, provider.id, date),
  );
  const result = decide(all, model && field.ours(model, date), both(field));
  if (result === undefined) return [];
  const agreeing = all.filter(({ source }) => result.sources.includes(source));
  const value = wordsOf(efforts).filter((word) =>
    agreeing.some((each) => each.value[word] === true),
  );
  return value.length === 0 ? [] : [{ key: "efforts", value, sources: result.sources }];
}

/**
 * What the model can do and what it refuses. A model that is there keeps the words that it has; a new one
 * gets those that neither its provider nor another word says.
 */
function wordKeys(subject: Subject): Proposed[] {
  const { model, record, provider, date } = subject;
  const able = new Set<Capability>(record?.capabilities);
  const refused = new Set<Capability>(record?.refuses);
  const sources = { able: new Set<string>(), refused: new Set<string>() };
  for (const word of wordsOf(capabilities)) {
    const field = findField<boolean | "under a condition">(`capabilities.${word}`);
    const all = opinions(subject, field.name, "abilities", (each) =>
      field.theirs(each, provider.id, date),
    );
    const result = decide(all, model && field.ours(model, date), both(field));
    if (result === undefined) continue;
    able.delete(word);
    refused.delete(word);
    (result.value === true ? able : refused).add(word);
    for (const source of result.sources) {
      (result.value === true ? sources.able : sources.refused).add(source);
    }
  }
  const taken = effortKeys(subject)[0]?.value ?? record?.efforts;
  const said =
    model === undefined
      ? unsaid(able, refused, taken as readonly Effort[] | undefined, subject.defaults)
      : { able, refused };
  return [
    ...changedWords("capabilities", record?.capabilities, said.able, sources.able),
    ...changedWords("refuses", record?.refuses, said.refused, sources.refused),
  ];
}

function changedWords(
  key: "capabilities" | "refuses",
  before: readonly Capability[] | undefined,
  after: ReadonlySet<Capability>,
  sources: ReadonlySet<string>,
): Proposed[] {
  const value = wordsOf(capabilities).filter((word) => after.has(word));
  const isSame =
    value.length === (before?.length ?? 0) && value.every((word) => before?.includes(word));
  if (isSame) return [];
  return [{ key, value: value.length === 0 ? undefined : value, sources: [...sources] }];
}

/** The words that neither another word says nor the provider of all its models. */
export function unsaid(
  able: ReadonlySet<Capability>,
  refused: ReadonlySet<Capability>,
  taken: readonly Effort[] | undefined,
  defaults: Defaults = {},
): { readonly able: ReadonlySet<Capability>; readonly refused: ReadonlySet<Capability> } {
  const byEfforts: readonly Capability[] =
    taken === undefined
      ? []
      : taken.includes("none")
        ? ["reasoning-effort", "reasoning-off"]
        : ["reasoning-effort"];
  const sayAble = [...able].flatMap((word) => impliedBy(word).slice(1));
  const ofAll = (defaults.capabilities ?? []).flatMap(impliedBy);
  const isSaid = new Set([...sayAble, ...byEfforts.flatMap(impliedBy), ...ofAll]);
  const isRefused = new Set([
    ...[...refused].flatMap((word) => impliedByRefusal(word).slice(1)),
    ...(defaults.refuses ?? []).flatMap(impliedByRefusal),
  ]);
  return {
    able: new Set([...able].filter((word) => !isSaid.has(word))),
    refused: new Set([...refused].filter((word) => !isRefused.has(word))),
  };
}

/** Two data sets, or a data set and the registry: who says less contradicts nothing. */
function both<V>(field: Field<V>): (a: V, b: V) => boolean {
  return (a, b) => agreeBothWays(field as Field, a, b);
}
