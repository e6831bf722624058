import type { Dispute } from "../../layers/dispute.ts";
import type { Layer } from "../../layers/layer-names.ts";
import type { Model } from "../../layers/model.ts";
import type { PriceRecord } from "../../layers/price.ts";
import type { Profile } from "../../layers/profile.ts";
import type { Provider } from "../../layers/provider.ts";
import type { Source } from "../../layers/source.ts";

/** The record that is explained. */
export type Match = {
  readonly [L in Layer]: { readonly layer: L; readonly record: Records[L] };
}[Layer];

interface Records {
  readonly provider: Provider;
  readonly model: Model;
  readonly profile: Profile;
  readonly price: PriceRecord;
  readonly source: Source;
  readonly dispute: Dispute;
}

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
