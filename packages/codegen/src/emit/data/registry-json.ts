import { createHash } from "node:crypto";
import type {
  Model,
  Price,
  PriceTier,
  Profile,
  Provider,
  Rates,
  Registry,
} from "../../registry/model.ts";
import { publishedRegistry } from "../../registry/published.ts";
import { SCHEMA_VERSION } from "../../registry/schema-version.ts";
import { draft07 } from "../draft-07.ts";
import type { Emitter, OutputFile } from "../emitter.ts";

/** `registry.json`: the facts for readers in other languages, and the schema that it follows. */
export const registryJson: Emitter = {
  name: "registry-json",
  emit(registry, { contentHash }) {
    const head = JSON.stringify({ schemaVersion: SCHEMA_VERSION, contentHash }).slice(1, -1);
    return [
      file("registry.json", `{${head},\n${publishedFacts(registry)}}\n`),
      file("registry.schema.json", `${JSON.stringify(draft07(publishedRegistry), null, 2)}\n`),
    ];
  },
};

/**
 * Hash over what the three files mean: their comments, their order and their spelling do not count,
 * every published fact does.
 */
export function contentHash(registry: Registry): string {
  return `sha256-${createHash("sha256").update(publishedFacts(registry)).digest("hex")}`;
}

const published = new WeakMap<Registry, string>();

/** The three lists as JSON, a line a record: a pull request shows which ones changed. */
function publishedFacts(registry: Registry): string {
  let text = published.get(registry);
  if (text === undefined) {
    text = Object.entries({
      providers: registry.providers.map(publishProvider),
      models: registry.models.map(publishModel),
      profiles: registry.profiles.map(publishProfile),
    })
      .map(([name, list]) => `"${name}":[\n${list.map((r) => JSON.stringify(r)).join(",\n")}\n]`)
      .join(",\n");
    published.set(registry, text);
  }
  return text;
}

function publishProvider(provider: Provider) {
  return {
    id: provider.id,
    displayName: provider.displayName,
    endpoint: provider.endpoint,
    authScheme: provider.authScheme,
    authEnv: provider.authEnv,
    protocol: provider.protocol,
    transport: provider.transport,
    apiVersion: provider.apiVersion ?? null,
    retry: provider.retry,
    rateLimitRpm: provider.rateLimitRpm ?? null,
    billing: { account: null, ...provider.billing },
    openModels: provider.openModels,
    parentRef: provider.parentRef ?? null,
    routesTo: provider.routesTo ?? [],
    docsUrl: provider.docsUrl ?? null,
    notes: provider.notes ?? null,
  };
}

function publishModel(model: Model) {
  return {
    ref: model.ref,
    provider: model.provider,
    id: model.id,
    slug: model.slug,
    displayName: model.displayName,
    aliases: model.aliases,
    contextWindow: model.contextWindow,
    maxOutputTokens: model.maxOutputTokens ?? null,
    capabilities: model.capabilities ?? null,
    input: model.input ?? null,
    price: publishPrice(model.price),
    verifiedAt: model.verifiedAt ?? null,
    deprecatedAt: model.deprecatedAt ?? null,
    replacedBy: model.replacedBy ?? null,
    sourceUrl: model.sourceUrl ?? null,
    notes: model.notes ?? null,
  };
}

/** A price as JSON has it: with every key. */
export function publishPrice(price: Price) {
  return {
    kind: price.kind,
    ...publishRates(price.kind === "known" ? price : undefined),
    tiers: price.kind === "known" ? (price.tiers ?? []).map(publishTier) : [],
  };
}

function publishTier(tier: PriceTier) {
  const { aboveInputTokens, input, output } = tier;
  return { aboveInputTokens, ...publishRates(tier), input, output };
}

function publishRates(rates: Rates | undefined) {
  return {
    input: rates?.input ?? null,
    output: rates?.output ?? null,
    cacheRead: rates?.cacheRead ?? null,
    cacheWrite5m: rates?.cacheWrite5m ?? null,
    cacheWrite1h: rates?.cacheWrite1h ?? null,
  };
}

function publishProfile(profile: Profile) {
  return {
    id: profile.id,
    role: profile.role,
    caps: profile.caps,
    capsTokens: profile.capsTokens,
    defaultModelRef: profile.defaultModelRef,
    fallbackModelRefs: profile.fallbackModelRefs,
    description: profile.description,
    systemPromptRef: profile.systemPromptRef ?? null,
    manifestPath: profile.manifestPath ?? null,
  };
}

function file(path: string, text: string): OutputFile {
  return { target: "data", path, text };
}
