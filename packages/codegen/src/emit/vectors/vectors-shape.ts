import * as z from "zod";
import {
  authSchemes,
  capabilities,
  inputModalities,
  modelStatuses,
  outputModalities,
  protocols,
  transports,
  wordsOf,
} from "../../layers/vocabulary.ts";
import { publishedPrice, publishedRow } from "../../registry/published.ts";

/**
 * The shape of `vectors.json`: questions to a registry with the answers, for ports to prove
 * themselves with. Every key is always there, `null` where there is nothing, but for the counts of a
 * usage; amounts of money are decimal strings, since they pass 2^53.
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
    reasoningTokens: tokens.optional(),
    cacheReadTokens: tokens.optional(),
    cacheWriteTokens: tokens.optional(),
    cacheWrite5mTokens: tokens.optional(),
    cacheWrite1hTokens: tokens.optional(),
    cacheWrite30mTokens: tokens.optional(),
    cacheWrite12hTokens: tokens.optional(),
    audioInputTokens: tokens.optional(),
    audioOutputTokens: tokens.optional(),
    imageInputTokens: tokens.optional(),
    imageOutputTokens: tokens.optional(),
    cacheReadAudioTokens: tokens.optional(),
    cacheReadImageTokens: tokens.optional(),
    fees: z.record(z.string(), tokens).optional().meta({
      description: "What is billed by its number, by the name that the price has for it.",
    }),
  })
  .meta({
    description:
      "A part that is absent is 0. `inputTokens` contains the tokens of the caches, of sound and of pictures; `outputTokens` those of reasoning, sound and pictures; `cacheReadTokens` cached sound and pictures.",
  });

const moment = z.string().meta({
  description: "ISO time with its zone, or a date: 12:00 UTC of that day.",
});
const day = z.iso.date().nullable();

/** What decides between the prices of a model. */
const question = {
  at: moment,
  serviceTier: z.string().nullable(),
  region: z.string().nullable(),
  history: z.boolean().meta({ description: "Whether prices of the past may be looked up." }),
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
      "`invalid`: parts exceed what contains them, or `at` is no time; looked at before the price. Free and subscription have a total of 0, no currency and no parts.",
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
  prices: z
    .array(
      z.strictObject({
        name,
        price: publishedPrice,
        history: z.array(publishedRow).meta({ description: "Prices of all times; empty: none." }),
      }),
    )
    .meta({ description: "Prices that `costAt` asks about, by name." }),
  cost: z.array(z.strictObject({ name, ref: z.string(), usage, ...question, cost })).meta({
    description:
      "Cost of a request to a model of the registry, by ref or alias. `history`: that of price-history.json.",
  }),
  costAt: z
    .array(
      z.strictObject({
        name,
        price: z.string().meta({ description: "Name of one of `prices`." }),
        currency: currency.nullable(),
        usage,
        ...question,
        cost,
      }),
    )
    .meta({ description: "Cost at a price that is given, in a currency that is given or not." }),
  estimate: z
    .array(
      z.strictObject({
        name,
        ref: z.string(),
        requests: z.int().min(0),
        inputTokens: tokens,
        outputTokens: tokens,
        cachedShare: z.number().meta({
          description:
            "From 0 to 1, a double; times the input, rounded down, it is read from a cache.",
        }),
        ...question,
        estimate: z.strictObject({
          perRequest: cost,
          total: cost,
          exceeds: z
            .strictObject({
              limit: z.enum(["contextWindow", "maxInputTokens", "maxOutputTokens"]),
              tokens,
            })
            .nullable()
            .meta({
              description: "The first limit that one request exceeds: output, input, both.",
            }),
        }),
      }),
    )
    .meta({ description: "Cost of a number of equal requests, priced one by one." }),
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
    .array(z.strictObject({ name, provider: z.string(), at: moment, refs: z.array(z.string()) }))
    .meta({ description: "Live models of a provider by output price; unknown prices last." }),
  findModels: z
    .array(
      z.strictObject({
        name,
        providers: z.array(z.string()).meta({ description: "Any of them; empty: all." }),
        capabilities: z.array(z.enum(wordsOf(capabilities))),
        refuses: z.array(z.enum(wordsOf(capabilities))),
        minContext: tokens.nullable(),
        minOutput: tokens.nullable(),
        input: z.array(z.enum(wordsOf(inputModalities))),
        output: z.array(z.enum(wordsOf(outputModalities))),
        metered: z.boolean().nullable(),
        openWeights: z.boolean().nullable(),
        sort: z.enum(["cost", "context"]).nullable(),
        inputTokens: tokens,
        outputTokens: tokens,
        currency,
        limit: z.int().min(0).nullable(),
        at: moment,
        refs: z.array(z.string()),
      }),
    )
    .meta({
      description:
        "Live models of which all that is asked is known to hold; equal ones by provider, then by id.",
    }),
  lifecycle: z
    .array(
      z.strictObject({
        name,
        deprecatedAt: day,
        retiresAt: day,
        status: z.enum(wordsOf(modelStatuses)).nullable(),
        at: moment,
        lifecycle: z.strictObject({
          state: z.enum(["live", "retiring", "deprecated", "retired"]),
          since: day.meta({ description: "Since when it is deprecated, or retired." }),
          retiresAt: day.meta({ description: "When it retires, where that has not come." }),
          daysLeft: z.int().min(1).nullable().meta({ description: "Days until then." }),
        }),
      }),
    )
    .meta({ description: "How far a model with these dates is on a day." }),
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
        at: moment,
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
export type Vector<K extends Exclude<keyof PublishedVectors, "schemaVersion" | "contentHash">> =
  PublishedVectors[K][number];
