import fc from "fast-check";
import type { Model } from "../../src/layers/model.ts";
import type { Profile } from "../../src/layers/profile.ts";
import type { Provider } from "../../src/layers/provider.ts";
import {
  authSchemes,
  capabilities,
  inputModalities,
  protocols,
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
const date = fc.constantFrom("2026-01-02", "2025-12-31");
const env = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,40}$/);

/** Whole registries with everything in them, whose ids are valid and whose texts are hostile. */
function registries(words: fc.Arbitrary<string>): fc.Arbitrary<Registry> {
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
    retry: fc.record({ max: fc.nat(100), backoffMs: fc.nat(3_600_000) }),
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
    contextWindow: fc.integer({ min: 1, max: 1_000_000_000 }),
    maxOutputTokens: maybe(fc.integer({ min: 1, max: 1_000_000_000 })),
    capabilities: maybe(listOf(capabilities)),
    input: maybe(listOf(inputModalities)),
    price: fc.oneof(
      fc.record({
        kind: fc.constant("known" as const),
        ...rates,
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
            .map((tiers) => tiers.sort((a, b) => a.aboveInputTokens - b.aboveInputTokens)),
        ),
      }),
      fc.record({ kind: fc.constantFrom("free" as const, "subscription", "unknown") }),
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
      return {
        providers: providers.sort((a, b) => byCodeUnits(a.id, b.id)) as Provider[],
        models: models.sort(
          (a, b) => byCodeUnits(a.provider, b.provider) || byCodeUnits(a.id, b.id),
        ) as Model[],
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
