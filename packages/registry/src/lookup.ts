import type { Cost, CostOptions } from "./cost.ts";
import { createRegistry } from "./create-registry.ts";
import type { Estimate, Workload } from "./estimate.ts";
import type { ModelQuery } from "./find-models.ts";
import type { Model, Profile, Provider } from "./gen/contract.gen.js";
import type {
  DeprecatedModelAlias,
  EndingCalls,
  LiveModelRef,
  ModelAlias,
  ModelRef,
  ProfileId,
  Profiles,
  ProviderId,
  Providers,
} from "./gen/index.gen.js";
import * as tables from "./gen/index.gen.js";
import type { Moment } from "./moment.ts";
import type { Resolution, ResolveOptions } from "./resolve-profile.ts";
import type { Usage } from "./usage.ts";

const registry = /* @__PURE__ */ createRegistry(tables);

/**
 * The provider with this id. Ids that are not known at compile time: {@link findProvider}.
 *
 * @throws RangeError when there is none.
 */
export function getProvider<P extends ProviderId>(id: P): Providers[P] {
  return registry.getProvider(id);
}

/** The provider with this id, or `undefined`. */
export function findProvider(id: string): Provider | undefined {
  return registry.findProvider(id);
}

/** A call with a ref: those of models that end are marked, with the day and the successor. */
type CallOf<Rest extends readonly unknown[], Result> = ((
  ref: LiveModelRef | Exclude<ModelAlias, DeprecatedModelAlias>,
  ...rest: Rest
) => Result) &
  EndingCalls<Rest, Result> &
  ((ref: ModelRef | ModelAlias, ...rest: Rest) => Result);

/**
 * The model with this ref, `provider/id`. Aliases resolve to the model that they mean.
 * Refs that are not known at compile time: {@link findModel}.
 *
 * @throws RangeError when there is none.
 */
export const getModel: CallOf<[], Model<ModelRef>> = (ref: ModelRef | ModelAlias) =>
  registry.getModel(ref);

/** The model with this ref or alias, or `undefined`. */
export function findModel(ref: string): Model<ModelRef> | undefined {
  return registry.findModel(ref);
}

/**
 * Live models of a provider, cheapest output first, unknown prices last: what escalation climbs.
 * Empty for what is no provider.
 *
 * @param options - `at`: the day on which they are live. @default today
 */
export function modelsOf(
  provider: ProviderId | (string & {}),
  options?: { readonly at?: Moment | undefined },
): readonly Model<ModelRef>[] {
  return registry.modelsOf(provider, options);
}

/**
 * Live models that are as asked, in the order that is asked. Facts that are unknown are not said to
 * hold.
 *
 * @throws RangeError for counts that cannot be, and for what is no capability.
 *
 * @example
 * // The three cheapest that are billed per token, have tools and take 200,000 tokens:
 * findModels({ tools: true, minContext: 200_000, metered: true, sort: "cost", limit: 3 });
 */
export function findModels(query?: ModelQuery): readonly Model<ModelRef>[] {
  return registry.findModels(query);
}

/**
 * The agent profile with this id. Ids that are not known at compile time: {@link findProfile}.
 *
 * @throws RangeError when there is none.
 */
export function getProfile<P extends ProfileId>(id: P): Profiles[P] {
  return registry.getProfile(id);
}

/** The agent profile with this id, or `undefined`. */
export function findProfile(id: string): Profile | undefined {
  return registry.findProfile(id);
}

/**
 * The model that an agent profile runs on, and why: the pinned one, else the user's override, else
 * the profile's default, else a fallback. Skipped are those that are unknown, deprecated, or, where
 * `env` is given, lack their key. Nothing is read but what is passed in.
 *
 * @example
 * const resolution = resolveProfile("critic", { pinned: "opus", env: process.env });
 * if (resolution.kind !== "resolved") throw new Error(resolution.message);
 * resolution.ref; // "anthropic/claude-opus-4-7"
 * resolution.explanation[0]?.text; // 'the pinned model "opus" (anthropic/claude-opus-4-7) is chosen'
 */
export function resolveProfile(
  id: ProfileId | (string & {}),
  options?: ResolveOptions,
): Resolution {
  return registry.resolveProfile(id, options);
}

/**
 * What a request to a model costs, in micro-cents of the currency in which its provider bills; `0n`
 * for free models and for those of a subscription; what is missing, when the registry does not know
 * a price that is needed.
 *
 * @throws RangeError when a token count is not a whole number of 0 or more, when the cached parts
 * exceed the input that contains them, or the reasoning the output.
 *
 * @example
 * cost("anthropic/claude-sonnet-4-6", { inputTokens: 100_000, outputTokens: 50_000 });
 * // { kind: "known", total: 105000000n, currency: "USD", parts: { input: 30000000n, output: 75000000n }, row: "standard" }
 */
export const cost: CallOf<[usage: Usage, options?: CostOptions], Cost> = (
  ref: ModelRef | ModelAlias,
  usage: Usage,
  options?: CostOptions,
) => registry.cost(ref, usage, options);

/**
 * What a number of equal requests costs, priced one by one: a tier for long input is reached by a
 * request, not by a month. Says which limit of the model one request exceeds, if it does.
 *
 * @throws RangeError for counts that cannot be, and a share that is not from 0 to 1.
 *
 * @example
 * estimate("google/gemini-2.5-pro", { requests: 1_000, inputTokens: 10_000, outputTokens: 1_000 });
 */
export const estimate: CallOf<[workload: Workload, options?: CostOptions], Estimate> = (
  ref: ModelRef | ModelAlias,
  workload: Workload,
  options?: CostOptions,
) => registry.estimate(ref, workload, options);
