/// <reference path="./raw.d.ts" />
import manifest from "../../../../registry/rust/Cargo.toml?raw";
import readme from "../../../../registry/rust/README.md?raw";
import auth from "../../../../registry/rust/src/auth.rs?raw";
import cost from "../../../../registry/rust/src/cost.rs?raw";
import derive from "../../../../registry/rust/src/derive.rs?raw";
import ladder from "../../../../registry/rust/src/ladder.rs?raw";
import lib from "../../../../registry/rust/src/lib.rs?raw";
import lookup from "../../../../registry/rust/src/lookup.rs?raw";
import money from "../../../../registry/rust/src/money.rs?raw";
import quoted from "../../../../registry/rust/src/quoted.rs?raw";
import resolve from "../../../../registry/rust/src/resolve.rs?raw";
import target from "../../../../registry/rust/src/target.rs?raw";
import types from "../../../../registry/rust/src/types.rs?raw";
import vocabulary from "../../../../registry/rust/src/vocabulary.rs?raw";
import { byOutputPrice } from "../../registry/ladder.ts";
import {
  byCodeUnits,
  type Model,
  type Price,
  type Profile,
  type Provider,
  type Rates,
  type Registry,
} from "../../registry/model.ts";
import { SCHEMA_VERSION } from "../../registry/schema-version.ts";
import { HEADER, type OutputFile } from "../emitter.ts";
import {
  boolean,
  constant,
  integer,
  none,
  path,
  type Rust,
  slice,
  some,
  string,
  struct,
  table,
} from "./print.ts";

/** What is the same in every crate. It is written by hand, in the crate of `@kei/registry`. */
const fixed = {
  auth,
  cost,
  derive,
  ladder,
  lib,
  lookup,
  money,
  quoted,
  resolve,
  target,
  types,
  vocabulary,
};

/** Everything of a crate: for a registry that has no crate yet. */
export function crateFiles(registry: Registry, contentHash: string): OutputFile[] {
  return [
    { path: "Cargo.toml", text: `${HEADER.replace("//", "#")}\n\n${manifest}` },
    { path: "README.md", text: readme },
    ...Object.entries(fixed).map(([name, text]) => source(name, text)),
    ...factFiles(registry, contentHash),
  ].map((file) => ({ ...file, target: "rust" }));
}

/** What the registry decides, all below `src/generated`: the rest of the crate is there already. */
export function factFiles(registry: Registry, contentHash: string): OutputFile[] {
  const { providers, models, profiles } = registry;
  return [
    source("generated/mod", index(contentHash)),
    tables("providers", [], [table("PROVIDERS", "Provider", providers.map(provider))]),
    tables(
      "models",
      ["crate::lookup::Alias"],
      [
        table("MODELS", "Model", models.map(model)),
        table("ALIASES", "Alias", aliases(models)),
        table("LADDERS", "&[&Model]", ladders(registry)),
      ],
    ),
    tables("profiles", [], [table("PROFILES", "Profile", profiles.map(profile))]),
  ].map((file) => ({ ...file, target: "rustFacts" }));
}

function index(contentHash: string): string {
  return `mod models;
mod profiles;
mod providers;

pub(crate) use models::{ALIASES, LADDERS, MODELS};
pub(crate) use profiles::PROFILES;
pub(crate) use providers::PROVIDERS;

/// Version of the shape of these facts; it goes up when a reader has to change.
pub const SCHEMA_VERSION: u32 = ${SCHEMA_VERSION};

/// Hash of the facts: equal for two builds of the same registry, in every language.
${constant("CONTENT_HASH", "&str", string(contentHash))}
`;
}

function provider(one: Provider): Rust {
  return struct("Provider", {
    id: string(one.id),
    display_name: string(one.displayName),
    endpoint: string(one.endpoint),
    auth_scheme: variant("AuthScheme", one.authScheme),
    auth_env: strings(one.authEnv),
    protocol: variant("Protocol", one.protocol),
    transport: variant("Transport", one.transport),
    api_version: option(one.apiVersion, ({ header, value }) =>
      struct("ApiVersion", { header: string(header), value: string(value) }),
    ),
    retry: struct("Retry", {
      max: integer(one.retry.max),
      backoff_ms: integer(one.retry.backoffMs),
    }),
    rate_limit_rpm: option(one.rateLimitRpm, integer),
    billing: struct("Billing", {
      currency: string(one.billing.currency),
      mode: variant("BillingMode", one.billing.mode),
      account: option(one.billing.account, string),
    }),
    open_models: boolean(one.openModels),
    parent_ref: option(one.parentRef, string),
    routes_to: strings(one.routesTo ?? []),
    docs_url: option(one.docsUrl, string),
    notes: option(one.notes, string),
  });
}

function model(one: Model): Rust {
  return struct("Model", {
    reference: string(one.ref),
    provider: string(one.provider),
    id: string(one.id),
    slug: string(one.slug),
    display_name: string(one.displayName),
    aliases: strings(one.aliases),
    context_window: integer(one.contextWindow),
    max_output_tokens: option(one.maxOutputTokens, integer),
    capabilities: option(one.capabilities, (list) => variants("Capability", list)),
    input: option(one.input, (list) => variants("InputModality", list)),
    price: price(one.price),
    verified_at: option(one.verifiedAt, string),
    deprecated_at: option(one.deprecatedAt, string),
    replaced_by: option(one.replacedBy, string),
    source_url: option(one.sourceUrl, string),
    notes: option(one.notes, string),
  });
}

function price(of: Price): Rust {
  if (of.kind !== "known") return variant("Price", of.kind);
  const tiers = (of.tiers ?? []).map((tier) =>
    struct("PriceTier", {
      above_input_tokens: integer(tier.aboveInputTokens),
      rates: rates(tier),
    }),
  );
  const known = struct("KnownPrice", { rates: rates(of), tiers: slice(tiers) });
  return { kind: "call", name: "Price::Known", argument: known };
}

function rates(of: Rates): Rust {
  return struct("Rates", {
    input: integer(of.input),
    output: integer(of.output),
    cache_read: option(of.cacheRead, integer),
    cache_write_5m: option(of.cacheWrite5m, integer),
    cache_write_1h: option(of.cacheWrite1h, integer),
  });
}

function profile(one: Profile): Rust {
  return struct("Profile", {
    id: string(one.id),
    role: string(one.role),
    caps: string(one.caps),
    caps_tokens: variants("CapsToken", one.capsTokens),
    default_model_ref: string(one.defaultModelRef),
    fallback_model_refs: strings(one.fallbackModelRefs),
    description: string(one.description),
    system_prompt_ref: option(one.systemPromptRef, string),
    manifest_path: option(one.manifestPath, string),
  });
}

/** Other ids of models, sorted by provider and then by id, as Rust compares them: they are ASCII. */
function aliases(models: readonly Model[]): Rust[] {
  return models
    .flatMap(({ provider: of, aliases: ids }, index) => ids.map((id) => ({ of, id, index })))
    .sort((a, b) => byCodeUnits(a.of, b.of) || byCodeUnits(a.id, b.id))
    .map(({ id, index }) => struct("Alias", { id: string(id), model: modelAt(index) }));
}

/** The live models of each provider, in the order of `byOutputPrice` of `@kei/registry`. */
function ladders({ providers, models }: Registry): Rust[] {
  const rungs = new Map<string, { readonly model: Model; readonly index: number }[]>(
    providers.map(({ id }) => [id, []]),
  );
  for (const [index, one] of models.entries()) {
    if (one.deprecatedAt === undefined) rungs.get(one.provider)?.push({ model: one, index });
  }
  return [...rungs.values()].map((list) =>
    slice(list.sort((a, b) => byOutputPrice(a.model, b.model)).map(({ index }) => modelAt(index))),
  );
}

function modelAt(index: number): Rust {
  return path(`&MODELS[${index}]`);
}

/** `None`, or `Some` of what a value is printed as. */
function option<T>(value: T | undefined, print: (value: T) => Rust): Rust {
  return value === undefined ? none : some(print(value));
}

function strings(texts: readonly string[]): Rust {
  return slice(texts.map(string));
}

/** A word of a vocabulary: `x-api-key` is `XApiKey`, `FS-RO` is `FsRo`. */
function variant(name: string, word: string): Rust {
  const parts = word.toLowerCase().split("-");
  return path(
    `${name}::${parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("")}`,
  );
}

function variants(name: string, words: readonly string[]): Rust {
  return slice(words.map((word) => variant(name, word)));
}

function tables(name: string, uses: readonly string[], items: readonly string[]): Source {
  const imports = [...uses, "crate::*"].map((use) => `use ${use};\n`).join("");
  return source(`generated/${name}`, `${imports}\n${items.join("\n\n")}\n`);
}

type Source = Omit<OutputFile, "target">;

function source(name: string, text: string): Source {
  return { path: `src/${name}.rs`, text: `${HEADER}\n\n${text}` };
}
