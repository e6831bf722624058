import type { Model } from "../../layers/model.ts";
import type { Profile } from "../../layers/profile.ts";
import { isEnding } from "../../registry/ending.ts";
import type { Registry } from "../../registry/model.ts";
import { nextDay } from "../../text/utc-time.ts";
import { ASKED } from "./cost-vectors.ts";
import { type ModelsByName, type ModelsByRef, modelsByName } from "./models-by-ref.ts";
import { pick, sample } from "./random.ts";
import { createAnswers, type Question } from "./resolve-answers.ts";
import type { Vector } from "./vectors-shape.ts";

/** Profiles, asked with and without a pin, an override and an environment. */
export function resolveVectors(
  registry: Registry,
  byRef: ModelsByRef,
  sampled: readonly Model[],
): Vector<"resolve">[] {
  const byName = modelsByName(registry.models);
  const answer = createAnswers(registry, byRef, byName);
  const vector = (name: string, asked: Partial<Question> & { profile: string }) => {
    const { profile, pinned = null, userOverride = null, at = ASKED.at, env = null } = asked;
    const question = { profile, pinned, userOverride, at, env };
    return { name, ...question, resolution: answer(question) };
  };
  const profiles = sample(registry.profiles, ({ id }) => id, "profiles", MOST_PROFILES);
  return [
    ...STRANGERS.map((profile) => vector(`resolve ${JSON.stringify(profile)}`, { profile })),
    ...profiles.flatMap((profile) => [
      ...questions(profile, registry, sampled).map((asked, index) =>
        vector(`resolve ${profile.id} ${index + 1}`, { profile: profile.id, ...asked }),
      ),
      ...ends(profile, byRef).map((at) =>
        vector(`resolve ${profile.id} on ${at}`, { profile: profile.id, at }),
      ),
    ]),
    ...handCases(registry, byName, sampled).map(([name, asked]) =>
      vector(`resolve: ${name}`, asked),
    ),
    ...endingCases(registry, byRef).map(([name, asked]) => vector(`resolve: ${name}`, asked)),
  ];
}

/** What is asked of every profile: each layer alone, with keys and without, and all at once. */
function questions(
  profile: Profile,
  { providers }: Registry,
  sampled: readonly Model[],
): Partial<Question>[] {
  const live = sampled.filter((each) => !isEnding(each));
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

/** Days on which one of the models of a profile ends, or its successors do, and the day before the first. */
function ends({ defaultModelRef, fallbackModelRefs }: Profile, byRef: ModelsByRef): string[] {
  const models = [defaultModelRef, ...fallbackModelRefs].flatMap((ref) => lineOf(ref, byRef));
  const days = [...new Set(models.flatMap(endsOf))].sort();
  return days[0] === undefined ? [] : [nextDay(days[0], -1), ...days.slice(0, MOST_ENDS)];
}

function endsOf({ deprecatedAt, retiresAt }: Model): string[] {
  return [deprecatedAt, retiresAt].filter((day) => day !== undefined);
}

/** A model and its successors, each once. */
function lineOf(ref: string, byRef: ModelsByRef): Model[] {
  const line: Model[] = [];
  for (let next: string | undefined = ref; next !== undefined; next = line.at(-1)?.replacedBy) {
    const model = byRef.get(next);
    if (model === undefined || line.includes(model)) break;
    line.push(model);
  }
  return line;
}

/** Models that end, pinned around the days of it: those with the most successors first. */
function endingCases(
  { profiles, models }: Registry,
  byRef: ModelsByRef,
): (readonly [string, Partial<Question> & { profile: string }])[] {
  const profile = profiles[0]?.id;
  if (profile === undefined) return [];
  const lines = models.filter(isEnding).map(({ ref }) => lineOf(ref, byRef));
  const longest = lines.filter((line) => line.length > 2);
  const others = lines.filter((line) => line.length <= 2);
  const asked = [
    ...sample(longest, ([first]) => first?.ref ?? "", "lines", MOST_LINES),
    ...sample(others, ([first]) => first?.ref ?? "", "ends", MOST_LINES),
  ];
  return asked.flatMap((line) => {
    const { ref: pinned, provider, id: model } = line[0] as Model;
    const days = [...new Set(line.flatMap(endsOf))].sort();
    const last = days.at(-1);
    const userOverride = { provider, model, transport: "local" as const };
    const on = (at: string) => [`pinned to ${pinned} on ${at}`, { profile, pinned, at }] as const;
    return [
      ...(days[0] === undefined ? [] : [nextDay(days[0], -1)]).map(on),
      ...days.map(on),
      [`pinned to ${pinned} without a key`, { profile, pinned, at: last ?? ASKED.at, env: {} }],
      [
        `an override to ${pinned} with a transport`,
        { profile, userOverride, at: last ?? ASKED.at },
      ],
    ];
  });
}

/** What goes wrong, or is written in other words; about whatever the registry has of that kind. */
function handCases(
  registry: Registry,
  byName: ModelsByName,
  sampled: readonly Model[],
): (readonly [string, Partial<Question> & { profile: string }])[] {
  const { providers, profiles } = registry;
  const profile = profiles[0]?.id;
  if (profile === undefined) return [];
  const isLive = (model: Model) => !isEnding(model);
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
  const child = providers.find(({ parentRef }) => parentRef !== undefined);
  const transportOf = (id: string | undefined) =>
    providers.find((provider) => provider.id === id)?.transport ?? null;

  const pins: (readonly [string, string | undefined])[] = [
    ["pinned to nothing", ""],
    ["pinned to a slash", "/"],
    ["pinned to a line break and a quote", 'a\n"b"/\tc\\'],
    ["pinned to a name of a prototype", "__proto__"],
    ["pinned to a model of nobody", "nobody/does-not-exist"],
    ["pinned to a provider without a model", closed && `${closed.id}/`],
    ["pinned to a provider alone", closed?.id],
    ["pinned to a model that its provider does not have", closed && `${closed.id}/does-not-exist`],
    ["pinned by slug", live?.slug],
    ["pinned by the slug of a deprecated model", deprecated?.slug],
    ["pinned by an id that one provider has", bareId(byName, sampled, (count) => count === 1)],
    ["pinned by an id that several providers have", bareId(byName, sampled, (count) => count > 1)],
    ["pinned by an alias", aliased && `${aliased.provider}/${aliased.aliases[0]}`],
    ["pinned to a deprecated model", deprecated?.ref],
    ["pinned to a model that is not listed, where any may be sent", open && `${open.id}/mine:7b`],
    ["pinned to a path, where any model may be sent", open && `${open.id}/me/mine:7b`],
    ["pinned to nothing, where any model may be sent", open && `${open.id}/`],
    ["pinned to a model behind a proxy", proxy && routed && `${proxy.id}/${routed.ref}`],
    ["pinned to a bare id behind a proxy", proxy && routed && `${proxy.id}/${routed.id}`],
    ["pinned to what a proxy does not reach", proxy && `${proxy.id}/nobody/does-not-exist`],
    ["pinned to what a parent does not have", child && `${child.id}/does-not-exist`],
    ["pinned to the default", profiles[0]?.defaultModelRef],
  ];
  const names = namesOfOthers(registry, sampled);
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
    ...names.map((pinned) => [`the name ${pinned}`, { profile, pinned }] as const),
    ...others.flatMap(([name, asked, needed]) =>
      needed === undefined ? [] : [[name, { profile, ...asked }] as const],
    ),
  ];
}

/**
 * Names that may mean another provider's model, or those of several: all that models are called by,
 * without their provider, and after a provider that serves them as its own or passes requests on.
 */
function namesOfOthers({ providers }: Registry, sampled: readonly Model[]): string[] {
  const some = (names: readonly string[], seed: string) =>
    sample([...new Set(names)], (name) => name, seed, MOST_NAMES);
  const borrowers = providers.filter(
    ({ parentRef, routesTo }) => parentRef !== undefined || routesTo !== undefined,
  );
  return [
    ...some(
      sampled.flatMap(({ id, aliases }) => [id, ...aliases]).filter((name) => !name.includes("/")),
      "names",
    ),
    ...sample(borrowers, ({ id }) => id, "borrowers", MOST_BORROWERS).flatMap((provider) => {
      const { id: borrower, parentRef, routesTo = [] } = provider;
      const lent = sampled.filter((model) => [parentRef, ...routesTo].includes(model.provider));
      const names = lent.flatMap(({ id, ref, aliases }) => [id, ref, ...aliases]);
      return some(names, borrower).map((name) => `${borrower}/${name}`);
    }),
  ];
}

/** An id among some models that is no slug, and that one model has, or several. */
function bareId(
  { slugs, ids }: ModelsByName,
  sampled: readonly Model[],
  isWanted: (count: number) => boolean,
): string | undefined {
  return sampled
    .map(({ id }) => id)
    .find((id) => !slugs.has(id) && !id.includes("/") && isWanted(ids.get(id)?.length ?? 0));
}

const MOST_PROFILES = 24;
const MOST_NAMES = 24;
const MOST_BORROWERS = 4;
const MOST_ENDS = 3;
const MOST_LINES = 5;

const STRANGERS = ["", "does-not-exist", "__proto__", "constructor"];
