import * as z from "zod";
import { authSchemes, protocols, transports, wordsOf } from "../../layers/vocabulary.ts";
import { publishedPrice, publishedRow } from "../../registry/published.ts";

/**
 * The shape of `vectors.json`: questions to a registry with the answers, for ports to prove
 * themselves with. Every key is always there, `null` where there is nothing; amounts of money are
 * decimal strings, since they pass 2^53.
 */

const tokens = z.int().min(0);
const amount = z
  .string()
  .regex(/^\d+$/)
  .meta({ description: "Micro-cents, in decimal. Fits 64 bits; a product on the way may not." });
const name = z.string().meta({ description: "For messages of tests; unique in the file." });

const usage = z
  .strictObject({
    inputTokens: tokens,
    outputTokens: tokens,
    cacheReadTokens: tokens,
    cacheWriteTokens: tokens,
    cacheWrite5mTokens: tokens,
    cacheWrite1hTokens: tokens,
    cacheWrite30mTokens: tokens,
    cacheWrite12hTokens: tokens,
    reasoningTokens: tokens,
    audioInputTokens: tokens,
    audioOutputTokens: tokens,
    imageInputTokens: tokens,
    imageOutputTokens: tokens,
    cacheReadAudioTokens: tokens,
    cacheReadImageTokens: tokens,
    fees: z.record(z.string(), tokens).meta({ description: "What is billed by its number." }),
  })
  .meta({
    description:
      "`inputTokens` contains the tokens of the caches, of sound and of pictures; `outputTokens` those of reasoning, sound and pictures; `cacheReadTokens` cached sound and pictures.",
  });

/** What decides between the prices of a model. */
const question = {
  at: z.string().meta({ description: "ISO time with its zone, or a date: 12:00 UTC of that day." }),
  serviceTier: z.string().nullable(),
  region: z.string().nullable(),
};

const currency = z.string().meta({ description: "ISO 4217 code." });

const cost = z
  .strictObject({
    kind: z.enum(["known", "free", "subscription", "unknown", "invalid"]),
    total: amount.nullable(),
    currency: currency.nullable(),
    parts: z.strictObject({ input: amount, output: amount, fees: amount }).nullable(),
    row: z.string().nullable().meta({
      description: "The price by its conditions: `standard`, `to=2026-07-31 × 50 %`.",
    }),
    reason: z
      .enum([
        "model",
        "price",
        "price-history",
        "service-tier",
        "region",
        "long-input",
        "rate",
        "fee",
      ])
      .nullable()
      .meta({ description: "What the registry does not have." }),
    missing: z.string().nullable().meta({ description: "Which one." }),
  })
  .meta({
    description:
      "`invalid`: the caches exceed the input that contains them, or the reasoning the output; looked at before the price. Free and subscription have a total of 0, no currency and no parts.",
  });

const step = z
  .strictObject({
    source: z.enum(["pinned", "user-override", "default", "fallback"]),
    written: z.string().meta({ description: "The reference as it was given." }),
    outcome: z.enum(["chosen", "alternative", "skipped"]),
    reason: z
      .enum([
        "unknown-provider",
        "unknown-model",
        "ambiguous",
        "deprecated",
        "retired",
        "refuses",
        "other-transport",
        "missing-key",
        "repeated",
      ])
      .nullable()
      .meta({ description: "Why it was skipped: the first that holds, in this order." }),
    ref: z.string().nullable().meta({
      description:
        "`provider/id`, where the id, all after the first slash, goes over the wire; `null` when nothing of that name is known.",
    }),
    modelRef: z.string().nullable().meta({
      description:
        "The model of the registry that it is: another provider's behind a proxy or of a parent, `null` for one that is not listed, where any may be sent.",
    }),
    text: z.string().meta({
      description:
        "All of it as a sentence, for a port that explains itself; one that does not compares the other keys.",
    }),
  })
  .meta({ description: "A candidate, in the order in which they are considered." });

export const publishedVectors = z.strictObject({
  schemaVersion: z.int().meta({ description: "That of the registry that these are about." }),
  contentHash: z.string().meta({ description: "The facts that these are about: `registry.json`." }),
  cost: z
    .array(
      z.strictObject({ name, ref: z.string(), usage, ...question, history: z.boolean(), cost }),
    )
    .meta({
      description:
        "Cost of a request to a model of the registry, by ref or alias; with or without the price history.",
    }),
  costAt: z
    .array(
      z.strictObject({
        name,
        price: publishedPrice,
        currency: currency.nullable(),
        usage,
        ...question,
        history: z.array(publishedRow).nullable(),
        cost,
      }),
    )
    .meta({ description: "Cost at a price that is given, in a currency that is given or not." }),
  money: z
    .array(
      z.strictObject({
        name,
        amount: z
          .string()
          .regex(/^-?\d+$/)
          .meta({ description: "Micro-cents, in decimal." }),
        currency,
        text: z.string(),
      }),
    )
    .meta({ description: "An amount of money for people, exact." }),
  modelsOf: z
    .array(z.strictObject({ name, provider: z.string(), refs: z.array(z.string()) }))
    .meta({ description: "Live models of a provider by output price; unknown prices last." }),
  resolve: z
    .array(
      z.strictObject({
        name,
        profile: z.string(),
        pinned: z.string().nullable(),
        userOverride: z
          .strictObject({
            provider: z.string(),
            model: z.string(),
            transport: z.enum(wordsOf(transports)).nullable(),
          })
          .nullable(),
        at: z.string().meta({ description: "The day for which a model is chosen." }),
        env: z
          .record(z.string(), z.string())
          .nullable()
          .meta({ description: "`null`: keys are not looked at." }),
        resolution: z.strictObject({
          kind: z.enum(["resolved", "unresolved", "unknown-profile"]),
          steps: z.array(step),
        }),
      }),
    )
    .meta({ description: "Which model an agent profile runs on, and why." }),
  auth: z
    .array(
      z.strictObject({
        name,
        provider: z.string(),
        key: z.string(),
        auth: z.strictObject({
          in: z.enum(["header", "query", "none"]),
          name: z.string().nullable(),
          value: z.string().nullable().meta({ description: "In a query: percent-encoded." }),
        }),
      }),
    )
    .meta({ description: "Where a request carries its key." }),
  derive: z
    .array(
      z.strictObject({
        name,
        endpoint: z.string(),
        authScheme: z.enum(wordsOf(authSchemes)),
        routed: z.boolean().meta({ description: "Whether the provider has `routes_to`." }),
        protocol: z
          .enum(wordsOf(protocols))
          .nullable()
          .meta({ description: "`null`: cannot be derived." }),
        transport: z.enum(wordsOf(transports)),
      }),
    )
    .meta({ description: "Protocol and transport of a provider that states neither." }),
});

export type PublishedVectors = z.infer<typeof publishedVectors>;
export type Vector<
  K extends "cost" | "costAt" | "money" | "modelsOf" | "resolve" | "auth" | "derive",
> = PublishedVectors[K][number];
