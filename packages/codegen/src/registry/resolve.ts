import type { Written } from "../layers/layer-files.ts";
import type { Layer } from "../layers/layer-names.ts";
import type { WrittenModel, WrittenPriceTier } from "../layers/model.ts";
import type { WrittenProfile } from "../layers/profile.ts";
import type { WrittenProvider } from "../layers/provider.ts";
import {
  type CapsToken,
  capabilities,
  inputModalities,
  type Protocol,
} from "../layers/vocabulary.ts";
import { deriveProtocol, deriveTransport } from "./derive.ts";
import {
  type Billing,
  byCodeUnits,
  type Model,
  type Price,
  type Profile,
  type Provider,
  type Rates,
  type Registry,
} from "./model.ts";

/** Records as the files have them; `undefined` where the shape was wrong. */
export type WrittenRegistry = { readonly [L in Layer]: readonly (Written[L] | undefined)[] };

/** A resolved registry, and where each of its records was written. */
export interface Resolved {
  readonly registry: Registry;
  /** Index of a record in its file. */
  indexOf(record: Provider | Model | Profile): number;
  /** Providers whose protocol could not be derived; they stand in the registry with a guess. */
  readonly underivable: ReadonlySet<Provider>;
}

/** What a provider gets whose protocol is an error: something, so that all rules can run. */
const PLACEHOLDER: Protocol = "openai-chat";

/** Turns the written shape into facts: sentinels into absence, defaults and derived values in. */
export function resolve(written: WrittenRegistry): Resolved {
  const indexes = new Map<object, number>();
  const underivable = new Set<Provider>();

  const collect = <W, R extends object>(
    records: readonly (W | undefined)[],
    make: (w: W) => R,
  ): R[] =>
    records.reduce<R[]>((all, record, index) => {
      if (record === undefined) return all;
      const resolved = make(record);
      indexes.set(resolved, index);
      all.push(resolved);
      return all;
    }, []);

  const providers = collect(written.provider, (record) => {
    const protocol = record.protocol ?? deriveProtocol(record);
    const provider = resolveProvider(record, protocol ?? PLACEHOLDER);
    if (protocol === undefined) underivable.add(provider);
    return provider;
  });
  const billing = new Map(providers.map((provider) => [provider.id, provider.billing]));
  const canonical = canonicalRefs(written.model);
  const models = collect(written.model, (record) =>
    resolveModel(record, billing.get(record.provider_ref), canonical),
  );
  const profiles = collect(written.profile, (record) => resolveProfile(record, canonical));

  return {
    registry: {
      providers: providers.sort((a, b) => byCodeUnits(a.id, b.id)),
      models: models.sort((a, b) => byCodeUnits(a.provider, b.provider) || byCodeUnits(a.id, b.id)),
      profiles: profiles.sort((a, b) => byCodeUnits(a.id, b.id)),
    },
    indexOf: (record) => indexes.get(record) as number,
    underivable,
  };
}

function resolveProvider(record: WrittenProvider, protocol: Protocol): Provider {
  const transport = record.transport ?? deriveTransport(record);
  return {
    id: record.id,
    displayName: record.display_name,
    endpoint: record.endpoint,
    authScheme: record.auth_scheme,
    authEnv: [record.auth_env ?? []].flat().filter((name) => name !== "_"),
    protocol,
    transport,
    ...(record.api_version_header !== undefined && record.api_version_value !== undefined
      ? { apiVersion: { header: record.api_version_header, value: record.api_version_value } }
      : {}),
    retry: { max: record.retry_max, backoffMs: record.retry_backoff_ms },
    ...present("rateLimitRpm", record.rate_limit_rpm || undefined),
    billing: resolveBilling(record.billing_currency),
    openModels: record.open_models ?? transport === "local",
    ...present("parentRef", record.parent_ref),
    ...present("routesTo", record.routes_to && [...record.routes_to].sort(byCodeUnits)),
    ...present("docsUrl", record.docs_url),
    ...present("notes", record.notes || undefined),
  };
}

/** `USD`, `USD-subscription`, `USD-zero`, or `USD-<account>`. */
function resolveBilling(written: string): Billing {
  const currency = written.slice(0, 3);
  const suffix = written.slice(4);
  switch (suffix) {
    case "":
      return { currency, mode: "metered" };
    case "subscription":
      return { currency, mode: "subscription" };
    case "zero":
      return { currency, mode: "free" };
    default:
      return { currency, mode: "account", account: suffix };
  }
}

/** Leads a ref that uses an alias to the model's own ref; leaves every other ref as it is. */
type Canonical = (ref: string) => string;

function canonicalRefs(models: WrittenRegistry["model"]): Canonical {
  const refs = new Map<string, string>();
  for (const model of models) {
    for (const alias of model?.aliases ?? []) {
      refs.set(`${model?.provider_ref}/${alias}`, `${model?.provider_ref}/${model?.id}`);
    }
  }
  return (ref) => refs.get(ref) ?? ref;
}

function resolveModel(
  record: WrittenModel,
  billing: Billing | undefined,
  canonical: Canonical,
): Model {
  return {
    ref: `${record.provider_ref}/${record.id}`,
    provider: record.provider_ref,
    id: record.id,
    slug: record.slug,
    displayName: record.display_name,
    aliases: [...(record.aliases ?? [])].sort(byCodeUnits),
    contextWindow: record.context_window,
    ...present("maxOutputTokens", record.max_output_tokens),
    ...present("capabilities", inOrder(record.capabilities, capabilities)),
    ...present("input", inOrder(record.input, inputModalities)),
    price: resolvePrice(record, billing?.mode ?? "metered"),
    ...present("verifiedAt", record.verified_at || undefined),
    ...present("deprecatedAt", record.deprecated_at || undefined),
    ...present("replacedBy", record.replaced_by && canonical(record.replaced_by)),
    ...present("sourceUrl", record.source_url),
    ...present("notes", record.notes || undefined),
  };
}

/**
 * Both prices 0 is free or covered by the subscription, both absent unknown: but where nothing is
 * billed per token there is nothing to know.
 */
function resolvePrice(record: WrittenModel, mode: Billing["mode"]): Price {
  const input = record.cost_input_per_mtok_micro;
  const output = record.cost_output_per_mtok_micro;
  const unpriced = mode === "free" || mode === "subscription" ? mode : undefined;
  if (input === undefined || output === undefined) return { kind: unpriced ?? "unknown" };
  if (input === 0 && output === 0) return { kind: unpriced ?? "free" };
  const tiers = record.price_tiers?.map((tier) => ({
    aboveInputTokens: tier.above_input_tokens,
    ...ratesOf(tier, tier.cost_input_per_mtok_micro, tier.cost_output_per_mtok_micro),
  }));
  return { kind: "known", ...ratesOf(record, input, output), ...present("tiers", tiers) };
}

/** A cache price of 0 is one that nobody knows: reading a cache is cheap, but not free. */
function ratesOf(record: WrittenModel | WrittenPriceTier, input: number, output: number): Rates {
  return {
    input,
    output,
    ...present("cacheRead", record.cache_read_per_mtok_micro || undefined),
    ...present("cacheWrite5m", record.cache_write_5m_per_mtok_micro || undefined),
    ...present("cacheWrite1h", record.cache_write_1h_per_mtok_micro || undefined),
  };
}

function resolveProfile(record: WrittenProfile, canonical: Canonical): Profile {
  return {
    id: record.id,
    role: record.role,
    caps: record.caps,
    capsTokens: capsTokens(record.caps),
    defaultModelRef: canonical(record.default_model_ref),
    fallbackModelRefs: (record.fallback_model_refs ?? []).map(canonical),
    description: record.description,
    ...present("systemPromptRef", record.system_prompt_ref),
    ...present("manifestPath", record.manifest_path),
  };
}

/** Files are one token however they are written: `RW` means writing, `FS` and `RO` only reading. */
function capsTokens(caps: string): CapsToken[] {
  const words = new Set(caps.split("-"));
  const files = words.has("RW")
    ? "FS-RW"
    : words.has("RO") || words.has("FS")
      ? "FS-RO"
      : undefined;
  const others = (["BASH", "WEB", "AGENT", "PLAN"] as const).filter((word) => words.has(word));
  return files === undefined ? others : [files, ...others];
}

/** A set of words in the order of their vocabulary, however it was written. */
function inOrder<W extends string>(
  words: readonly W[] | undefined,
  vocabulary: Readonly<Record<W, string>>,
): W[] | undefined {
  return words && (Object.keys(vocabulary) as W[]).filter((word) => words.includes(word));
}

/** A property that is there only when its value is. */
function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? NOTHING : ({ [key]: value } as { [P in K]: V });
}

/** One for all: there are some ten of them for each of thousands of models. */
const NOTHING = {};
