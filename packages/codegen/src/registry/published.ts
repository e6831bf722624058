import * as z from "zod";
import {
  authSchemes,
  capabilities,
  inputModalities,
  protocols,
  transports,
} from "../layers/vocabulary.ts";

/**
 * The shape of `registry.json`, for readers in other languages: every key is always there, `null`
 * where a fact is absent; integers throughout, all below 2^53.
 */

const words = (vocabulary: Record<string, string>) =>
  z.enum(Object.keys(vocabulary) as [string, ...string[]]);
const microCents = z.int().min(0).meta({ description: "Micro-cents per million tokens." });
const date = z.iso.date();

const rates = {
  input: microCents,
  output: microCents,
  cacheRead: microCents.nullable(),
  cacheWrite5m: microCents.nullable(),
  cacheWrite1h: microCents.nullable(),
};

export const price = z
  .strictObject({
    kind: z.enum(["known", "free", "subscription", "unknown"]),
    ...Object.fromEntries(Object.entries(rates).map(([key, rate]) => [key, rate.nullable()])),
    tiers: z.array(z.strictObject({ aboveInputTokens: z.int().min(1), ...rates })),
  })
  .meta({
    description: "Rates are there when `kind` is `known`; `null` is a rate that is not known.",
  });

const provider = z.strictObject({
  id: z.string(),
  displayName: z.string(),
  endpoint: z.string(),
  authScheme: words(authSchemes),
  authEnv: z.array(z.string()),
  protocol: words(protocols),
  transport: words(transports),
  apiVersion: z.strictObject({ header: z.string(), value: z.string() }).nullable(),
  retry: z.strictObject({ max: z.int().min(0), backoffMs: z.int().min(0) }),
  rateLimitRpm: z.int().min(1).nullable().meta({ description: "`null`: no limit." }),
  billing: z.strictObject({
    currency: z.string(),
    mode: z.enum(["metered", "subscription", "free", "account"]),
    account: z.string().nullable(),
  }),
  openModels: z.boolean(),
  parentRef: z.string().nullable(),
  routesTo: z.array(z.string()),
  docsUrl: z.string().nullable(),
  notes: z.string().nullable(),
});

const model = z.strictObject({
  ref: z.string(),
  provider: z.string(),
  id: z.string(),
  slug: z.string(),
  displayName: z.string(),
  aliases: z.array(z.string()),
  contextWindow: z.int().min(1),
  maxOutputTokens: z.int().min(1).nullable(),
  capabilities: z.array(words(capabilities)).nullable(),
  input: z.array(words(inputModalities)).nullable(),
  price,
  verifiedAt: date.nullable(),
  deprecatedAt: date.nullable(),
  replacedBy: z.string().nullable(),
  sourceUrl: z.string().nullable(),
  notes: z.string().nullable(),
});

const profile = z.strictObject({
  id: z.string(),
  role: z.string(),
  caps: z.string(),
  capsTokens: z.array(z.enum(["FS-RO", "FS-RW", "BASH", "WEB", "AGENT", "PLAN"])),
  defaultModelRef: z.string(),
  fallbackModelRefs: z.array(z.string()),
  description: z.string(),
  systemPromptRef: z.string().nullable(),
  manifestPath: z.string().nullable(),
});

export const publishedRegistry = z.strictObject({
  schemaVersion: z.int().meta({ description: "Goes up when a reader has to change." }),
  contentHash: z.string().meta({ description: "`sha256-` and the hash of the facts in hex." }),
  providers: z.array(provider),
  models: z.array(model),
  profiles: z.array(profile),
});

export type PublishedRegistry = z.infer<typeof publishedRegistry>;
