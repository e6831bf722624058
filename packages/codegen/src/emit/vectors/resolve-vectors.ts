import type { Model, Profile, Provider, Registry } from "../../registry/model.ts";
import type { Vector } from "../../schema/vectors.ts";
import type { ModelsByRef } from "./models-by-ref.ts";
import { pick, sample } from "./random.ts";

type Question = Omit<Vector<"resolve">, "name" | "resolution">;
type Step = Vector<"resolve">["resolution"]["steps"][number];
type Target = Pick<Step, "ref" | "modelRef">;

/** Profiles, asked with and without a pin, an override and an environment. */
export function resolveVectors(
  registry: Registry,
  byRef: ModelsByRef,
  sampled: readonly Model[],
): Vector<"resolve">[] {
  const answer = createAnswers(registry, byRef);
  const vector = (name: string, asked: Partial<Question> & { profile: string }) => {
    const { profile, pinned = null, userOverride = null, env = null } = asked;
    const question = { profile, pinned, userOverride, env };
    return { name, ...question, resolution: answer(question) };
  };
  const profiles = sample(registry.profiles, ({ id }) => id, "profiles", MOST_PROFILES);
  return [
    ...STRANGERS.map((profile) => vector(`resolve ${JSON.stringify(profile)}`, { profile })),
    ...profiles.flatMap((profile) =>
      questions(profile, registry, sampled).map((asked, index) =>
        vector(`resolve ${profile.id} ${index + 1}`, { profile: profile.id, ...asked }),
      ),
    ),
    ...handCases(registry, sampled).map(([name, asked]) => vector(`resolve: ${name}`, asked)),
  ];
}

/** What is asked of every profile: each layer alone, with keys and without, and all at once. */
function questions(
  profile: Profile,
  { providers }: Registry,
  sampled: readonly Model[],
): Partial<Question>[] {
  const live = sampled.filter(({ deprecatedAt }) => deprecatedAt === undefined);
  const model = (salt: string) => pick(live, ({ ref }) => ref, `${profile.id} ${salt}`);
  const pinned = model("pin")?.ref ?? profile.defaultModelRef;
  const chosen = model("override");
  const userOverride = chosen && { provider: chosen.provider, model: chosen.id, transport: null };
  const keys = providers.flatMap(({ authEnv }) => authEnv);
  const key = pick(keys, (name) => name, `${profile.id} key`);
  const all = Object.fromEntries(keys.map((name) => [name, "set"]));
  return [
    {},
    { env: {} },
    { env: key === undefined ? {} : { [key]: "set" } },
    { pinned },
    { pinned, env: {} },
    ...(userOverride === undefined
      ? []
      : [{ userOverride }, { userOverride, env: all }, { pinned, userOverride, env: {} }]),
  ];
}

/** What goes wrong, or is written in other words; about whatever the registry has of that kind. */
function handCases(
  registry: Registry,
  sampled: readonly Model[],
): (readonly [string, Partial<Question> & { profile: string }])[] {
  const { providers, profiles } = registry;
  const profile = profiles[0]?.id;
  if (profile === undefined) return [];
  const isLive = (model: Model) => model.deprecatedAt === undefined;
  const live = sampled.find(isLive);
  const deprecated = sampled.find((model) => !isLive(model));
  const aliased = sampled.find((model) => isLive(model) && model.aliases.length > 0);
  const open = providers.find(({ openModels }) => openModels);
  const closed = providers.find(({ openModels }) => !openModels);
  const keyed = providers.find(({ authEnv }) => authEnv.length > 0);
  const proxy = providers.find(({ routesTo = [] }) => routesTo.length > 0);
  const routed = sampled.find(
    (model) => isLive(model) && proxy?.routesTo?.includes(model.provider),
  );
  const keyedModel = sampled.find((model) => isLive(model) && model.provider === keyed?.id);
  const transportOf = (id: string | undefined) =>
    providers.find((provider) => provider.id === id)?.transport ?? null;

  const pins: (readonly [string, string | undefined])[] = [
    ["pinned to nothing", ""],
    ["pinned to a slash", "/"],
    ["pinned to a name of a prototype", "__proto__"],
    ["pinned to a model of nobody", "nobody/does-not-exist"],
    ["pinned to a provider without a model", closed && `${closed.id}/`],
    ["pinned to a provider alone", closed?.id],
    ["pinned to a model that its provider does not have", closed && `${closed.id}/does-not-exist`],
    ["pinned by slug", live?.slug],
    ["pinned by the slug of a deprecated model", deprecated?.slug],
    ["pinned by an id that one provider has", bareId(registry, sampled, (count) => count === 1)],
    [
      "pinned by an id that several providers have",
      bareId(registry, sampled, (count) => count > 1),
    ],
    ["pinned by an alias", aliased && `${aliased.provider}/${aliased.aliases[0]}`],
    ["pinned to a deprecated model", deprecated?.ref],
    ["pinned to a model that is not listed, where any may be sent", open && `${open.id}/mine:7b`],
    ["pinned to a path, where any model may be sent", open && `${open.id}/me/mine:7b`],
    ["pinned to nothing, where any model may be sent", open && `${open.id}/`],
    ["pinned to a model behind a proxy", proxy && routed && `${proxy.id}/${routed.ref}`],
    ["pinned to a bare id behind a proxy", proxy && routed && `${proxy.id}/${routed.id}`],
    ["pinned to what a proxy does not reach", proxy && `${proxy.id}/nobody/does-not-exist`],
    ["pinned to the default", profiles[0]?.defaultModelRef],
  ];
  const withOverride = (model: Model | undefined, transport: string | null) =>
    model && {
      provider: model.provider,
      model: model.id,
      transport: transport as "local" | null,
    };
  const others: (readonly [string, Partial<Question>, needed: unknown])[] = [
    [
      "an override with its provider's transport",
      { userOverride: withOverride(live, transportOf(live?.provider)) ?? null },
      live,
    ],
    [
      "an override with another transport",
      {
        userOverride:
          withOverride(
            live,
            transportOf(live?.provider) === "aws-bedrock" ? "local" : "aws-bedrock",
          ) ?? null,
      },
      live,
    ],
    [
      "an override to a deprecated model",
      { userOverride: withOverride(deprecated, null) ?? null },
      deprecated,
    ],
    [
      "a deprecated pin, then an override",
      { pinned: deprecated?.ref ?? null, userOverride: withOverride(live, null) ?? null },
      deprecated && live,
    ],
    [
      "pin and override agree",
      { pinned: live?.ref ?? null, userOverride: withOverride(live, null) ?? null },
      live,
    ],
    [
      "a key that is blank",
      { pinned: keyedModel?.ref ?? null, env: { [keyed?.authEnv[0] ?? ""]: " \t" } },
      keyedModel,
    ],
    [
      "a key that is set",
      { pinned: keyedModel?.ref ?? null, env: { [keyed?.authEnv[0] ?? ""]: "set" } },
      keyedModel,
    ],
  ];
  return [
    ...pins.flatMap(([name, pinned]) =>
      pinned === undefined ? [] : [[name, { profile, pinned }] as const],
    ),
    ...others.flatMap(([name, asked, needed]) =>
      needed === undefined ? [] : [[name, { profile, ...asked }] as const],
    ),
  ];
}

/** An id among some models that is no slug, and that one model has, or several. */
function bareId(
  { models }: Registry,
  sampled: readonly Model[],
  isWanted: (count: number) => boolean,
): string | undefined {
  const slugs = new Set(models.map(({ slug }) => slug));
  return sampled
    .map(({ id }) => id)
    .find((id) => !slugs.has(id) && !id.includes("/") && isWanted(withId(models, id).length));
}

function withId(models: readonly Model[], name: string): readonly Model[] {
  return models.filter(({ id, aliases }) => id === name || aliases.includes(name));
}

/**
 * The documented order, as a table: pinned, user override, default, fallbacks; the first that is
 * usable is chosen, the others that are stand by.
 */
function createAnswers(
  registry: Registry,
  byRef: ModelsByRef,
): (question: Question) => Vector<"resolve">["resolution"] {
  const profiles = new Map(registry.profiles.map((profile) => [profile.id, profile]));
  const providers = new Map(registry.providers.map((provider) => [provider.id, provider]));
  return ({ profile: id, pinned, userOverride, env }) => {
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
    const usable = new Set<string | null>();
    const steps = candidates.map(([source, written]): Step => {
      const wanted = source === "user-override" ? (userOverride?.transport ?? null) : null;
      const found = locate(written);
      const reason = typeof found === "string" ? found : objection(found, wanted, env, usable);
      const target = typeof found === "string" ? NO_TARGET : found.target;
      if (reason !== null) return { source, written, outcome: "skipped", reason, ...target };
      usable.add(target.ref);
      const outcome = usable.size === 1 ? "chosen" : "alternative";
      return { source, written, outcome, reason, ...target };
    });
    return { kind: usable.size > 0 ? "resolved" : "unresolved", steps };
  };

  /** The model that a reference means: a ref or an alias; without a slash a slug, or else an id. */
  function locate(written: string): Found | "unknown-provider" | "unknown-model" | "ambiguous" {
    const slash = written.indexOf("/");
    if (slash < 0) {
      const named = registry.models.find(({ slug }) => slug === written);
      const [model, second] = named === undefined ? withId(registry.models, written) : [named];
      if (model === undefined) return "unknown-model";
      const provider = providers.get(model.provider) as Provider;
      return second === undefined ? found(provider, model.id, model) : "ambiguous";
    }
    const provider = providers.get(written.slice(0, slash));
    const id = written.slice(slash + 1);
    if (provider === undefined) return "unknown-provider";
    const owners = [provider.id, provider.parentRef ?? []].flat();
    const own = owners.flatMap((owner) => byRef.get(`${owner}/${id}`) ?? [])[0];
    if (own !== undefined) return found(provider, own.id, own);
    const routes = provider.routesTo ?? [];
    const behind = [id, ...routes.map((to) => `${to}/${id}`)]
      .flatMap((ref) => byRef.get(ref) ?? [])
      .filter((model) => routes.includes(model.provider));
    if (behind.length > 1) return "ambiguous";
    if (behind[0] !== undefined) return found(provider, behind[0].ref, behind[0]);
    return provider.openModels && id !== "" ? found(provider, id, undefined) : "unknown-model";
  }
}

interface Found {
  readonly provider: Provider;
  readonly model: Model | undefined;
  readonly target: Target;
}

function found(provider: Provider, modelId: string, model: Model | undefined): Found {
  const target = { ref: `${provider.id}/${modelId}`, modelRef: model?.ref ?? null };
  return { provider, model, target };
}

/** Why a model that is known is not taken; `null` when it is. */
function objection(
  { provider, model, target }: Found,
  transport: string | null,
  env: Question["env"],
  usable: ReadonlySet<string | null>,
): Step["reason"] {
  if (model?.deprecatedAt !== undefined) return "deprecated";
  if (transport !== null && transport !== provider.transport) return "other-transport";
  const isSet = (name: string) => (env?.[name] ?? "").trim() !== "";
  const keyless = provider.authEnv.length === 0;
  if (env !== null && !keyless && !provider.authEnv.some(isSet)) return "missing-key";
  return usable.has(target.ref) ? "repeated" : null;
}

const NO_TARGET: Target = { ref: null, modelRef: null };

const MOST_PROFILES = 24;

const STRANGERS = ["", "does-not-exist", "__proto__", "constructor"];
