import type { Layer } from "../../layers/layer-names.ts";
import type { Model } from "../../layers/model.ts";
import type { Profile } from "../../layers/profile.ts";
import type { Provider } from "../../layers/provider.ts";

/** The record that is explained. */
export type Match =
  | { readonly layer: "provider"; readonly record: Provider }
  | { readonly layer: "model"; readonly record: Model }
  | { readonly layer: "profile"; readonly record: Profile };

/** One resolved fact of a record. */
export interface Fact {
  readonly name: string;
  /** As data; `null` where nothing is stated. */
  readonly value: unknown;
  /** As text. */
  readonly shown: string;
  /** `registry/models.toml:42` of the key that states it; absent when a rule says so. */
  readonly at?: string;
  /** The rule that it follows from. */
  readonly rule?: string;
}

/** A record that refers to the explained one. */
export interface Referrer {
  /** `profile code-implementer`. */
  readonly record: string;
  /** The key that refers, as written. */
  readonly key: string;
  /** `registry/agent-profiles.toml:7`. */
  readonly at: string;
}

/** What `kei explain --json` prints. */
export interface Explanation {
  readonly kind: Layer;
  readonly name: string;
  /** Where the record begins. */
  readonly at: string;
  readonly facts: readonly Fact[];
  readonly referredToBy: readonly Referrer[];
}
