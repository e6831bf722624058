import { findTarget, type LookUps, type NoTarget, type Target } from "./find-target.ts";
import type { Capability, Model, Profile, TransportKind } from "./gen/contract.gen.js";
import { lifecycleOf } from "./lifecycle.ts";
import type { Moment } from "./moment.ts";
import type { UserOverride } from "./parse-user-override.ts";

/** What is considered beside the profile itself. */
export interface ResolveOptions {
  /** For this run: a ref, an alias or a slug. Comes before everything else. */
  readonly pinned?: string | undefined;
  /** The user's own choice for all profiles, as {@link parseUserOverride} reads it. */
  readonly userOverride?: UserOverride | undefined;
  /**
   * Environment, such as `process.env`. Models of providers that need a key, and have none of their
   * variables set, are skipped. @default keys are not looked at
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The day for which a model is chosen: who ends later is still live. @default today */
  readonly at?: Moment | undefined;
}

/** Which layer named a model. */
export type ResolutionSource = "pinned" | "user-override" | "default" | "fallback";

/** Why a model was passed over. */
export type SkipReason =
  | NoTarget["reason"]
  /** It is not to be chosen any more. */
  | "deprecated"
  /** It does not answer any more. */
  | "retired"
  /** It is known not to do what the profile requires. */
  | "refuses"
  /** The override names another transport than the provider has. */
  | "other-transport"
  /** Its provider needs a key, and the environment has none. */
  | "missing-key"
  /** The same model came before. */
  | "repeated";

/** A model that a profile can run on. */
export interface Choice extends Target {
  readonly source: ResolutionSource;
}

/** What became of one candidate. */
export interface ResolutionStep {
  readonly source: ResolutionSource;
  /** The reference as it was given. */
  readonly written: string;
  readonly outcome: "chosen" | "alternative" | "skipped";
  /** Why it was skipped. */
  readonly reason?: SkipReason;
  /** What it means, if it means something: `provider/modelId`. */
  readonly ref?: string;
  /** Ref of the model of the registry that it is. */
  readonly modelRef?: string;
  /** All of it in words. */
  readonly text: string;
}

/** Which model a profile runs on, and why. */
export type Resolution =
  | ({
      readonly kind: "resolved";
      readonly profile: Profile;
      /** What to run on when the chosen model does not answer, in order. */
      readonly alternatives: readonly Choice[];
      /** Every candidate, in the order in which it was considered. */
      readonly explanation: readonly ResolutionStep[];
    } & Choice)
  | {
      readonly kind: "unresolved";
      readonly profile: Profile;
      readonly explanation: readonly ResolutionStep[];
      /** One sentence: why every candidate was skipped. */
      readonly message: string;
    }
  | {
      readonly kind: "unknown-profile";
      readonly explanation: readonly [];
      readonly message: string;
    };

/**
 * Considers the models that are named for a profile: pinned, then the user's override, then the
 * default, then the fallbacks. The first that is known, live and has its key is chosen.
 */
export function resolveProfile(
  lookUps: LookUps,
  id: string,
  { pinned, userOverride, env, at }: ResolveOptions = {},
): Resolution {
  const profile = lookUps.findProfile(id);
  if (profile === undefined) {
    const message = `there is no profile ${JSON.stringify(id)}`;
    return { kind: "unknown-profile", explanation: [], message };
  }
  const choices: Choice[] = [];
  const explanation: ResolutionStep[] = [];
  const consider = (
    source: ResolutionSource,
    written: string,
    transport?: TransportKind,
    ancestors: readonly string[] = [],
  ) => {
    const found = findTarget(written, lookUps);
    const known = "reason" in found ? undefined : found;
    const required = source === "default" || source === "fallback" ? profile.requires : undefined;
    const skip =
      "reason" in found ? found : objection(found, { transport, env, choices, required, at });
    if (known !== undefined && skip === undefined) choices.push({ source, ...known });
    const outcome =
      skip !== undefined ? "skipped" : choices.length === 1 ? "chosen" : "alternative";
    explanation.push({
      source,
      written,
      outcome,
      ...(skip === undefined ? {} : { reason: skip.reason }),
      ...(known === undefined ? {} : { ref: known.ref }),
      ...(known?.model === undefined ? {} : { modelRef: known.model.ref }),
      text: sentence(source, written, {
        ref: known?.ref,
        outcome: skip === undefined ? outcome : skip,
        ancestor: ancestors.at(-1),
      }),
    });
    const isEnded = skip?.reason === "deprecated" || skip?.reason === "retired";
    const successor = isEnded && known !== undefined ? successorOf(known) : undefined;
    const line = [...ancestors, known?.ref ?? ""];
    if (successor !== undefined && !line.includes(successor)) {
      consider(source, successor, transport, line);
    }
  };

  if (pinned !== undefined) consider("pinned", pinned);
  if (userOverride !== undefined) {
    const { provider, model, transport } = userOverride;
    consider("user-override", `${provider}/${model}`, transport);
  }
  consider("default", profile.defaultModelRef);
  for (const ref of profile.fallbackModelRefs) consider("fallback", ref);

  const [choice, ...alternatives] = choices;
  if (choice === undefined) {
    const why = explanation.map(({ text }) => text).join("; ");
    const message = `profile ${JSON.stringify(id)} has no model to run on: ${why}`;
    return { kind: "unresolved", profile, explanation, message };
  }
  return { kind: "resolved", profile, ...choice, alternatives, explanation };
}

interface Skip {
  readonly reason: SkipReason;
  readonly why: string;
}

/** Why a model that is known is not to be used, if it is not. */
function objection(
  { ref, provider, model }: Target,
  {
    transport,
    env,
    choices,
    required = [],
    at,
  }: {
    readonly transport: TransportKind | undefined;
    readonly env: ResolveOptions["env"];
    readonly choices: readonly Choice[];
    readonly required: readonly Capability[] | undefined;
    readonly at: Moment | undefined;
  },
): Skip | undefined {
  const ended = model && objectionToAge(model, at);
  if (ended !== undefined) return ended;
  const refused = required.find((word) => model?.refuses?.includes(word));
  if (refused !== undefined) {
    return { reason: "refuses", why: `the profile requires ${refused}, which it refuses` };
  }
  if (transport !== undefined && transport !== provider.transport) {
    const why = `it asks for the transport ${transport}, but that of ${provider.displayName} is ${provider.transport}`;
    return { reason: "other-transport", why };
  }
  const names = provider.authEnv;
  if (env !== undefined && names.length > 0 && !names.some((name) => isSet(env, name))) {
    const why = `${provider.displayName} needs a key: set ${names.join(" or ")}`;
    return { reason: "missing-key", why };
  }
  const same = choices.find((choice) => choice.ref === ref);
  return same && { reason: "repeated", why: `it is the same as ${LABELS[same.source]}` };
}

/** What to use in place of a model, at the provider that it was asked of: also of a proxy, or by a parent. */
function successorOf({ provider, model }: Target): string | undefined {
  const ref = model?.replacedBy;
  if (model === undefined || ref === undefined || provider.id === model.provider) return ref;
  const home = `${provider.parentRef ?? ""}/`;
  return `${provider.id}/${ref.startsWith(home) ? ref.slice(home.length) : ref}`;
}

function objectionToAge(model: Model, at: Moment | undefined): Skip | undefined {
  const life = lifecycleOf(model, at);
  if (life.state === "live" || life.state === "retiring") return undefined;
  const { state, since } = life;
  const instead = model.replacedBy === undefined ? "" : `; use ${model.replacedBy}`;
  const when = since === undefined ? `it is ${state}` : `it has been ${state} since ${since}`;
  return { reason: state, why: `${when}${instead}` };
}

function isSet(env: Readonly<Record<string, string | undefined>>, name: string): boolean {
  return Object.hasOwn(env, name) && (env[name] ?? "").trim() !== "";
}

const LABELS: Readonly<Record<ResolutionSource, string>> = {
  pinned: "the pinned model",
  "user-override": "the user's override",
  default: "the default",
  fallback: "a fallback",
};

function sentence(
  source: ResolutionSource,
  written: string,
  {
    ref,
    outcome,
    ancestor,
  }: {
    readonly ref: string | undefined;
    readonly outcome: "chosen" | "alternative" | "skipped" | Skip;
    /** The model that it succeeds. */
    readonly ancestor: string | undefined;
  },
): string {
  const means = ref === undefined || ref === written ? "" : ` (${ref})`;
  const label = ancestor === undefined ? LABELS[source] : `the successor of ${ancestor},`;
  const subject = `${label} ${JSON.stringify(written)}${means}`;
  if (typeof outcome === "object") return `${subject} is skipped: ${outcome.why}`;
  return `${subject} ${outcome === "chosen" ? "is chosen" : "stands by"}`;
}
