import type { PriceTier, Rates } from "../layers/rates.ts";
import type { Capability, Effort } from "../layers/vocabulary.ts";

/** Which ids a statement is about: the clauses of genai-prices, as its data has them. */
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

/** A price, as far as a data set states it, and when it holds. */
export interface StatedPrice {
  readonly rates: PartialRates;
  /** Ascending. Empty: it holds for input of any length. */
  readonly tiers: readonly PartialTier[];
  /** ISO date from which it holds. */
  readonly from?: string;
  /** `01:00-04:00`, in UTC. */
  readonly utcHours?: string;
  /** Tier of service, in the vendor's words. Absent: the standard one. */
  readonly serviceTier?: string;
}

/** Yes or no to some words of a vocabulary. What is absent is not stated. */
export type Answers<W extends string> = { readonly [Word in W]?: boolean };

/** A model's facts as a data set states them, in the registry's terms. What is absent is not stated. */
export interface StatedFacts {
  readonly displayName?: string;
  /** Of those that hold the last one counts. Never empty. */
  readonly prices?: readonly StatedPrice[];
  /** Micro-cents for 1,000, by the name of the fee. */
  readonly fees?: Readonly<Record<string, number>>;
  readonly contextWindow?: number;
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
  readonly input?: Answers<string>;
  /** All kinds of content that it gives. */
  readonly output?: readonly string[];
  readonly capabilities?: Answers<Capability>;
  readonly efforts?: Answers<Effort>;
  readonly reasoningBudgetMinTokens?: number;
  readonly reasoningBudgetMaxTokens?: number;
  /** Field of a message in which thinking comes back. */
  readonly reasoningField?: string;
  /** `deprecated`: not to be chosen any more, since a day that is not stated. */
  readonly status?: "live" | "alpha" | "beta" | "deprecated";
  /** ISO date, or month. */
  readonly releasedAt?: string;
  /** ISO date, or month. */
  readonly knowledgeUntil?: string;
  readonly openWeights?: boolean;
  /** ISO date from which it does not answer. */
  readonly retiresAt?: string;
}

/** What a data set states about a model. */
export interface Statement {
  /** Id of the provider in the data set. */
  readonly provider: string;
  /** Id of the model in the data set. */
  readonly id: string;
  readonly match: Match;
  /** Whether it is a model to talk to: it answers in text. Absent: not stated. */
  readonly chat?: boolean;
  readonly facts: StatedFacts;
}
