import type { CacheTtl, InputModality, ProtocolName, ReasoningStyle } from "@kei/registry/contract";
import type { ReasoningEffort } from "../chat/request.ts";

/** What of a request not every model takes, beside efforts and inputs. */
export type Option =
  | "tools"
  | "forcedToolChoice"
  | "budgetTokens"
  | "temperature"
  | "topP"
  | "topK"
  | "seed"
  | "presencePenalty"
  | "frequencyPenalty"
  | "logprobs"
  | "parallelToolCalls"
  | "stop"
  | "maxOutputTokens";

/**
 * What a model takes, as the registry knows it. Generated code narrows it down, by one interface for all
 * models of a provider that take the same. What such an interface leaves out is not known, and may be asked.
 */
export interface ModelTakes {
  /** The protocol in which the model is asked. */
  readonly protocol: ProtocolName;
  /** Efforts of its thinking. `none` alone: it has none to give, so there is nothing to turn off. */
  readonly effort: ReasoningEffort;
  /** Kinds of content that it reads. */
  readonly input: InputModality;
  /** Options that it takes whatever else is asked. */
  readonly options: Option;
  /** Options that go with some efforts alone; `undefined` among them: also where the request asks for none. */
  readonly onlyWith: { readonly [Name in Option]?: ReasoningEffort | undefined };
  /** How long a prompt can be kept in a cache. */
  readonly cacheTtls: CacheTtl;
  /** How the server is asked for thinking. */
  readonly reasoningStyle: ReasoningStyle | undefined;
}

/** The options that are left without those. */
export type AllBut<Refused extends Option> = Exclude<Option, Refused>;
