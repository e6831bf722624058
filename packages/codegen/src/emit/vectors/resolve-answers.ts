import type { Model } from "../../layers/model.ts";
import type { Provider } from "../../layers/provider.ts";
import type { Registry } from "../../registry/model.ts";
import { utcDay } from "../../text/utc-time.ts";
import type { ModelsByName, ModelsByRef } from "./models-by-ref.ts";
import type { Vector } from "./vectors-shape.ts";

export type Question = Omit<Vector<"resolve">, "name" | "resolution">;
type Resolution = Vector<"resolve">["resolution"];
type Step = Resolution["steps"][number];
type Reason = Exclude<Step["reason"], null>;

/** Which model a profile is to run on, and why. */
export type Answers = (question: Question) => Resolution;

/** A model as a provider is asked for it. */
interface Target {
  readonly provider: Provider;
  readonly model: Model | undefined;
  readonly ref: string;
}

/** Why a candidate is not taken; the rest of its sentence. */
type Skip = readonly [reason: Reason, why: string];

/**
 * The documented order, as a table: pinned, user override, default, fallbacks; the first that is
 * usable is chosen, the others that are stand by.
 */
export function createAnswers(
  registry: Registry,
  byRef: ModelsByRef,
  { slugs, ids }: ModelsByName,
): Answers {
  const profiles = new Map(registry.profiles.map((profile) => [profile.id, profile]));
  const providers = new Map(registry.providers.map((provider) => [provider.id, provider]));
  return ({ profile: id, pinned, userOverride, at, env }) => {
    const profile = profiles.get(id);
    if (profile === undefined) return { kind: "unknown-profile", steps: [] };
    const candidates: (readonly [Step["source"], string])[] = [
      ...(pinned === null ? [] : [["pinned", pinned] as const]),
      ...(userOverride === null
        ? []
        : [["user-override", `${userOverride.provider}/${userOverride.model}`] as const]),
      ["default", profile.defaultModelRef],
      ...profile.fallbackModelRefs.map((ref) => ["fallback", ref] as const),
    ];
    /** Who named it first, by ref. */
    const usable = new Map<string, Step["source"]>();
    /** A candidate, and after one that has ended its successors. */
    const stepsOf = (
      source: Step["source"],
      written: string,
      line: readonly string[],
    ): readonly Step[] => {
      const transport = source === "user-override" ? (userOverride?.transport ?? null) : null;
      const found = locate(written);
      const target = "ref" in found ? found : undefined;
      const required = source === "default" || source === "fallback" ? profile.requires : [];
      const skip =
        "ref" in found ? objection(found, { transport, env, at, required, usable }) : found;
      if (target !== undefined && skip === null) usable.set(target.ref, source);
      const taken = usable.size === 1 ? "chosen" : "alternative";
      const outcome = skip === null ? taken : "skipped";
      const ref = target?.ref ?? null;
      const called = line.length === 0 ? CALLED[source] : `the successor of ${line.at(-1)},`;
      const subject = `${called} ${JSON.stringify(written)}`;
      const means = ref === null || ref === written ? "" : ` (${ref})`;
      const end = outcome === "skipped" ? `is skipped: ${skip?.[1]}` : ENDS[outcome];
      const model = target?.model;
      const step: Step = {
        source,
        written,
        outcome,
        reason: skip?.[0] ?? null,
        ref,
        modelRef: model?.ref ?? null,
        text: `${subject}${means} ${end}`,
      };
      const next =
        target !== undefined && ENDED.includes(skip?.[0] as Reason) ? heirOf(target) : undefined;
      const grown = [...line, ref ?? ""];
      return next === undefined || grown.includes(next)
        ? [step]
        : [step, ...stepsOf(source, next, grown)];
    };
    const steps = candidates.flatMap(([source, written]) => stepsOf(source, written, []));
    return { kind: usable.size > 0 ? "resolved" : "unresolved", steps };
  };

  /** The model that a reference means: a ref or an alias; without a slash a slug, or else an id. */
  function locate(written: string): Target | Skip {
    const slash = written.indexOf("/");
    if (slash < 0) {
      const named = slugs.get(written);
      const models = named === undefined ? (ids.get(written) ?? []) : [named];
      if (models[0] === undefined) {
        return ["unknown-model", `no model has the slug or the id ${JSON.stringify(written)}`];
      }
      if (models.length > 1) return ambiguous(written, models, "");
      return target(providers.get(models[0].provider) as Provider, models[0].id, models[0]);
    }
    const [owner, id] = [written.slice(0, slash), written.slice(slash + 1)];
    const provider = providers.get(owner);
    if (provider === undefined) {
      return ["unknown-provider", `there is no provider ${JSON.stringify(owner)}`];
    }
    const owners = [provider.id, provider.parentRef ?? []].flat();
    const own = owners.flatMap((each) => byRef.get(`${each}/${id}`) ?? [])[0];
    if (own !== undefined) return target(provider, own.id, own);
    const routes = provider.routesTo ?? [];
    const behind = [id, ...routes.map((to) => `${to}/${id}`)]
      .flatMap((ref) => byRef.get(ref) ?? [])
      .filter((model, at, all) => routes.includes(model.provider) && all.indexOf(model) === at);
    if (behind.length > 1) return ambiguous(id, behind, `${provider.id}/`);
    if (behind[0] !== undefined) return target(provider, behind[0].ref, behind[0]);
    if (provider.openModels && id !== "") return target(provider, id, undefined);
    return ["unknown-model", `${provider.displayName} has no model ${JSON.stringify(id)}`];
  }
}

function target(provider: Provider, modelId: string, model: Model | undefined): Target {
  return { provider, model, ref: `${provider.id}/${modelId}` };
}

function ambiguous(id: string, models: readonly Model[], before: string): Skip {
  const refs = models.map(({ ref }) => before + ref).join(" or ");
  return ["ambiguous", `${JSON.stringify(id)} is the id of several models: write ${refs}`];
}

/** Why a model that is known is not taken; `null` when it is. */
function objection(
  { provider, model, ref }: Target,
  {
    transport,
    env,
    at,
    required = [],
    usable,
  }: {
    readonly transport: string | null;
    readonly env: Question["env"];
    readonly at: string;
    readonly required: readonly string[] | undefined;
    readonly usable: ReadonlyMap<string, Step["source"]>;
  },
): Skip | null {
  const { authEnv, displayName: name } = provider;
  const ended = model === undefined ? null : endOf(model, at);
  if (ended !== null) return ended;
  const refused = required.find((word) => (model?.refuses as readonly string[])?.includes(word));
  if (refused !== undefined) {
    return ["refuses", `the profile requires ${refused}, which it refuses`];
  }
  if (transport !== null && transport !== provider.transport) {
    const why = `it asks for the transport ${transport}, but that of ${name} is ${provider.transport}`;
    return ["other-transport", why];
  }
  const isSet = (variable: string) => (env?.[variable] ?? "").trim() !== "";
  if (env !== null && authEnv.length > 0 && !authEnv.some(isSet)) {
    return ["missing-key", `${name} needs a key: set ${authEnv.join(" or ")}`];
  }
  const first = usable.get(ref);
  return first === undefined ? null : ["repeated", `it is the same as ${CALLED[first]}`];
}

/** That a model has ended by a day, and what to use instead. */
function endOf({ deprecatedAt, retiresAt, status, replacedBy }: Model, at: string): Skip | null {
  const day = utcDay(at);
  const instead = replacedBy === undefined ? "" : `; use ${replacedBy}`;
  if (retiresAt !== undefined && retiresAt <= day) {
    return ["retired", `it has been retired since ${retiresAt}${instead}`];
  }
  if (deprecatedAt !== undefined && deprecatedAt <= day) {
    return ["deprecated", `it has been deprecated since ${deprecatedAt}${instead}`];
  }
  return status === "deprecated" && deprecatedAt === undefined
    ? ["deprecated", `it is deprecated${instead}`]
    : null;
}

/** The successor of a model, by way of the same provider. */
function heirOf({ provider, model }: Target): string | undefined {
  if (model?.replacedBy === undefined) return undefined;
  const [owner = "", ...id] = model.replacedBy.split("/");
  if (provider.id === model.provider) return model.replacedBy;
  return [provider.id, ...(owner === provider.parentRef ? [] : [owner]), ...id].join("/");
}

const ENDED: readonly Reason[] = ["deprecated", "retired"];

const CALLED = {
  pinned: "the pinned model",
  "user-override": "the user's override",
  default: "the default",
  fallback: "a fallback",
} as const;

const ENDS = { chosen: "is chosen", alternative: "stands by" } as const;
