import type { Model } from "../layers/model.ts";
import { isEnding, isLiveOn } from "../registry/ending.ts";
import type { Registry } from "../registry/model.ts";
import { namesOf } from "../sources/provider-names.ts";

/** How far a name is gone: `renamed` is another name of a model that is there. */
export const endingStates = ["retired", "deprecated", "retiring", "renamed"] as const;

/** One of {@link endingStates}. */
export type EndingState = (typeof endingStates)[number];

/** A model whose name has to go from where it is used. */
export interface Ending {
  readonly model: Model;
  readonly state: EndingState;
  /** Model to use instead: the first of those that replace it that does not end, or the last that is live. */
  readonly successor: Model | undefined;
}

/** What a text in the place of a model's name says. */
export interface Meaning {
  /** Absent where several models have the name, and would be replaced by different ones. */
  readonly ending: Ending | undefined;
  /** All that the name may mean; more than one where its place does not tell the provider. */
  readonly candidates: readonly Ending[];
  /** The text to write instead; absent where it is not known, or {@link note} says why not. */
  readonly written: string | undefined;
  /** Why a successor that is known cannot stand there. */
  readonly note: string | undefined;
}

/** Where a name stands. */
export interface NamePlace {
  /**
   * Provider whose model it names, in anybody's spelling; `undefined`: the place does not say. One that the
   * registry does not have may serve any model under any name, so nothing is known of it.
   */
  readonly provider?: string | undefined;
  /** Whether only refs of the registry stand there, so that another name of a model is an old one. */
  readonly isRef?: boolean | undefined;
}

/** Which models are looked for. */
export interface EndingOptions {
  /** ISO date on which a model is retired or not. */
  readonly day: string;
  /** Last ISO date on which a model may end that is found. @default any */
  readonly until?: string | undefined;
  /** Ids of providers whose models are found. @default all */
  readonly providers?: readonly string[] | undefined;
  /** Refs or ids of models that are found. @default all */
  readonly models?: readonly string[] | undefined;
}

/** The names of models that end. */
export interface Endings {
  /** What a text says in a place; `undefined`: no model that ends. */
  find(text: string, place: NamePlace): Meaning | undefined;
  /** Whether a text may have a name that ends: one that has none need not be parsed. */
  isIn(text: string): boolean;
  /** Ids of the providers that have a model of this name: an id, a ref or an alias. */
  providersOf(name: string): readonly string[];
  /** Id of the provider that answers at a URL; `undefined` when the registry has none there. */
  providerAt(url: string): string | undefined;
}

/** Looks for the models of a registry that end. */
export function createEndings(registry: Registry, options: EndingOptions): Endings {
  const byRef = new Map(registry.models.map((model) => [model.ref, model]));
  const providers = new Set(registry.providers.map(({ id }) => id));
  const spelled = new Map<string, string>();
  for (const id of providers) {
    for (const name of namesOf(id)) spelled.set(name, providers.has(name) ? name : id);
  }
  const byName = new Map<string, Model[]>();
  for (const model of registry.models) {
    for (const name of [model.id, ...model.aliases]) {
      byName.set(name, [...(byName.get(name) ?? []), model]);
    }
  }
  const endings = new Map<Model, Ending>();
  for (const model of registry.models) {
    const state = stateOf(model, options);
    if (state === undefined || !isWanted(model, options)) continue;
    endings.set(model, { model, state, successor: successorOf(model, byRef, options.day) });
  }
  const isAlias = (model: Model, name: string) => model.id !== name;
  // Dated ids are aliases: where refs alone stand, they are looked for as well.
  const wanted = [...byName].flatMap(([name, models]) =>
    models.some((model) => endings.has(model) || (isAlias(model, name) && isWanted(model, options)))
      ? [name]
      : [],
  );
  const hosts = new Map<string, string>();
  for (const { id, endpoint } of registry.providers) {
    const host = hostOf(endpoint);
    if (host !== undefined && !hosts.has(host)) hosts.set(host, id);
  }

  const endingOf = (model: Model, name: string, { isRef }: NamePlace): Ending | undefined =>
    endings.get(model) ??
    (isRef === true && isAlias(model, name) && isWanted(model, options)
      ? { model, state: "renamed", successor: model }
      : undefined);

  /** The models that a name may mean, and what is written before their id. */
  function read(text: string, { provider }: NamePlace): { prefix: string; models: Model[] } {
    const own = (id: string | undefined, name: string) =>
      (byName.get(name) ?? []).filter((model) => model.provider === id);
    const owner = provider === undefined ? undefined : spelled.get(normal(provider));
    const direct = own(owner, text);
    if (direct.length > 0 || (provider !== undefined && owner === undefined)) {
      return { prefix: "", models: direct };
    }
    const [, prefix = "", name = ""] = /^([A-Za-z0-9_-]+[/:])(.+)$/.exec(text) ?? [];
    const named = spelled.get(normal(prefix.slice(0, -1)));
    const models = own(named, name);
    if (models.length > 0 && (owner === undefined || owner === named)) return { prefix, models };
    return { prefix: "", models: provider === undefined ? (byName.get(text) ?? []) : [] };
  }

  return {
    find(text, place) {
      const { prefix, models } = read(text, place);
      const name = text.slice(prefix.length);
      const candidates = models.flatMap((model) => endingOf(model, name, place) ?? []);
      // What one provider retires another may go on serving.
      if (candidates.length === 0 || candidates.length < models.length) {
        if (options.providers === undefined || candidates.length === 0) return undefined;
      }
      const written = new Set(candidates.map((each) => writtenOf(each, prefix).written));
      const [first] = candidates;
      if (first === undefined) return undefined;
      if (candidates.length > 1 && written.size > 1) {
        const names = candidates.map(({ model }) => model.provider).join(" and ");
        const note = `${names} have a model of this id: --provider says which is meant`;
        return { ending: undefined, candidates, written: undefined, note };
      }
      return { ending: first, candidates, ...writtenOf(first, prefix) };
    },
    isIn: (text) => wanted.some((name) => text.includes(name)),
    providersOf(name) {
      const named = read(name, {}).models;
      return named.map(({ provider }) => provider);
    },
    providerAt(url) {
      const host = hostOf(url);
      return host === undefined ? undefined : hosts.get(host);
    },
  };
}

/** The successor in the notation that the old name had. */
function writtenOf(
  { model, successor }: Ending,
  prefix: string,
): { readonly written: string | undefined; readonly note: string | undefined } {
  if (successor === undefined) return { written: undefined, note: undefined };
  if (successor.provider === model.provider) {
    return { written: `${prefix}${successor.id}`, note: undefined };
  }
  // Another tool's name of the other provider is not known, and a client has one provider.
  return prefix === `${model.provider}/`
    ? { written: successor.ref, note: undefined }
    : { written: undefined, note: `${successor.ref} is at another provider` };
}

function stateOf(model: Model, { day, until }: EndingOptions): EndingState | undefined {
  if (!isEnding(model)) return undefined;
  const { deprecatedAt, retiresAt } = model;
  if (retiresAt !== undefined && retiresAt <= day) return "retired";
  if (!isLiveOn(model, day)) return "deprecated";
  const end = [deprecatedAt, retiresAt].filter((each) => each !== undefined).sort()[0];
  return until === undefined || end === undefined || end <= until ? "retiring" : undefined;
}

function isWanted({ ref, id, provider }: Model, { providers, models }: EndingOptions): boolean {
  return (
    (providers?.includes(provider) ?? true) &&
    (models === undefined || models.includes(ref) || models.includes(id))
  );
}

function successorOf(
  model: Model,
  byRef: ReadonlyMap<string, Model>,
  day: string,
): Model | undefined {
  const seen = new Set([model]);
  let live: Model | undefined;
  let next = model;
  while (next.replacedBy !== undefined) {
    const found = byRef.get(next.replacedBy);
    if (found === undefined || seen.has(found)) break;
    seen.add(found);
    if (isLiveOn(found, day)) live = found;
    if (!isEnding(found)) break;
    next = found;
  }
  return live;
}

/** `vertex_ai` as `vertex-ai`. */
function normal(provider: string): string {
  return provider.toLowerCase().replaceAll("_", "-");
}

function hostOf(url: string): string | undefined {
  return /^https?:\/\/([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase();
}
