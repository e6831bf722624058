import type { PriceTier, Rates } from "../layers/rates.ts";

/** Names of the data sets that can be compared with, as tables show them. */
export type SourceName = "models.dev" | "genai-prices";

/** Which ids a fact is about: the clauses of genai-prices, as its data has them. */
export type Match =
  | { readonly equals: string }
  | { readonly starts_with: string }
  | { readonly ends_with: string }
  | { readonly contains: string }
  | { readonly regex: string }
  | { readonly or: readonly Match[] }
  | { readonly and: readonly Match[] };

/** Some of the rates, in micro-cents per million tokens. */
export type PartialRates = { readonly [Key in keyof Rates]?: number };

/** Rates for long input, as far as a data set states them. */
export type PartialTier = PartialRates & Pick<PriceTier, "aboveInputTokens">;

/** What a data set states about a model. What it does not state is absent. */
export interface Fact {
  /** Id of the provider in the registry, not in the data set. */
  readonly provider: string;
  /** Name of the model in the data set. */
  readonly id: string;
  readonly match: Match;
  /** Absent: the data set has no price. */
  readonly rates?: PartialRates;
  /** Ascending. Empty, where there is a price: it holds for input of any length. */
  readonly tiers: readonly PartialTier[];
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
  readonly deprecated?: boolean;
  /** Whether it answers in text alone and embeds nothing. Absent: not stated. */
  readonly chat?: boolean;
}

/** A data set, in the registry's terms. */
export interface Source {
  readonly name: SourceName;
  /** In the order of the data set: the first that matches an id is about it. */
  readonly facts: readonly Fact[];
}

/** Ids of this registry's providers, by what the data sets call them. */
export const providerNames: ReadonlyMap<string, string> = new Map([
  ["anthropic", "anthropic"],
  ["deepseek", "deepseek"],
  ["google", "google"],
  ["lmstudio", "lmstudio-local"],
  ["openai", "openai"],
  ["x-ai", "xai"],
  ["xai", "xai"],
]);
