import { refsOf } from "../../edit/find-record.ts";
import type { OpenRegistry } from "../../edit/open-registry.ts";
import { type Layer, layers } from "../../layers/layer-names.ts";
import type { Model } from "../../layers/model.ts";
import { pages } from "../../layers/pages.ts";
import type { Provider, WrittenProvider } from "../../layers/provider.ts";
import { priceKeys } from "../../layers/rates.ts";
import type { ProtocolName } from "../../layers/vocabulary.ts";
import { deriveProtocol, urlOf } from "../../registry/derive.ts";
import { endpointsOf } from "../../registry/endpoint.ts";
import type { TomlValue } from "../../source/edit.ts";
import type {
  Dropped,
  Imported,
  ImportedModel,
  ImportedProvider,
  Table,
} from "../../sources/imports/imported.ts";
import { modelRecords } from "../../sources/imports/model-record.ts";
import { namesOf } from "../../sources/provider-names.ts";
import { type Change, fillModel, isEqual, shown } from "./fill-model.ts";
import { type Addition, writeTexts } from "./write-texts.ts";

/** What comes of a registry and a file. */
export interface Merged {
  readonly changes: readonly Change[];
  readonly dropped: readonly Dropped[];
  readonly texts: ReadonlyMap<Layer, string>;
  /** Records that are new, by layer, in the order of their files. */
  readonly added: ReadonlyMap<Layer, ReadonlySet<string>>;
}

/**
 * A registry with what a file has beside it: what is not there is added, what the registry leaves out is
 * filled in, and what it says otherwise stays and is told.
 *
 * @param without Records that are left out, as `layer:name`.
 */
export function merge(
  registry: OpenRegistry,
  imported: Imported,
  without: ReadonlyMap<string, string>,
): Merged {
  const dropped: Dropped[] = [...imported.dropped];
  const changes: Change[] = [];
  const additions = new Map<Layer, Addition[]>(layers.map((layer) => [layer, []]));
  const fills = new Map<number, Readonly<Record<string, TomlValue>>>();
  const add = (layer: Layer, addition: Addition): boolean => {
    const why = without.get(`${layer}:${addition.name}`);
    if (why !== undefined) {
      dropped.push({ what: addition.name, why });
      return false;
    }
    additions.get(layer)?.push(addition);
    changes.push({ ref: addition.name, fact: layer, from: undefined, to: addition.record });
    return true;
  };

  const servers = mergeProviders(registry, imported.providers, add, dropped);
  const refs = new Map<string, string>();
  const { models, providers } = registry.inspection.resolved.registry;
  const byRef = new Map(models.flatMap((model) => namesOfModel(model).map((ref) => [ref, model])));
  for (const each of imported.models) {
    const target = servers.has(each.provider)
      ? servers.get(each.provider)
      : existing(providers, each.provider);
    if (target === undefined) {
      const why = servers.has(each.provider)
        ? "its provider is left out"
        : "the file does not say where its provider is, and the registry has none of that name";
      dropped.push({ what: `${each.provider}/${each.id}`, why });
      continue;
    }
    const model = { ...each, provider: target.id };
    const ref = `${target.id}/${each.id}`;
    const { record, rows } = recordsOf(model, target, dropped);
    const known = byRef.get(ref);
    if (known === undefined) {
      if (!add("model", { name: ref, record })) continue;
    } else fillModel(registry, known, record, { fills, changes, dropped });
    refs.set(`${each.provider}/${each.id}`, known?.ref ?? ref);
    mergeRows(registry, rows, known?.ref ?? ref, { add, dropped });
  }
  mergeProfiles(registry, imported, refs, { add, dropped });
  const priced = new Set(
    imported.models.flatMap(({ provider, facts }) => (facts.prices ? [provider] : [])),
  );
  for (const { ref, fact, to } of changes) {
    if (fact !== "provider" || priced.has(ref)) continue;
    // What bills nothing has no currency to assume.
    if ((to as Table)["billing_currency"] !== "USD") continue;
    const why = "the file has no prices: USD by the token is assumed";
    dropped.push({ what: `${ref} billing_currency`, why });
  }
  return {
    changes,
    dropped,
    texts: writeTexts(registry, additions, fills),
    added: namesIn(additions),
  };
}

function namesOfModel({ ref, provider, aliases }: Model): readonly string[] {
  return [ref, ...aliases.map((alias) => `${provider}/${alias}`)];
}

/** A provider that models go to: what is known of it. */
interface Target {
  readonly id: string;
  readonly protocol: ProtocolName | undefined;
  readonly protocols: ReadonlySet<string>;
  /** Keys of prices are written in dollars, where the provider bills in them by the token. */
  readonly isPriced: boolean;
}

type Add = (layer: Layer, addition: Addition) => boolean;

/** Where the models of each provider of the file go; `undefined`: nowhere. */
function mergeProviders(
  registry: OpenRegistry,
  imported: readonly ImportedProvider[],
  add: Add,
  dropped: Dropped[],
): Map<string, Target | undefined> {
  const { providers } = registry.inspection.resolved.registry;
  const targets = new Map<string, Target | undefined>();
  for (const { id, record, remark } of imported) {
    const stated = endpointsIn(record);
    const own =
      providers.find((each) => each.id === id) ??
      providers.find((each) => namesOf(id).includes(each.id));
    if (own === undefined) {
      const [protocol] = stated.keys();
      const target = { id, protocol, protocols: new Set(stated.keys()), isPriced: true };
      targets.set(id, add("provider", { name: id, record, remark }) ? target : undefined);
      continue;
    }
    const ours = new Map(endpointsOf(own).map(({ protocol, text }) => [protocol as string, text]));
    for (const [protocol, url] of stated) {
      const text = ours.get(protocol);
      if (text === url) continue;
      dropped.push({
        what: `${own.id} endpoint`,
        why: `the file has ${url} for ${protocol}, the registry ${text ?? "none"}, which stays`,
      });
    }
    const hosts = new Set([...ours.values()].map(hostOf));
    const isSame = [...stated.values()].some((url) => hosts.has(hostOf(url)));
    targets.set(id, isSame ? targetOf(own) : undefined);
    if (!isSame) {
      const why =
        "the registry has a provider of that name at another host: its models are left out";
      dropped.push({ what: id, why });
    }
  }
  return targets;
}

function existing(providers: readonly Provider[], name: string): Target | undefined {
  const own = namesOf(name).flatMap((each) => providers.find(({ id }) => id === each) ?? [])[0];
  return own && targetOf(own);
}

function targetOf(own: Provider): Target {
  return {
    id: own.id,
    protocol: own.protocol,
    protocols: new Set(endpointsOf(own).map(({ protocol }) => protocol)),
    isPriced:
      own.billing.currency === "USD" &&
      own.billing.mode !== "free" &&
      own.billing.mode !== "subscription",
  };
}

/** By protocol, that of the provider itself first. */
function endpointsIn(record: Table): Map<ProtocolName, string> {
  const { endpoint, auth_scheme, protocol } = record as unknown as WrittenProvider;
  const main = protocol ?? deriveProtocol({ endpoint, auth_scheme }) ?? "openai-chat";
  const others = Object.entries((record["endpoints"] ?? {}) as Readonly<Record<string, string>>);
  return new Map([[main, endpoint], ...(others as [ProtocolName, string][])]);
}

function hostOf(url: string): string {
  return urlOf(url)?.host ?? (url.split(/[/?]/)[0] as string);
}

/** A model's records as its provider needs them. */
function recordsOf(
  model: ImportedModel,
  target: Target,
  dropped: Dropped[],
): { readonly record: Table; readonly rows: readonly Table[] } {
  const protocols = model.protocols?.filter((each) => target.protocols.has(each)) ?? [];
  const lacking = model.protocols?.filter((each) => !target.protocols.has(each)) ?? [];
  const ref = `${target.id}/${model.id}`;
  if (lacking.length > 0) {
    const why = `the provider has no endpoint for ${lacking.join(", ")}`;
    dropped.push({ what: `${ref} protocols`, why });
  }
  const isDefault = protocols.length === 0 || protocols.join() === target.protocol;
  const { protocols: _, ...others } = model;
  const records = modelRecords(isDefault ? others : { ...others, protocols });
  dropped.push(...records.dropped);
  if (target.isPriced) return { record: records.model, rows: records.rows };
  const plain = Object.entries(records.model).filter(([key]) => !PRICES.has(key));
  if (plain.length < Object.keys(records.model).length) {
    const why = "the provider does not bill in dollars by the token";
    dropped.push({ what: `${ref} price`, why });
  }
  return { record: Object.fromEntries(plain), rows: [] };
}

const PRICES: ReadonlySet<string> = new Set([...priceKeys, "price_tiers", "fees"]);

function mergeRows(
  registry: OpenRegistry,
  rows: readonly Table[],
  ref: string,
  { add, dropped }: { readonly add: Add; readonly dropped: Dropped[] },
): void {
  for (const written of rows) {
    const row = { ...written, model_ref: ref };
    const tier = written["service_tier"];
    const own = registry
      .recordsOf("price")
      .find(
        (each) =>
          each["model_ref"] === ref && each["service_tier"] === tier && each["to"] === undefined,
      );
    if (own === undefined)
      add("price", { name: `${ref} service_tier=${String(tier)}`, record: row });
    else if (
      PRICE_ROW.some(
        (key) => row[key as never] !== undefined && !isEqual(key, own[key], row[key as never]),
      )
    ) {
      const why = "the registry has another price for it, which stays";
      dropped.push({ what: `${ref} service_tier=${String(tier)}`, why });
    }
  }
}

const PRICE_ROW = [...priceKeys, "price_tiers"];

function mergeProfiles(
  registry: OpenRegistry,
  { profiles }: Imported,
  refs: ReadonlyMap<string, string>,
  { add, dropped }: { readonly add: Add; readonly dropped: Dropped[] },
): void {
  const known = new Set(registry.recordsOf("model").flatMap(refsOf));
  const find = (ref: string) => refs.get(ref) ?? (known.has(ref) ? ref : undefined);
  for (const { id, record } of profiles) {
    const wanted = [
      record["default_model_ref"],
      ...((record["fallback_model_refs"] ?? []) as readonly string[]),
    ].map(String);
    const found = wanted.flatMap((ref) => find(ref) ?? []);
    for (const ref of wanted.filter((each) => find(each) === undefined)) {
      dropped.push({ what: `${id} ${ref}`, why: "that model is left out" });
    }
    const [first, ...others] = [...new Set(found)];
    if (first === undefined) {
      dropped.push({ what: id, why: "none of its models is imported" });
      continue;
    }
    const { fallback_model_refs: _, ...rest } = record;
    const next = {
      ...rest,
      default_model_ref: first,
      ...(others.length === 0 ? {} : { fallback_model_refs: others }),
    };
    const own = registry.recordsOf("profile").find((each) => each["id"] === id);
    if (own === undefined) {
      const order = Object.keys(pages.profile.record.shape);
      const sorted = Object.fromEntries(
        Object.entries(next).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)),
      );
      add("profile", { name: id, record: sorted });
      continue;
    }
    for (const key of ["default_model_ref", "fallback_model_refs", "effort"] as const) {
      const value = (next as Table)[key];
      if (value === undefined || JSON.stringify(own[key]) === JSON.stringify(value)) continue;
      dropped.push({
        what: `${id} ${key}`,
        why: `the file has ${shown(key, value)}, the registry ${shown(key, own[key] ?? "none")}, which stays`,
      });
    }
  }
}

function namesIn(
  additions: ReadonlyMap<Layer, readonly Addition[]>,
): ReadonlyMap<Layer, ReadonlySet<string>> {
  return new Map(
    [...additions].map(([layer, all]) => [layer, new Set(all.map(({ name }) => name))]),
  );
}
