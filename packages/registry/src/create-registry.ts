import { byOutputPrice } from "./by-output-price.ts";
import { type Cost, type CostOptions, costAt } from "./cost.ts";
import { type Estimate, estimateCost, type Workload } from "./estimate.ts";
import { findModels, type ModelQuery } from "./find-models.ts";
import type { LookUps } from "./find-target.ts";
import type { Model, PriceHistory, Profile, Provider } from "./gen/contract.gen.js";
import { isLive } from "./lifecycle.ts";
import type { Moment } from "./moment.ts";
import { noSuchId } from "./no-such-id.ts";
import { type Resolution, type ResolveOptions, resolveProfile } from "./resolve-profile.ts";
import type { Usage } from "./usage.ts";

/** The tables that `kei gen` writes: pass the generated module itself. */
export interface RegistryTables {
  /** Providers by id. */
  readonly providers: object;
  /** Models by ref, `provider/id`. */
  readonly models: object;
  /** Refs by the other refs that mean the same model. */
  readonly modelAliases: object;
  /** Agent profiles by id. */
  readonly profiles: object;
  /** Prices of the past, where they are at hand. @default `cost` takes them as an option */
  readonly history?: PriceHistory | undefined;
}

/**
 * Look-ups over one registry. `get…` take ids that the compiler knows, and throw a `RangeError` for
 * one that is not there at run time; `find…` take any string, and answer `undefined`. Names of
 * `Object.prototype` are not there.
 */
export interface RegistryOf<T extends RegistryTables> {
  readonly providers: T["providers"];
  readonly models: T["models"];
  readonly profiles: T["profiles"];
  /** @throws RangeError when there is none. */
  getProvider<P extends keyof T["providers"] & string>(id: P): T["providers"][P];
  findProvider(id: string): Provider | undefined;
  /**
   * Aliases resolve to the model that they mean.
   *
   * @throws RangeError when there is none.
   */
  getModel(ref: RefOf<T>): ModelOf<T>;
  /** Aliases resolve to the model that they mean. */
  findModel(ref: string): ModelOf<T> | undefined;
  /**
   * Live models of a provider, cheapest output first, unknown prices last: what escalation climbs.
   * Empty for what is no provider.
   *
   * @param options - `at`: the day on which they are live. @default today
   */
  modelsOf(
    provider: (keyof T["providers"] & string) | (string & {}),
    options?: { readonly at?: Moment | undefined },
  ): readonly ModelOf<T>[];
  /**
   * Live models that are as asked, in the order that is asked.
   *
   * @throws RangeError for counts that cannot be, and for what is no capability.
   */
  findModels(query?: ModelQuery): readonly ModelOf<T>[];
  /** @throws RangeError when there is none. */
  getProfile<P extends keyof T["profiles"] & string>(id: P): T["profiles"][P];
  findProfile(id: string): Profile | undefined;
  /**
   * The model that a profile runs on: pinned, else the user's override, else the default, else a
   * fallback; the first that is known, live and, where `env` is given, has its key.
   */
  resolveProfile(
    id: (keyof T["profiles"] & string) | (string & {}),
    options?: ResolveOptions,
  ): Resolution;
  /**
   * What a request costs, in the currency in which the provider bills; why, when it is not known.
   *
   * @throws RangeError for counts that cannot be. @see costAt
   */
  cost(ref: RefOf<T>, usage: Usage, options?: CostOptions): Cost;
  /**
   * What a number of equal requests costs, priced one by one; that one of them does not fit the model.
   *
   * @throws RangeError for counts that cannot be.
   */
  estimate(ref: RefOf<T>, workload: Workload, options?: CostOptions): Estimate;
}

/** A model of the registry, which its ref says. */
type ModelOf<T extends RegistryTables> = Model<keyof T["models"] & string>;

type RefOf<T extends RegistryTables> = (keyof T["models"] | keyof T["modelAliases"]) & string;

/**
 * Look-ups over a registry of your own.
 *
 * @example
 * import * as tables from "./gen/index.gen.js"; // written by `kei gen`
 * export const { getModel, modelsOf, cost } = createRegistry(tables);
 */
export function createRegistry<const T extends RegistryTables>(tables: T): RegistryOf<T> {
  const findProvider = (id: string) => own<Provider>(tables.providers, id);
  const findModel = (ref: string) =>
    own<ModelOf<T>>(tables.models, own<string>(tables.modelAliases, ref) ?? ref);
  const findProfile = (id: string) => own<Profile>(tables.profiles, id);
  const allModels = () => Object.values(tables.models as Record<string, ModelOf<T>>);
  const lookUps: LookUps = { findProvider, findModel, findProfile, allModels };
  const getProvider = (id: string) => findProvider(id) ?? thrown("provider", id, tables.providers);

  const cost = (ref: string, usage: Usage, options: CostOptions = {}): Cost => {
    const model = findModel(ref);
    const { history = tables.history, ...rest } = options;
    if (model !== undefined) {
      const { currency } = getProvider(model.provider).billing;
      return costAt(model.price, usage, {
        ...rest,
        currency,
        history: history && own(history, model.ref),
      });
    }
    // Whatever is known of the model: a wrong count is a mistake of the caller's.
    costAt({ kind: "unknown" }, usage, rest);
    return { kind: "unknown", reason: "model", missing: ref };
  };

  const { providers, models, profiles } = tables;

  return {
    providers,
    models,
    profiles,
    getProvider: (id) => getProvider(id) as never,
    findProvider,
    getModel: (ref) =>
      findModel(ref) ?? thrown("model", ref, { ...tables.models, ...tables.modelAliases }),
    findModel,
    modelsOf: (provider, { at } = {}) =>
      allModels()
        .filter((model) => model.provider === provider && isLive(model, at))
        .sort(byOutputPrice),
    findModels: (query = {}) =>
      findModels(allModels(), query, (ref, usage, at) => cost(ref, usage, { at })),
    getProfile: (id) => (findProfile(id) ?? thrown("profile", id, tables.profiles)) as never,
    findProfile,
    resolveProfile: (id, options) => resolveProfile(lookUps, id, options),
    cost,
    estimate: (ref, workload, options) =>
      estimateCost(findModel(ref), workload, (usage) => cost(ref, usage, options)),
  };
}

function thrown(what: string, id: string, table: object): never {
  throw noSuchId(what, id, Object.keys(table));
}

function own<V>(table: object, key: string): V | undefined {
  return Object.hasOwn(table, key) ? (table as Record<string, V>)[key] : undefined;
}
