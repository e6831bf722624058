/// <reference path="./raw.d.ts" />
import manifest from "../../../../registry/rust/Cargo.toml?raw";
import readme from "../../../../registry/rust/README.md?raw";
import auth from "../../../../registry/rust/src/auth.rs?raw";
import cost from "../../../../registry/rust/src/cost.rs?raw";
import derive from "../../../../registry/rust/src/derive.rs?raw";
import estimate from "../../../../registry/rust/src/estimate.rs?raw";
import findModels from "../../../../registry/rust/src/find_models.rs?raw";
import findPrice from "../../../../registry/rust/src/find_price.rs?raw";
import lib from "../../../../registry/rust/src/lib.rs?raw";
import lifecycle from "../../../../registry/rust/src/lifecycle.rs?raw";
import lookup from "../../../../registry/rust/src/lookup.rs?raw";
import modelsOf from "../../../../registry/rust/src/models_of.rs?raw";
import moment from "../../../../registry/rust/src/moment.rs?raw";
import money from "../../../../registry/rust/src/money.rs?raw";
import priceHistory from "../../../../registry/rust/src/price_history.rs?raw";
import quoted from "../../../../registry/rust/src/quoted.rs?raw";
import resolver from "../../../../registry/rust/src/resolve.rs?raw";
import step from "../../../../registry/rust/src/step.rs?raw";
import target from "../../../../registry/rust/src/target.rs?raw";
import usage from "../../../../registry/rust/src/usage.rs?raw";
import vocabulary from "../../../../registry/rust/src/vocabulary.rs?raw";

import type { Facts } from "../../layers/fact.ts";
import type { Model } from "../../layers/model.ts";
import { pages } from "../../layers/pages.ts";
import { byOutputPrice } from "../../registry/ladder.ts";
import { byCodeUnits, groupByProvider, type Registry } from "../../registry/model.ts";
import { SCHEMA_VERSION } from "../../registry/published.ts";
import { resolve } from "../../registry/resolve.ts";
import { type Emitter, HEADER, type OutputFile } from "../emitter.ts";
import { contractText } from "./contract.ts";
import { apart, constant, path, type Rust, slice, string, struct, table, tuple } from "./print.ts";
import { priceRow, row } from "./rows.ts";

/**
 * What is the same in every crate. It is written by hand in the crate of `@kei/registry`, where cargo,
 * clippy and editors take it. The build puts the text into the bundle, so that emitters read no file.
 */
const fixed = {
  auth,
  cost,
  derive,
  estimate,
  find_models: findModels,
  find_price: findPrice,
  lib,
  lifecycle,
  lookup,
  models_of: modelsOf,
  moment,
  money,
  price_history: priceHistory,
  quoted,
  resolve: resolver,
  step,
  target,
  usage,
  vocabulary,
};

/** A Rust crate without dependencies: the facts as statics, look-ups and costs. */
export const rust: Emitter = {
  name: "rust",
  emit(registry, { contentHash, rust: crate = false, rustFacts: facts = false }) {
    return [
      ...(crate ? crateFiles(registry, contentHash) : []),
      ...(facts ? factFiles(registry, contentHash) : []),
    ];
  },
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

/**
 * What the registry decides, all below `src/generated`: the rest of the crate is there already, and a
 * build that is older than an edit of it cannot undo that edit. Tables are sorted, so that look-ups are
 * binary searches over statics: there is no allocator, and nothing to set up.
 */
export function factFiles(registry: Registry, contentHash: string): OutputFile[] {
  const { providers, models, profiles } = registry;
  return [
    source("generated/mod", index(contentHash)),
    source("generated/contract", contractText()),
    source("generated/example", `use crate::*;\n\n${constant("EXAMPLE", "Provider", example())}\n`),
    tables("providers", [], [table("PROVIDERS", "Provider", rows(pages.provider, providers))]),
    tables(
      "models",
      ["crate::lookup::Alias"],
      [
        table(
          "MODELS",
          "Model",
          rows(pages.model, models).map((model) => apart("Model", model)),
        ),
        table("ALIASES", "Alias", aliases(models)),
        table("MODELS_OF", "&[&Model]", modelsByPrice(registry)),
      ],
    ),
    tables("price_history", [], [table("PRICE_HISTORY", "(&str, &[PriceRow])", history(registry))]),
    tables("profiles", [], [table("PROFILES", "Profile", rows(pages.profile, profiles))]),
  ].map((file) => ({ ...file, target: "rustFacts" }));
}

/** A provider for tests of the crate, whatever its registry has. */
function example(): Rust {
  const { registry } = resolve({
    provider: [
      {
        id: "example",
        display_name: "Example",
        endpoint: "https://api.example.com/v1/chat/completions",
        auth_scheme: "bearer",
        auth_env: ["EXAMPLE_API_KEY", "OTHER_KEY"],
        retry_max: 0,
        retry_backoff_ms: 0,
        rate_limit_rpm: 0,
        billing_currency: "USD",
        open_models: true,
      },
    ],
    model: [],
    profile: [],
    price: [],
    source: [],
    dispute: [],
  });
  return row("Provider", pages.provider.facts, registry.providers[0] ?? {});
}

function rows({ name, facts }: { name: string; facts: Facts }, records: readonly object[]): Rust[] {
  return records.map((record) => row(name, facts, record));
}

function index(contentHash: string): string {
  return `mod contract;
#[cfg(test)]
pub(crate) mod example;
mod models;
mod price_history;
mod profiles;
mod providers;

pub use contract::*;
pub(crate) use models::{ALIASES, MODELS, MODELS_OF};
pub(crate) use price_history::PRICE_HISTORY;
pub(crate) use profiles::PROFILES;
pub(crate) use providers::PROVIDERS;

/// Version of the shape of these facts; it goes up when a reader has to change.
pub const SCHEMA_VERSION: u32 = ${SCHEMA_VERSION};

/// Hash of the facts: equal for two builds of the same registry, in every language.
${constant("CONTENT_HASH", "&str", string(contentHash))}
`;
}

/** Other ids of models, sorted by provider and then by id, as Rust compares them: they are ASCII. */
function aliases(models: readonly Model[]): Rust[] {
  return models
    .flatMap(({ provider: of, aliases: ids }, index) => ids.map((id) => ({ of, id, index })))
    .sort((a, b) => byCodeUnits(a.of, b.of) || byCodeUnits(a.id, b.id))
    .map(({ id, index }) => struct("Alias", { id: string(id), model: modelAt(index) }));
}

/** The models of each provider, in the order of `byOutputPrice` of `@kei/registry`. */
function modelsByPrice({ providers, models }: Registry): Rust[] {
  const indexes = new Map(models.map((model, index) => [model, index]));
  const groups = groupByProvider(models);
  return providers.map(({ id }) =>
    slice(
      [...(groups.get(id) ?? [])]
        .sort(byOutputPrice)
        .map((model) => modelAt(indexes.get(model) as number)),
    ),
  );
}

/** The prices of all times, sorted by the ref of their model. */
function history({ history: byRef }: Registry): Rust[] {
  return [...byRef]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([ref, prices]) => tuple([string(ref), slice(prices.map(priceRow))]));
}

function modelAt(index: number): Rust {
  return path(`&MODELS[${index}]`);
}

function tables(name: string, uses: readonly string[], items: readonly string[]): Source {
  const imports = [...uses, "crate::*"].map((use) => `use ${use};\n`).join("");
  return source(`generated/${name}`, `${imports}\n${items.join("\n\n")}\n`);
}

type Source = Omit<OutputFile, "target">;

function source(name: string, text: string): Source {
  return { path: `src/${name}.rs`, text: `${HEADER}\n\n${text}` };
}
