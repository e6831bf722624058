import fc from "fast-check";
import type { Dispute } from "../../src/layers/dispute.ts";
import type { Model } from "../../src/layers/model.ts";
import type { Profile } from "../../src/layers/profile.ts";
import type { Provider } from "../../src/layers/provider.ts";
import type { PriceRow } from "../../src/layers/rates.ts";
import type { Source } from "../../src/layers/source.ts";
import {
  authSchemes,
  capabilities,
  efforts,
  inputModalities,
  modelStatuses,
  outputModalities,
  protocols,
  systemRoles,
  transports,
  type Vocabulary,
  wordsOf,
} from "../../src/layers/vocabulary.ts";
import { byCodeUnits, type Registry } from "../../src/registry/model.ts";

/** Text that code generators trip over, of any length. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "\\",
        '"#',
        "\\u{",
        "\\\n",
        "*/",
        "//",
        "/*",
        "'",
        "{}",
        "`",
        "${",
        "\r\n",
      ),
      fc.constantFrom(
        "\u0000",
        "\u202e",
        "\u2066",
        "\u2028",
        "\u00a0",
        "\ufeff",
        "é",
        "日本",
        "👩‍👩‍👧",
        "\u{10ffff}",
      ),
      fc.string({ unit: "binary" }),
      fc.stringMatching(/^[a-z ]{0,30}$/),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(""));

/** Text of all lengths around those at which a line is broken. */
const plain = fc.stringMatching(/^[a-z ]{30,110}$/);

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const oneOf = <T extends string>(vocabulary: Vocabulary<T>) =>
  fc.constantFrom(...wordsOf(vocabulary));
const listOf = <T extends string>(vocabulary: Vocabulary<T>) => fc.uniqueArray(oneOf(vocabulary));
const kebab = fc.stringMatching(/^[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}$/);
const modelId = fc.stringMatching(/^[A-Za-z0-9~@][A-Za-z0-9~@._:/+-]{0,40}$/);
const price = fc.oneof(fc.nat(99_999), fc.integer({ min: 0, max: 100_000_000_000_000 }));
const rates = {
  input: price,
  output: price,
  cacheRead: maybe(price),
  cacheWrite5m: maybe(price),
  cacheWrite1h: maybe(price),
};
const moreRates = {
  cacheWrite30m: maybe(price),
  cacheWrite12h: maybe(price),
  cacheWrite: maybe(price),
  reasoning: maybe(price),
  inputAudio: maybe(price),
  outputAudio: maybe(price),
  inputImage: maybe(price),
  outputImage: maybe(price),
  cacheReadAudio: maybe(price),
  cacheReadImage: maybe(price),
};
const vendorName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const date = fc.constantFrom("2026-01-02", "2025-12-31", "2026-12-01", "2027-03-01");
const ascending = (list: { aboveInputTokens: number }[]) =>
  list.sort((a, b) => a.aboveInputTokens - b.aboveInputTokens);
const env = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,40}$/);

/** Whole registries with everything in them, whose ids are valid and whose texts are hostile. */
function registries(words: fc.Arbitrary<string>): fc.Arbitrary<Registry> {
  const dialect = fc
    .record({
      maxTokensField: maybe(fc.constantFrom("max_tokens", "max_completion_tokens")),
      systemRole: maybe(oneOf(systemRoles)),
      omits: maybe(fc.uniqueArray(fc.constantFrom("store", "seed"), { minLength: 1 })),
    })
    .map(present);
  const row = fc
    .record({
      from: maybe(fc.constantFrom("2026-01-01", "2026-02-01T12:30Z")),
      to: maybe(fc.constantFrom("2026-03-01", "2027-01-01")),
      utcHours: maybe(fc.constant(["16:30-00:30"])),
      utcDays: maybe(fc.constant(["mon", "sun"] as const)),
      exceptDates: maybe(fc.constant(["2026-02-02"])),
      serviceTier: maybe(vendorName),
      region: maybe(vendorName),
      ...rates,
      ...moreRates,
    })
    .map(present);
  const extras = {
    tierPercent: maybe(fc.dictionary(vendorName, fc.nat(10_000), { maxKeys: 3 })),
    regionPercent: maybe(fc.dictionary(vendorName, fc.nat(10_000), { maxKeys: 3 })),
    fees: maybe(fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z0-9]{0,9}$/), price, { maxKeys: 3 })),
    rows: maybe(fc.array(row, { minLength: 1, maxLength: 3 })),
    since: maybe(date),
  };

  const provider = fc.record({
    displayName: words,
    endpoint: words,
    authScheme: oneOf(authSchemes),
    authEnv: fc.uniqueArray(env, { maxLength: 9 }),
    auth: fc.oneof(
      fc.record({ in: fc.constant("header" as const), name: words, prefix: maybe(words) }),
      fc.record({ in: fc.constant("query" as const), name: words }),
      fc.constant({ in: "none" as const }),
    ),
    protocol: oneOf(protocols),
    transport: oneOf(transports),
    apiVersion: maybe(fc.record({ header: words, value: words })),
    retry: maybe(fc.record({ max: fc.nat(100), backoffMs: fc.nat(3_600_000) })),
    endpoints: maybe(fc.record({ "openai-chat": words, "openai-responses": words })),
    endpointAuth: maybe(
      fc.record({ "openai-responses": fc.record({ in: fc.constant("none" as const) }) }),
    ),
    headers: maybe(
      fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,9}$/), words, { maxKeys: 3 }),
    ),
    rateLimited: maybe(fc.boolean()),
    rateLimitTpm: maybe(fc.integer({ min: 1, max: 10_000_000 })),
    dialect: maybe(dialect),
    rateLimitRpm: maybe(fc.integer({ min: 1, max: 10_000_000 })),
    billing: fc.record({
      currency: fc.constantFrom("USD", "EUR"),
      mode: fc.constantFrom("metered", "subscription", "free", "account"),
      account: maybe(kebab),
    }),
    openModels: fc.boolean(),
    docsUrl: maybe(words),
    notes: maybe(words),
  });

  const model = fc.record({
    displayName: words,
    contextWindow: maybe(fc.integer({ min: 1, max: 1_000_000_000 })),
    maxInputTokens: maybe(fc.integer({ min: 1, max: 1_000_000_000 })),
    protocols: fc.uniqueArray(oneOf(protocols), { minLength: 1, maxLength: 3 }),
    refuses: maybe(listOf(capabilities)),
    when: maybe(
      fc.array(
        fc
          .record({
            capabilities: listOf(capabilities),
            effort: maybe(listOf(efforts)),
            serviceTier: maybe(fc.uniqueArray(vendorName, { minLength: 1, maxLength: 2 })),
          })
          .map(present),
        { minLength: 1, maxLength: 2 },
      ),
    ),
    output: listOf(outputModalities),
    efforts: maybe(listOf(efforts)),
    dialect: maybe(dialect),
    status: maybe(oneOf(modelStatuses)),
    releasedAt: maybe(fc.constantFrom("2026-01", "2026-01-02")),
    openWeights: maybe(fc.boolean()),
    retiresAt: maybe(date),
    sources: maybe(fc.record({ prices: fc.constant(["models-dev"]) })),
    maxOutputTokens: maybe(fc.integer({ min: 1, max: 1_000_000_000 })),
    capabilities: maybe(listOf(capabilities)),
    input: maybe(listOf(inputModalities)),
    price: fc.oneof(
      fc.record({
        kind: fc.constant("known" as const),
        ...rates,
        ...moreRates,
        ...extras,
        tiers: maybe(
          fc
            .uniqueArray(
              fc.record({ aboveInputTokens: fc.integer({ min: 1, max: 999_999 }), ...rates }),
              {
                minLength: 1,
                maxLength: 3,
                selector: (tier) => tier.aboveInputTokens,
              },
            )
            .map(ascending),
        ),
      }),
      fc.record({
        kind: fc.constantFrom("free" as const, "subscription", "unknown"),
        rows: extras.rows,
      }),
    ),
    verifiedAt: maybe(date),
    deprecatedAt: maybe(date),
    sourceUrl: maybe(words),
    notes: maybe(words),
  });

  const profile = fc.record({
    role: words,
    caps: words,
    capsTokens: fc.uniqueArray(fc.constantFrom("FS-RO", "FS-RW", "BASH", "WEB", "AGENT", "PLAN")),
    requires: maybe(fc.uniqueArray(oneOf(capabilities), { minLength: 1, maxLength: 3 })),
    effort: maybe(oneOf(efforts)),
    description: words,
    systemPromptRef: maybe(words),
    manifestPath: maybe(words),
  });

  return fc
    .record({
      providers: fc.uniqueArray(fc.tuple(kebab, provider), {
        minLength: 12,
        maxLength: 20,
        selector: ([id]) => id,
      }),
      models: fc.uniqueArray(fc.tuple(modelId, model), {
        minLength: 120,
        maxLength: 160,
        size: "max",
        selector: ([id]) => id,
      }),
      aliases: fc.uniqueArray(modelId, { minLength: 80, maxLength: 90, size: "max" }),
      profiles: fc.uniqueArray(fc.tuple(kebab, profile), {
        minLength: 30,
        maxLength: 30,
        size: "max",
        selector: ([id]) => id,
      }),
      picks: fc.infiniteStream(fc.nat(1_000_000)),
      texts: fc.array(words, { minLength: 6, maxLength: 6, size: "max" }),
    })
    .map((parts) => {
      const next = (below: number) => (parts.picks.next().value as number) % below;
      const ids = parts.providers.map(([id]) => id);
      const anyId = () => ids[next(ids.length)] as string;
      const taken = new Set(parts.models.map(([id]) => id));
      const aliases = parts.aliases.filter((alias) => !taken.has(alias));
      const providers = parts.providers.map(([id, facts]) =>
        present({
          id,
          ...facts,
          parentRef: next(3) === 0 ? anyId() : undefined,
          routesTo: next(3) === 0 ? [...new Set([anyId(), anyId(), anyId()])].sort() : undefined,
        }),
      );
      const models = parts.models.map(([id, facts], index) => {
        // Some ids are those of several providers, some models have many aliases.
        const of = anyId();
        const own = aliases.splice(0, next(3) === 0 ? next(9) : 0);
        return present({
          ref: `${of}/${id}`,
          provider: of,
          id,
          slug: `m${index}`,
          aliases: own,
          ...facts,
        });
      });
      for (const each of models.slice(0, 8)) {
        const elsewhere = ids.find((id) => id !== each.provider) as string;
        const slug = `${each.slug}-too`;
        models.push({
          ...each,
          ref: `${elsewhere}/${each.id}`,
          provider: elsewhere,
          slug,
          aliases: [],
        });
      }
      const anyRef = () => (models[next(models.length)] as Model).ref;
      // Half of them are replaced by another one, often in a circle.
      const sorted = models
        .map((each) => (next(2) === 0 ? { ...each, replacedBy: anyRef() } : each))
        .sort((a, b) => byCodeUnits(a.provider, b.provider) || byCodeUnits(a.id, b.id)) as Model[];
      const history = sorted.flatMap(({ ref, price }): [string, readonly PriceRow[]][] => {
        const past = sorted[next(sorted.length)]?.price.rows ?? [];
        return price.since === undefined ? [] : [[ref, [...past, ...(price.rows ?? [])]]];
      });
      return {
        // Only what is published of prices by date: rows stand in their models.
        prices: [],
        history: new Map(history),
        sources: [
          present({
            id: "models-dev",
            adapter: "models-dev",
            from: parts.texts[0],
            license: parts.texts[1],
          }),
        ] as Source[],
        disputes: [
          {
            modelRefs: [anyRef()],
            fact: parts.texts[2],
            ours: parts.texts[3],
            says: { "models-dev": parts.texts[4] },
            reason: parts.texts[5],
            decidedAt: "2026-01-02",
          },
        ] as unknown as Dispute[],
        providers: providers.sort((a, b) => byCodeUnits(a.id, b.id)) as Provider[],
        models: sorted,
        profiles: parts.profiles
          .map(([id, facts]) =>
            present({
              id,
              ...facts,
              defaultModelRef: anyRef(),
              fallbackModelRefs: Array.from({ length: next(5) }, anyRef),
            }),
          )
          .sort((a, b) => byCodeUnits(a.id, b.id)) as Profile[],
      };
    });
}

/**
 * The same registry for the same seed.
 *
 * @param fits - whether a text may be in it; what does not fit is cut.
 */
export function wildRegistry(seed: number, fits: (text: string) => boolean): Registry {
  const words = fc.oneof(text, plain).map((whole) => {
    const chars = [...whole];
    while (!fits(chars.join(""))) chars.pop();
    return chars.join("");
  });
  return fc.sample(registries(words), { seed, numRuns: 1 })[0] as Registry;
}

/** Without keys whose value is undefined, at any depth: what is unknown is absent. */
function present<T>(value: T): T {
  return structuredClone(JSON.parse(JSON.stringify(value))) as T;
}
