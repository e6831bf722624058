import type { ChangeKind } from "../../src/layers/change-kinds.ts";
import type { Dispute } from "../../src/layers/dispute.ts";
import type { Model } from "../../src/layers/model.ts";
import type { Profile } from "../../src/layers/profile.ts";
import type { Provider } from "../../src/layers/provider.ts";
import type { Source } from "../../src/layers/source.ts";
import type { Registry } from "../../src/registry/model.ts";
import { EMPTY } from "./fixtures.ts";

/** A registry with something of everything that a change can be about. */
export const sample: Registry = {
  ...EMPTY,
  providers: [
    {
      id: "acme",
      displayName: "Acme",
      endpoint: "https://api.acme.test/v1/chat/completions",
      authScheme: "bearer",
      authEnv: ["ACME_KEY", "ACME_TOKEN"],
      auth: { in: "header", name: "authorization", prefix: "Bearer " },
      protocol: "openai-chat",
      transport: "direct-api",
      retry: { max: 3, backoffMs: 500 },
      rateLimitRpm: 60,
      billing: { currency: "EUR", mode: "metered" },
      openModels: true,
    },
    {
      id: "other",
      displayName: "Other",
      endpoint: "http://127.0.0.1:11434/api/chat",
      authScheme: "none",
      authEnv: [],
      auth: { in: "none" },
      protocol: "ollama-chat",
      transport: "local",
      retry: { max: 1, backoffMs: 0 },
      billing: { currency: "USD", mode: "free" },
      openModels: true,
    },
  ],
  models: [
    {
      ref: "acme/big",
      provider: "acme",
      id: "big",
      slug: "big",
      displayName: "Big",
      aliases: ["big-2025", "big-latest"],
      contextWindow: 200_000,
      protocols: ["openai-chat"],
      output: ["text"],
      maxOutputTokens: 8_000,
      capabilities: ["tools"],
      input: ["text"],
      price: { kind: "known", input: 300_000_000, output: 1_500_000_000 },
      verifiedAt: "2026-01-01",
    },
    {
      ref: "acme/old",
      provider: "acme",
      id: "old",
      slug: "old",
      displayName: "Old",
      aliases: [],
      contextWindow: 8_000,
      protocols: ["openai-chat"],
      output: ["text"],
      price: { kind: "unknown" },
      retiresAt: "2026-06-01",
      deprecatedAt: "2026-01-01",
      replacedBy: "acme/big",
    },
    {
      ref: "other/small",
      provider: "other",
      id: "small",
      slug: "small",
      displayName: "Small",
      aliases: [],
      contextWindow: 8_000,
      protocols: ["openai-chat"],
      output: ["text"],
      price: { kind: "free" },
    },
  ],
  sources: [{ id: "books", adapter: "models-dev", from: "books.json" }],
  disputes: [
    {
      modelRefs: ["acme/big"],
      fact: "context_window",
      ours: "200,000",
      says: { books: "100,000" },
      reason: "Their page says so.",
      decidedAt: "2026-01-01",
    },
  ],
  profiles: [
    {
      id: "reviewer",
      role: "reviewer",
      caps: "RO-FS-WEB",
      capsTokens: ["FS-RO", "WEB"],
      defaultModelRef: "acme/big",
      fallbackModelRefs: ["other/small"],
      description: "Reads.",
    },
  ],
};

/** A registry in which one record is another. */
export const withProvider = (id: string, edit: Partial<Provider>): Registry => ({
  ...sample,
  providers: sample.providers.map((each) => (each.id === id ? { ...each, ...edit } : each)),
});
export const withModel = (ref: string, edit: Partial<Model>): Registry => ({
  ...sample,
  models: sample.models.map((each) => (each.ref === ref ? { ...each, ...edit } : each)),
});
const withProfile = (edit: Partial<Profile>): Registry => ({
  ...sample,
  profiles: sample.profiles.map((each) => ({ ...each, ...edit })),
});
const without = (ref: string): Registry => ({
  ...sample,
  models: sample.models.filter((each) => each.ref !== ref),
});
const withSource = (edit: Partial<Source>): Registry => ({
  ...sample,
  sources: sample.sources.map((each) => ({ ...each, ...edit })),
});
const withDispute = (edit: Partial<Dispute>): Registry => ({
  ...sample,
  disputes: sample.disputes.map((each) => ({ ...each, ...edit })),
});
const big = sample.models[0] as Model;
const old = sample.models[1] as Model;
const { contextWindow: _, ...withoutWindow } = big;

/** A kind of change, the subject of it, and a registry that differs from the sample in that alone. */
export type Edit = readonly [ChangeKind, subject: string, Registry];

/** One edit for each kind that can be had by changing the sample; the others are mirrors of these. */
export const edits: readonly Edit[] = [
  ["provider-removed", "other", { ...sample, providers: sample.providers.slice(0, 1) }],
  ["protocol-changed", "acme", withProvider("acme", { protocol: "anthropic-messages" })],
  ["auth-scheme-changed", "acme", withProvider("acme", { authScheme: "x-api-key" })],
  ["auth-env-removed", "acme", withProvider("acme", { authEnv: ["ACME_KEY"] })],
  ["auth-env-reordered", "acme", withProvider("acme", { authEnv: ["ACME_TOKEN", "ACME_KEY"] })],
  ["transport-changed", "acme", withProvider("acme", { transport: "proxy" })],
  [
    "currency-changed",
    "acme",
    withProvider("acme", { billing: { currency: "USD", mode: "metered" } }),
  ],
  [
    "billing-changed",
    "acme",
    withProvider("acme", { billing: { currency: "EUR", mode: "account", account: "us" } }),
  ],
  ["open-models-closed", "acme", withProvider("acme", { openModels: false })],
  ["endpoint-changed", "acme", withProvider("acme", { endpoint: "https://eu.acme.test/v1" })],
  [
    "api-version-changed",
    "acme",
    withProvider("acme", { apiVersion: { header: "version", value: "2" } }),
  ],
  ["parent-changed", "acme", withProvider("acme", { parentRef: "other" })],
  ["routes-changed", "acme", withProvider("acme", { routesTo: ["other"] })],
  ["retry-changed", "acme", withProvider("acme", { retry: { max: 4, backoffMs: 500 } })],
  ["rate-limit-changed", "acme", withProvider("acme", { rateLimitRpm: 90 })],
  ["text-changed", "acme", withProvider("acme", { notes: "A note." })],
  [
    "auth-header-changed",
    "acme",
    withProvider("acme", { auth: { in: "header", name: "api-key" } }),
  ],
  [
    "endpoint-auth-changed",
    "acme",
    withProvider("acme", { endpointAuth: { "openai-responses": { in: "none" } } }),
  ],
  ["headers-changed", "acme", withProvider("acme", { headers: { "X-Title": "Kei" } })],
  ["dialect-changed", "acme", withProvider("acme", { dialect: { systemRole: "developer" } })],
  ["own-endpoint-changed", "acme", withProvider("acme", { ownEndpoint: true })],
  [
    "endpoint-changed",
    "acme",
    withProvider("acme", { endpoints: { "openai-responses": "https://acme.test/v1/responses" } }),
  ],
  ["rate-limit-changed", "acme", withProvider("acme", { rateLimitTpm: 90_000 })],

  ["model-removed", "other/small", without("other/small")],
  ["alias-removed", "acme/big-latest", withModel("acme/big", { aliases: ["big-2025"] })],
  [
    "alias-moved",
    "acme/big-latest",
    {
      ...sample,
      models: [
        { ...big, aliases: ["big-2025"] },
        { ...old, aliases: ["big-latest"] },
        ...sample.models.slice(2),
      ],
    },
  ],
  [
    "id-became-alias",
    "acme/old",
    {
      ...sample,
      models: [{ ...big, aliases: ["big-2025", "big-latest", "old"] }, ...sample.models.slice(2)],
    },
  ],
  ["model-deprecated", "acme/big", withModel("acme/big", { deprecatedAt: "2026-05-01" })],
  ["deprecation-date-changed", "acme/old", withModel("acme/old", { deprecatedAt: "2026-05-01" })],
  ["replacement-changed", "acme/old", withModel("acme/old", { replacedBy: "other/small" })],
  ["retirement-announced", "acme/big", withModel("acme/big", { retiresAt: "2027-01-01" })],
  ["retirement-date-changed", "acme/old", withModel("acme/old", { retiresAt: "2027-01-01" })],
  [
    "model-protocol-added",
    "acme/big",
    withModel("acme/big", { protocols: ["openai-chat", "openai-responses"] }),
  ],
  ["refusal-added", "acme/big", withModel("acme/big", { refuses: ["seed"] })],
  [
    "conditions-changed",
    "acme/big",
    withModel("acme/big", { when: [{ capabilities: ["seed"], effort: ["none"] }] }),
  ],
  ["effort-added", "acme/big", withModel("acme/big", { efforts: ["low"] })],
  ["default-effort-changed", "acme/big", withModel("acme/big", { effortDefault: "low" })],
  ["input-limit-changed", "acme/big", withModel("acme/big", { maxInputTokens: 100_000 })],
  ["reasoning-budget-changed", "acme/big", withModel("acme/big", { reasoningBudgetMinTokens: 1 })],
  ["cache-minimum-changed", "acme/big", withModel("acme/big", { cacheMinTokens: 1_024 })],
  ["cache-lifetimes-changed", "acme/big", withModel("acme/big", { cacheTtls: ["5m"] })],
  ["status-changed", "acme/big", withModel("acme/big", { status: "beta" })],
  ["release-date-changed", "acme/big", withModel("acme/big", { releasedAt: "2026-01" })],
  ["knowledge-date-changed", "acme/big", withModel("acme/big", { knowledgeUntil: "2025-06" })],
  ["open-weights-changed", "acme/big", withModel("acme/big", { openWeights: true })],
  ["sources-changed", "acme/big", withModel("acme/big", { sources: { prices: ["books"] } })],
  [
    "dialect-changed",
    "acme/big",
    withModel("acme/big", { dialect: { reasoningField: "thought" } }),
  ],
  [
    "context-window-became-unknown",
    "acme/big",
    { ...sample, models: [withoutWindow, ...sample.models.slice(1)] },
  ],
  ["source-removed", "books", { ...sample, sources: [] }],
  ["source-changed", "books", withSource({ version: "2" })],
  ["dispute-removed", "acme/big context_window", { ...sample, disputes: [] }],
  ["dispute-changed", "acme/big context_window", withDispute({ ours: "100,000" })],
  ["profile-requirements-changed", "reviewer", withProfile({ requires: ["tools"] })],
  ["profile-effort-changed", "reviewer", withProfile({ effort: "high" })],
  ["capability-removed", "acme/big", withModel("acme/big", { capabilities: [] })],
  ["capability-removed", "acme/big", withModel("acme/big", { input: [] })],
  ["capabilities-became-known", "acme/old", withModel("acme/old", { capabilities: ["tools"] })],
  [
    "price-changed",
    "acme/big",
    withModel("acme/big", { price: { kind: "known", input: 200_000_000, output: 1_500_000_000 } }),
  ],
  ["price-kind-changed", "acme/big", withModel("acme/big", { price: { kind: "free" } })],
  ["price-became-unknown", "acme/big", withModel("acme/big", { price: { kind: "unknown" } })],
  ["context-window-grown", "acme/big", withModel("acme/big", { contextWindow: 1_000_000 })],
  ["output-limit-changed", "acme/big", withModel("acme/big", { maxOutputTokens: 16_000 })],
  ["verification-changed", "acme/big", withModel("acme/big", { verifiedAt: "2026-02-02" })],
  ["text-changed", "acme/big", withModel("acme/big", { displayName: "Bigger" })],

  ["profile-removed", "reviewer", { ...sample, profiles: [] }],
  [
    "profile-caps-changed",
    "reviewer",
    withProfile({ caps: "FS-RW-WEB", capsTokens: ["FS-RW", "WEB"] }),
  ],
  ["profile-caps-respelled", "reviewer", withProfile({ caps: "FS-RO-WEB" })],
  ["profile-role-changed", "reviewer", withProfile({ role: "critic" })],
  ["profile-default-changed", "reviewer", withProfile({ defaultModelRef: "other/small" })],
  ["profile-fallbacks-changed", "reviewer", withProfile({ fallbackModelRefs: [] })],
  ["profile-files-changed", "reviewer", withProfile({ manifestPath: "agents/reviewer.md" })],
  ["text-changed", "reviewer", withProfile({ description: "Reads code." })],
];

const pairs: readonly (readonly [ChangeKind, ChangeKind])[] = [
  ["provider-removed", "provider-added"],
  ["model-removed", "model-added"],
  ["alias-removed", "alias-added"],
  ["slug-removed", "slug-added"],
  ["profile-removed", "profile-added"],
  ["auth-env-removed", "auth-env-added"],
  ["open-models-closed", "open-models-opened"],
  ["id-became-alias", "alias-became-id"],
  ["model-deprecated", "model-revived"],
  ["capability-removed", "capability-added"],
  ["capabilities-became-known", "capabilities-became-unknown"],
  ["price-became-unknown", "price-became-known"],
  ["context-window-grown", "context-window-shrunk"],
  ["context-window-became-unknown", "context-window-became-known"],
  ["retirement-announced", "retirement-called-off"],
  ["model-protocol-added", "model-protocol-removed"],
  ["refusal-added", "refusal-removed"],
  ["effort-added", "effort-removed"],
  ["source-removed", "source-added"],
  ["dispute-removed", "dispute-added"],
];

const mirrors = new Map([...pairs, ...pairs.map(([a, b]) => [b, a] as const)]);

/** What a change is called when the two registries trade places. */
export function mirrorOf(kind: ChangeKind): ChangeKind {
  return mirrors.get(kind) ?? kind;
}
