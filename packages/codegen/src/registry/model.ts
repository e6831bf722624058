import type {
  AuthScheme,
  Capability,
  CapsToken,
  InputModality,
  Protocol,
  Transport,
} from "../layers/vocabulary.ts";

/**
 * The resolved registry: what the three files mean. What is unknown or does not apply is absent.
 * Field names are those of `@kei/registry`, which the generated code satisfies.
 */
export interface Registry {
  /** Sorted by id. */
  readonly providers: readonly Provider[];
  /** Sorted by provider, then by id. */
  readonly models: readonly Model[];
  /** Sorted by id. */
  readonly profiles: readonly Profile[];
}

export interface Provider {
  readonly id: string;
  readonly displayName: string;
  readonly endpoint: string;
  readonly authScheme: AuthScheme;
  readonly authEnv: readonly string[];
  readonly protocol: Protocol;
  readonly transport: Transport;
  readonly apiVersion?: { readonly header: string; readonly value: string };
  readonly retry: { readonly max: number; readonly backoffMs: number };
  readonly rateLimitRpm?: number;
  readonly billing: Billing;
  readonly openModels: boolean;
  readonly parentRef?: string;
  readonly routesTo?: readonly string[];
  readonly docsUrl?: string;
  readonly notes?: string;
}

export interface Billing {
  readonly currency: string;
  readonly mode: "metered" | "subscription" | "free" | "account";
  readonly account?: string;
}

/** Micro-cents per million tokens. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
}

export interface PriceTier extends Rates {
  readonly aboveInputTokens: number;
}

export type Price =
  | ({ readonly kind: "known"; readonly tiers?: readonly PriceTier[] } & Rates)
  | { readonly kind: "free" | "subscription" | "unknown" };

export interface Model {
  readonly ref: string;
  readonly provider: string;
  readonly id: string;
  readonly slug: string;
  readonly displayName: string;
  readonly aliases: readonly string[];
  readonly contextWindow: number;
  readonly maxOutputTokens?: number;
  readonly capabilities?: readonly Capability[];
  readonly input?: readonly InputModality[];
  readonly price: Price;
  readonly verifiedAt?: string;
  readonly deprecatedAt?: string;
  readonly replacedBy?: string;
  readonly sourceUrl?: string;
  readonly notes?: string;
}

export interface Profile {
  readonly id: string;
  readonly role: string;
  readonly caps: string;
  readonly capsTokens: readonly CapsToken[];
  readonly defaultModelRef: string;
  readonly fallbackModelRefs: readonly string[];
  readonly description: string;
  readonly systemPromptRef?: string;
  readonly manifestPath?: string;
}

/** Code-unit order: the same in every locale. */
export function byCodeUnits(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
