import type { Model, Profile, Provider } from "./gen/contract.gen.js";

/** What references are looked up in. */
export interface LookUps {
  findProvider(id: string): Provider | undefined;
  findModel(ref: string): Model | undefined;
  findProfile(id: string): Profile | undefined;
  allModels(): readonly Model[];
}

/** A model as a provider is asked for it. */
export interface Target {
  /** `provider/modelId`. */
  readonly ref: string;
  readonly provider: Provider;
  /** The id that goes over the wire. */
  readonly modelId: string;
  /**
   * The model of the registry that it is: another provider's behind a proxy, and of a provider that
   * serves its parent's models. Absent: it is not listed, and the provider takes any model.
   */
  readonly model?: Model;
}

/** A reference that means nothing, or too much. */
export interface NoTarget {
  readonly reason: "unknown-provider" | "unknown-model" | "ambiguous";
  /** A sentence without its subject, such as `Anthropic has no model "x"`. */
  readonly why: string;
}

/**
 * What a reference means. `provider/id` is a model or an alias of the provider, of its parent, or of
 * a provider that it routes to; or any id at all, where the provider takes any. Without a slash it is
 * a slug, or else the id of one model alone.
 */
export function findTarget(written: string, lookUps: LookUps): Target | NoTarget {
  const slash = written.indexOf("/");
  if (slash < 0) return findByName(written, lookUps);
  const [providerId, id] = [written.slice(0, slash), written.slice(slash + 1)];
  const provider = lookUps.findProvider(providerId);
  if (provider === undefined) {
    return { reason: "unknown-provider", why: `there is no provider ${quoted(providerId)}` };
  }
  const { parentRef } = provider;
  const own =
    lookUps.findModel(written) ??
    (parentRef === undefined ? undefined : lookUps.findModel(`${parentRef}/${id}`));
  if (own !== undefined) return target(provider, own.id, own);
  const routed = findRouted(provider, id, lookUps);
  if (routed.length > 1) return ambiguous(id, routed, `${provider.id}/`);
  if (routed[0] !== undefined) return target(provider, routed[0].ref, routed[0]);
  if (provider.openModels && id !== "") return target(provider, id);
  return { reason: "unknown-model", why: `${provider.displayName} has no model ${quoted(id)}` };
}

function findByName(name: string, lookUps: LookUps): Target | NoTarget {
  const models = lookUps.allModels();
  const named = models.filter(({ slug }) => slug === name);
  const [model, ...others] =
    named.length > 0
      ? named
      : models.filter(({ id, aliases }) => id === name || aliases.includes(name));
  const provider = model && lookUps.findProvider(model.provider);
  if (model === undefined || provider === undefined) {
    return { reason: "unknown-model", why: `no model has the slug or the id ${quoted(name)}` };
  }
  return others.length > 0
    ? ambiguous(name, [model, ...others])
    : target(provider, model.id, model);
}

/**
 * Models behind a proxy: by ref, or by an id without its provider. Each once, though an alias may look
 * like a ref.
 */
function findRouted({ routesTo = [] }: Provider, id: string, lookUps: LookUps): Model[] {
  const found = [id, ...routesTo.map((to) => `${to}/${id}`)].flatMap((ref) => {
    const model = lookUps.findModel(ref);
    return model !== undefined && routesTo.includes(model.provider) ? model : [];
  });
  return [...new Set(found)];
}

function target(provider: Provider, modelId: string, model?: Model): Target {
  const ref = `${provider.id}/${modelId}`;
  return { ref, provider, modelId, ...(model === undefined ? {} : { model }) };
}

function ambiguous(name: string, models: readonly Model[], prefix = ""): NoTarget {
  const refs = models.map(({ ref }) => prefix + ref).join(" or ");
  return { reason: "ambiguous", why: `${quoted(name)} is the id of several models: write ${refs}` };
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
