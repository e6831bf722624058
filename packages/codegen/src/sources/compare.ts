import type { Model } from "../layers/model.ts";
import type { Provider } from "../layers/provider.ts";
import type { FactGroup } from "../layers/vocabulary.ts";
import { isLiveOn } from "../registry/ending.ts";
import { byCodeUnits, type Registry } from "../registry/model.ts";
import { escapeControls } from "../text/quote.ts";
import type { DataSet } from "./data-set.ts";
import { type Field, fields, NONE } from "./fields.ts";
import { specialPurpose } from "./left-out.ts";
import type { Statement } from "./statement.ts";

/** What a side says, for programs and for people. */
export interface Said {
  /** `undefined`: nothing. */
  readonly value: unknown;
  readonly text: string;
}

/** What a data set says. */
export interface Stated extends Said {
  readonly source: string;
  /** Whether that is something else than what the registry says. */
  readonly differs: boolean;
}

/** A fact of a model on which a data set and the registry differ. */
export interface Disagreement {
  readonly ref: string;
  /** Name of a field; or `missing-here`, `unknown-there`. */
  readonly fact: string;
  readonly group: FactGroup | "ids";
  readonly ours: Said;
  /** All data sets that state the fact, those that agree with the registry included. */
  readonly theirs: readonly Stated[];
  /** Whether they agree with each other. */
  readonly agreed: boolean;
}

/** What was not looked at. */
export interface Uncompared {
  /** Id of a provider, or ref of a model. */
  readonly what: string;
  readonly reason: string;
}

/** What came of a comparison. */
export interface Comparison {
  /** By ref, then in the order of the fields. */
  readonly disagreements: readonly Disagreement[];
  readonly uncompared: readonly Uncompared[];
}

/**
 * Where a registry and data sets differ. What a data set does not state is no disagreement; what the
 * registry leaves out and a data set states is one.
 *
 * - Prices are not compared where a flat fee or nothing is billed, nor in other currencies than
 *   dollars, which data sets have.
 * - `missing-here` takes the newest data set that has a provider and says what is a model to talk to,
 *   or two of any age. Servers that take any id, and models of one special purpose, are not missed.
 * - `unknown-there` takes a live model of ours that a data set of its day could know.
 *
 * @param on - ISO date. Prices are those in force at 12:00 UTC; who is deprecated from a later day on is
 *   live.
 */
export function compare(registry: Registry, sets: readonly DataSet[], on: string): Comparison {
  const compared = registry.providers.filter(({ id }) => sets.some((set) => set.covers(id)));
  const ids = new Map(compared.map((provider) => [provider.id, provider]));
  const disagreements = [
    ...registry.models.flatMap((model) => {
      const provider = ids.get(model.provider);
      return provider === undefined ? [] : compareModel(dated(model, registry), provider, sets, on);
    }),
    ...compared.flatMap((provider) => missingHere(registry, provider, sets)),
  ];
  return {
    disagreements: disagreements.sort(
      (a, b) => byCodeUnits(a.ref, b.ref) || orderOf(a.fact) - orderOf(b.fact),
    ),
    uncompared: uncompared(registry, sets),
  };
}

/** A model with the prices of all times. */
function dated(model: Model, { history }: Registry): Model {
  const rows = history.get(model.ref);
  return rows === undefined ? model : { ...model, price: { ...model.price, rows } };
}

const ORDER = new Map(fields.map(({ name }, i) => [name, i]));

function orderOf(fact: string): number {
  return ORDER.get(fact) ?? fields.length;
}

/** What stands for a model that a side has, and for one that it has not. */
const HERE = "there";
const IS_NOT: Said = { value: undefined, text: NONE };

function compareModel(
  model: Model,
  provider: Provider,
  sets: readonly DataSet[],
  on: string,
): Disagreement[] {
  const known = knownOf(model, sets);
  const found = fields.flatMap((field) => {
    if (field.group === "prices" && !hasPrices(model, provider)) return [];
    return compareField(field, model, known, on);
  });
  const unknown = unknownThere(model, provider, sets, on);
  return unknown === undefined ? found : [...found, unknown];
}

/** What data sets state about a model. */
export function knownOf(
  model: Pick<Model, "provider" | "id" | "aliases">,
  sets: readonly DataSet[],
): readonly Known[] {
  return sets.flatMap((set) => {
    const statement = set.find(model);
    return statement === undefined ? [] : [{ set, statement }];
  });
}

/** Whether what data sets say of prices is about the same thing. */
export function hasPrices({ price }: Model, { billing }: Provider): boolean {
  return price.kind !== "subscription" && billing.mode !== "free" && billing.currency === "USD";
}

/** A data set, and what it states about a model. */
export interface Known {
  readonly set: DataSet;
  readonly statement: Statement;
}

function compareField(
  field: Field,
  model: Model,
  known: readonly Known[],
  on: string,
): Disagreement[] {
  const own = field.ours(model, on);
  const theirs = known.flatMap(({ set, statement }): Stated[] => {
    if (!set.decides(model.provider, field.group)) return [];
    const value = field.theirs(statement, model.provider, on);
    if (value === undefined || isOutdated(field, value, model, set)) return [];
    const differs = own === undefined || !field.agree(own, value);
    return [{ source: set.id, value, text: field.show(value), differs }];
  });
  if (!theirs.some(({ differs }) => differs)) return [];
  const agreed = theirs.every(({ value }, i) =>
    theirs.slice(i + 1).every((other) => agreeBothWays(field, value, other.value)),
  );
  const ours = { value: own, text: own === undefined ? NONE : field.show(own) };
  return [{ ref: model.ref, fact: field.name, group: field.group, ours, theirs, agreed }];
}

/** Who called a model live before the day of its end was right then. */
function isOutdated({ name }: Field, value: unknown, model: Model, { datedAt }: DataSet): boolean {
  if (name !== "status" || value !== "live" || datedAt === undefined) return false;
  return [model.deprecatedAt, model.retiresAt].some((end) => end !== undefined && end > datedAt);
}

/** Of two data sets either may say less than the other. */
export function agreeBothWays(field: Field, a: unknown, b: unknown): boolean {
  return field.agree(a, b) || field.agree(b, a);
}

function unknownThere(
  model: Model,
  { openModels }: Provider,
  sets: readonly DataSet[],
  on: string,
): Disagreement | undefined {
  if (!isLiveOn(model, on) || openModels) return undefined;
  const theirs = sets.flatMap((set): Stated[] => {
    const isAsked = set.covers(model.provider) === "own" && listsModels(set);
    if (!isAsked || !couldKnow(set, model, sets)) return [];
    const differs = set.find(model) === undefined;
    return [{ source: set.id, ...(differs ? IS_NOT : { value: model.id, text: HERE }), differs }];
  });
  if (!theirs.some(({ differs }) => differs)) return undefined;
  return {
    ref: model.ref,
    fact: "unknown-there",
    group: "ids",
    ours: { value: model.id, text: HERE },
    theirs,
    agreed: theirs.every(({ differs }) => differs),
  };
}

/** The list of what ends is no list of what there is. */
function listsModels({ adapter }: DataSet): boolean {
  return adapter !== "sdk-lifecycle";
}

/**
 * Whether a data set could know a model: not when it came after the day of the data, nor when nobody says
 * when it came and a newer data set has it.
 */
function couldKnow(set: DataSet, model: Model, sets: readonly DataSet[]): boolean {
  const { datedAt } = set;
  if (datedAt === undefined) return true;
  if (model.releasedAt !== undefined) return model.releasedAt <= datedAt;
  return !sets.some(
    (other) =>
      listsModels(other) && (other.datedAt ?? "") > datedAt && other.find(model) !== undefined,
  );
}

/**
 * The day on which a model was first not offered any more, by the data sets that say what is a model to
 * talk to: none of them has it as a live one, and two know that provider or one says that it is
 * deprecated. `undefined`: it is offered, or nobody can tell. What no data set ever knew is not theirs to
 * retire.
 */
export function goneSince(model: Model, sets: readonly DataSet[]): string | undefined {
  if (model.verifiedAt === undefined && model.sources === undefined) return undefined;
  const telling = sets.filter((set) => tellsOf(set, model.provider) && couldKnow(set, model, sets));
  const statuses = telling.map((set) => set.find(model)?.facts.status);
  if (statuses.some((status) => status !== undefined && status !== "deprecated")) return undefined;
  if (telling.length < 2 && !statuses.includes("deprecated")) return undefined;
  return telling
    .flatMap(({ datedAt }) => datedAt ?? [])
    .sort()
    .at(-1);
}

/** Whether a data set says of a provider's models which are there to talk to. */
function tellsOf(set: DataSet, provider: string): boolean {
  return (
    set.covers(provider) === "own" && set.statementsOf(provider).some(({ chat }) => chat === true)
  );
}

function missingHere(
  registry: Registry,
  { id: provider, openModels }: Provider,
  sets: readonly DataSet[],
): Disagreement[] {
  if (openModels) return [];
  const ours = registry.models.filter((model) => model.provider === provider);
  const names = new Set(ours.flatMap(({ id, aliases }) => [id, ...aliases]));
  return newModels(provider, sets)
    .filter(({ id }) => !names.has(id))
    .map(({ id, known }) => ({
      ref: `${provider}/${id}`,
      fact: "missing-here",
      group: "ids",
      ours: IS_NOT,
      theirs: known.map(({ set }) => ({ source: set.id, value: id, text: HERE, differs: true })),
      agreed: true,
    }));
}

/** A model that data sets say is one to talk to. */
export interface NewModel {
  readonly id: string;
  readonly known: readonly Known[];
}

/**
 * Live models to talk to of a provider: those of the newest data set that has it and says what a model
 * is for, and those that two have.
 */
export function newModels(provider: string, sets: readonly DataSet[]): readonly NewModel[] {
  const asked = sets.filter((set) => set.covers(provider) === "own" && listsModels(set));
  const telling = asked.filter((set) => tellsOf(set, provider));
  const newest = telling.reduce<DataSet | undefined>(
    (best, set) => ((best?.datedAt ?? "") < (set.datedAt ?? "") || !best ? set : best),
    undefined,
  );
  const ids = new Set(
    telling.flatMap((set) =>
      set
        .statementsOf(provider)
        .filter(isLiveChat)
        .map(({ id }) => id),
    ),
  );
  return [...ids]
    .filter((id) => specialPurpose(id) === undefined)
    .map((id) => ({
      id,
      known: knownOf({ provider, id, aliases: [] }, sets),
    }))
    .filter(({ known }) => {
      const live = known.filter(
        ({ set, statement }) => asked.includes(set) && statement.facts.status !== "deprecated",
      );
      return live.length > 1 || live.some(({ set }) => set === newest);
    });
}

function isLiveChat({ chat, facts }: Statement): boolean {
  return chat === true && facts.status !== "deprecated";
}

function uncompared(registry: Registry, sets: readonly DataSet[]): Uncompared[] {
  const providers = registry.providers.flatMap(({ id, billing }): Uncompared[] => {
    if (!sets.some((set) => set.covers(id))) {
      return [{ what: id, reason: "no data set has it" }];
    }
    return billing.currency === "USD"
      ? []
      : [{ what: `prices of ${id}`, reason: `data sets have dollars, not ${billing.currency}` }];
  });
  const ignored = sets.flatMap((set) =>
    set.ignores.map(({ provider, facts, reason }) => ({
      what: `${facts.join(", ")} of ${escapeControls(provider)} in ${set.id}`,
      reason,
    })),
  );
  return [...providers, ...ignored];
}
