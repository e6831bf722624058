import { describe, expect, it } from "vitest";
import type { Dispute } from "../src/layers/dispute.ts";
import type { Model } from "../src/layers/model.ts";
import type { Provider } from "../src/layers/provider.ts";
import type { Registry } from "../src/registry/model.ts";
import { compare } from "../src/sources/compare.ts";
import { type DataSet, type DataSetNotes, readDataSet } from "../src/sources/data-set.ts";
import { explainDisputes } from "../src/sources/explain-disputes.ts";
import { vote } from "../src/sources/vote.ts";
import { material, packageOf } from "./support/material.ts";

const ON = "2026-07-02";

const PROVIDER: Provider = {
  id: "openai",
  displayName: "",
  endpoint: "https://example.test/chat/completions",
  authScheme: "none",
  authEnv: [],
  auth: { in: "none" },
  protocol: "openai-chat",
  transport: "direct-api",
  billing: { currency: "USD", mode: "metered" },
  openModels: false,
} as unknown as Provider;

const MODEL: Model = {
  ref: "openai/m",
  provider: "openai",
  id: "m",
  slug: "m",
  displayName: "",
  aliases: [],
  contextWindow: 1000,
  capabilities: ["tools"],
  protocols: ["openai-chat"],
  output: ["text"],
  price: { kind: "known", input: 100_000_000, output: 200_000_000 },
};

function registry(model: Partial<Model>, provider: Partial<Provider> = {}): Registry {
  const used = { ...PROVIDER, ...provider };
  const ref = `${used.id}/${model.id ?? MODEL.id}`;
  return {
    providers: [used],
    models: [{ ...MODEL, provider: used.id, ref, ...model }],
    profiles: [],
    prices: [],
    history: new Map(),
    sources: [],
    disputes: [],
  };
}

type Models = Readonly<Record<string, object>>;

const asked = ["openai", "lmstudio-local", "other", "groq"];

/** models.dev's data with some models of a provider. */
function modelsDev(models: Models, provider = "openai", notes: DataSetNotes = {}): DataSet {
  const file = material({ "api.json": { [provider]: { models } } });
  return readDataSet(file, asked, { datedAt: "2026-09-28", ...notes });
}

/** genai-prices' data with some models of a provider, each matched by its id alone. */
function genaiPrices(models: Models, provider = "openai"): DataSet {
  const data = Object.entries(models).map(([id, more]) => ({
    id,
    match: { equals: id },
    prices: {},
    ...more,
  }));
  const file = material({ "data.json": [{ id: provider, models: data }] });
  return readDataSet(file, asked, { datedAt: "2026-09-23" });
}

/** pi-ai's data with some models of a provider. */
function piAi(models: Models, provider = "openai"): DataSet {
  const data = Object.entries(models).map(([id, more]) => [
    `chat:${id}`,
    {
      type: "chat",
      id,
      api: "openai-responses",
      provider,
      cost: { input: 0, output: 0 },
      ...more,
    },
  ]);
  const file = material({ [`${provider}.json`]: { api: Object.fromEntries(data) } });
  return readDataSet(file, asked, { datedAt: "2026-11-20" });
}

/** Disagreements as `ref fact: ours | theirs`. */
function found(ours: Registry, ...sets: DataSet[]): string[] {
  return compare(ours, sets, ON).disagreements.map(
    ({ ref, fact, ours: own, theirs, agreed }) =>
      `${ref} ${fact}: ${own.text} | ${theirs.map(({ text }) => text).join(", ")}${agreed ? "" : " (they differ)"}`,
  );
}

describe("compare", () => {
  const known = (more: object) => ({ price: { ...MODEL.price, ...more } as Model["price"] });
  const price = { cost: { input: 1, output: 2 } };
  const tier = { aboveInputTokens: 10, input: 300_000_000, output: 400_000_000 };
  const tierOf = (size: number, more: object = {}) => ({
    cost: { ...price.cost, tiers: [{ input: 3, output: 4, tier: { size }, ...more }] },
  });

  it.each<[string, Registry, DataSet[], string[]]>([
    [
      "nothing where nothing is stated",
      registry({ maxOutputTokens: 5 }),
      [modelsDev({ m: {} })],
      [],
    ],
    [
      "a price, with every data set's",
      registry({}),
      [modelsDev({ m: price }), genaiPrices({ m: { prices: { input_mtok: 1, output_mtok: 3 } } })],
      ["openai/m prices: $1.00 / $2.00 / – | $1.00 / $2.00 / –, $1.00 / $3.00 / – (they differ)"],
    ],
    [
      "a price of 0 beside a known one",
      registry({}),
      [modelsDev({ m: { cost: { input: 0, output: 2 } } })],
      ["openai/m prices: $1.00 / $2.00 / – | $0.00 / $2.00 / –"],
    ],
    [
      "an unknown price that is stated",
      registry({ price: { kind: "unknown" } }),
      [modelsDev({ m: price })],
      ["openai/m prices: – | $1.00 / $2.00 / –", "openai/m price_tiers: – | none"],
    ],
    [
      "free as 0",
      registry({ price: { kind: "free" } }),
      [modelsDev({ m: { cost: { input: 0, output: 2 } } })],
      ["openai/m prices: $0.00 / $0.00 / – | $0.00 / $2.00 / –"],
    ],
    [
      "no price where a flat fee covers use",
      registry({ price: { kind: "subscription" } }),
      [modelsDev({ m: { ...price, limit: { context: 7 } } })],
      ["openai/m context_window: 1,000 | 7"],
    ],
    [
      "no price in another currency",
      registry({}, { billing: { currency: "EUR", mode: "metered" } }),
      [modelsDev({ m: { cost: { input: 7, output: 7 } } })],
      [],
    ],
    [
      "cache prices that are stated",
      registry(known({ cacheRead: 10_000_000, cacheWrite30m: 20_000_000 })),
      [
        modelsDev({ m: { cost: { ...price.cost, cache_read: 0.1, cache_write: 0.2 } } }),
        genaiPrices({
          m: {
            prices: {
              input_mtok: 1,
              output_mtok: 2,
              cache_read_mtok: 0.11,
              cache_write_mtok: 0.2,
              cache_write_1h_mtok: 0.4,
            },
          },
        }),
      ],
      [
        "openai/m prices: $1.00 / $2.00 / $0.10 | $1.00 / $2.00 / $0.10, $1.00 / $2.00 / $0.11 (they differ)",
        "openai/m cache_write_1h: – | $0.40",
      ],
    ],
    [
      "no tiers where the price has none",
      registry(known({ tiers: [tier] })),
      [modelsDev({ m: price })],
      ["openai/m price_tiers: >10: $3.00 / $4.00 / – | none"],
    ],
    [
      "tiers by the rates that both state, however their beginning is written",
      registry(known({ tiers: [tier] })),
      [
        modelsDev({ m: tierOf(10, { cache_read: 9 }) }),
        modelsDev({ m: tierOf(9) }, "openai", { id: "b" }),
      ],
      [],
    ],
    [
      "tiers that begin elsewhere",
      registry(known({ tiers: [tier] })),
      [modelsDev({ m: tierOf(12) })],
      ["openai/m price_tiers: >10: $3.00 / $4.00 / – | >12: $3.00 / $4.00 / –"],
    ],
    [
      "the price of the day, and the tier that the standard one makes up",
      registry(
        known({
          tierPercent: { fast: 200, batch: 50 },
          rows: [{ to: "2026-08-01", input: 500_000_000, output: 600_000_000 }],
        }),
      ),
      [
        modelsDev({
          m: {
            cost: { input: 5, output: 6 },
            experimental: { modes: { fast: { cost: { input: 10, output: 12 } } } },
          },
        }),
      ],
      [],
    ],
    [
      "limits and a state",
      registry({ maxOutputTokens: 5, deprecatedAt: "2026-07-03" }),
      [
        modelsDev({
          m: { limit: { context: 999, input: 900, output: 6 }, status: "deprecated" },
        }),
      ],
      [
        "openai/m context_window: 1,000 | 999",
        "openai/m max_input_tokens: – | 900",
        "openai/m max_output_tokens: 5 | 6",
        "openai/m status: live | deprecated",
      ],
    ],
    [
      "abilities, of which a condition has both",
      registry({
        input: ["text", "image"],
        capabilities: ["tools"],
        refuses: ["structured-output"],
        when: [{ capabilities: ["temperature"], effort: ["none"] }],
        efforts: ["none", "high"],
      }),
      [
        modelsDev({
          m: {
            modalities: { input: ["text", "pdf"], output: ["text"] },
            tool_call: false,
            structured_output: true,
            temperature: false,
            reasoning_options: [{ type: "effort", values: ["none", "high", "max"] }],
          },
        }),
        piAi({ m: { reasoning: true, thinkingLevelMap: { off: "none", max: null } } }),
      ],
      [
        "openai/m input.image: yes | no",
        "openai/m input.pdf: no | yes",
        "openai/m capabilities.tools: yes | no, yes (they differ)",
        "openai/m capabilities.structured-output: no | yes",
        "openai/m capabilities.reasoning: – | yes",
        "openai/m capabilities.reasoning-off: – | yes, yes",
        "openai/m capabilities.reasoning-effort: – | yes, yes",
        "openai/m efforts: none, high | none, high, max, none (they differ)",
      ],
    ],
    [
      "an id that one data set does not know",
      registry({ id: "n" }),
      [modelsDev({ o: {} }), genaiPrices({ n: {} })],
      ["openai/n unknown-there: there | –, there (they differ)"],
    ],
    [
      "no unknown id that came after the day of the data, or that a newer one has",
      registry({ id: "n", releasedAt: "2026-10-01" }),
      [modelsDev({ o: {} })],
      [],
    ],
    [
      "an id that is known by an alias",
      registry({ id: "n", aliases: ["m"] }),
      [modelsDev({ m: {} })],
      [],
    ],
    [
      "no unknown id of a deprecated model, nor one that is called live before its end",
      registry({ id: "n", deprecatedAt: "2026-07-02" }),
      [modelsDev({ o: {} })],
      [],
    ],
    [
      "no unknown id where the list is of what ends",
      registry({ id: "n" }),
      [
        readDataSet(
          packageOf("openai", {
            "resources/shared.d.ts":
              '/** - "o": Announced shutdown date: 2026-12-11. */ export type ChatModel',
          }),
          ["openai"],
        ),
      ],
      [],
    ],
    [
      "nothing missing or unknown at a server that takes any id",
      registry({}, { id: "lmstudio-local", openModels: true }),
      [modelsDev({ new: { modalities: { output: ["text"] } } }, "lmstudio")],
      [],
    ],
    [
      "codex with OpenAI's models, of which it has a choice",
      registry({ price: { kind: "subscription" } }, { id: "codex" }),
      [modelsDev({ m: { limit: { context: 7 } }, new: { modalities: { output: ["text"] } } })],
      ["codex/m context_window: 1,000 | 7"],
    ],
    [
      "any provider whose id a data set has",
      registry({}, { id: "groq" }),
      [modelsDev({ m: { cost: { input: 990, output: 2 } } }, "groq")],
      ["groq/m prices: $1.00 / $2.00 / – | $990.00 / $2.00 / –"],
    ],
  ])("finds %s", (_, ours, sets, want) => {
    expect(found(ours, ...sets)).toEqual(want);
  });

  it("finds live models to talk to that are missing: of the newest data set, or of two", () => {
    const chat = { modalities: { output: ["text"] } };
    const sets = [
      modelsDev({
        m: {},
        new: chat,
        old: { ...chat, status: "deprecated" },
        picture: { modalities: { output: ["image"] } },
        "gpt-cyber": chat,
        lonely: chat,
        both: chat,
      }),
      genaiPrices({ m: {}, both: {}, vague: {} }),
    ];
    expect(found(registry({}), ...sets)).toEqual([
      "openai/both missing-here: – | there, there",
      "openai/lonely missing-here: – | there",
      "openai/new missing-here: – | there",
    ]);
    expect(found(registry({}), ...sets, piAi({ m: {}, new: {} }))).toEqual([
      "openai/both missing-here: – | there, there",
      "openai/new missing-here: – | there, there",
    ]);
  });

  it("names what it did not look at", () => {
    const ours = registry({}, { id: "other" });
    const set = modelsDev({}, "openai", {
      ignores: [{ provider: "openai", facts: ["limits"], reason: "A policy." }],
    });
    expect(compare(ours, [set], ON).uncompared).toEqual([
      { what: "other", reason: "no data set has it" },
      { what: "limits of openai in models-dev", reason: "A policy." },
    ]);
  });
});

describe("explainDisputes", () => {
  const dispute = (more: Partial<Dispute>): Dispute => ({
    modelRefs: ["openai/m"],
    fact: "context_window",
    ours: "1,000",
    says: { "models-dev": "999", "pi-ai": "1,000" },
    reason: "Seen.",
    decidedAt: "2026-11-29",
    ...more,
  });
  const sets = [
    modelsDev({ m: { limit: { context: 999 } } }),
    piAi({ m: { contextWindow: 1000 } }),
  ];
  const explain = (disputes: Dispute[], of: DataSet[] = sets, ours = registry({})) =>
    explainDisputes(compare(ours, of, ON).disagreements, disputes, {
      sources: of.map(({ id }) => id),
      isMeant: () => true,
    });
  const told = (...args: Parameters<typeof explain>) => {
    const { explained, unexplained, stale } = explain(...args);
    return {
      explained: explained.map(({ fact }) => fact),
      unexplained: unexplained.map(({ fact }) => fact),
      stale: stale.map(({ because }) => because),
    };
  };

  it("explains what a row says", () => {
    const want = { explained: ["context_window"], unexplained: [], stale: [] };
    expect(told([dispute({})])).toEqual(want);
    // Who agrees with the registry need not be named.
    expect(told([dispute({ says: { "models-dev": "999" } })])).toEqual(want);
  });

  it.each<[string, Partial<Dispute>, string]>([
    ["the registry", { ours: "2,000" }, "the registry says 1,000"],
    ["a source", { says: { "models-dev": "998" } }, "models-dev says 999"],
    ["a source that it does not name", { says: { "pi-ai": "1,000" } }, "models-dev says 999"],
  ])("does not explain what %s does not say", (_, more, because) => {
    expect(told([dispute(more)])).toEqual({ explained: [], unexplained: [], stale: [because] });
  });

  it("finds what no row speaks of, and rows about which nobody differs", () => {
    expect(told([])).toMatchObject({ unexplained: ["context_window"] });
    expect(told([dispute({ modelRefs: ["openai/m", "openai/other"] })])).toMatchObject({
      stale: ["nobody disagrees with the registry"],
    });
  });

  it("leaves rows alone about data sets that were not asked", () => {
    const rows = [dispute({}), dispute({ fact: "prices", says: { "genai-prices": "$1" } })];
    expect(told(rows, [piAi({ m: { contextWindow: 1000 } })])).toMatchObject({ stale: [] });
  });
});

describe("vote", () => {
  const opinions = (...values: readonly (readonly [string, string, unknown])[]) =>
    values.map(([source, datedAt, value]) => ({ source, datedAt, value }));

  it.each([
    [[["a", "2026-01-01", 1]], { value: 1, sources: ["a"], dissent: [], isTie: false }],
    [
      [
        ["a", "2026-01-01", 1],
        ["b", "2026-02-01", 2],
        ["c", "2026-03-01", 1],
      ],
      { value: 1, sources: ["a", "c"], dissent: ["b"], isTie: false },
    ],
    [
      [
        ["a", "2026-01-01", 1],
        ["b", "2026-02-01", 2],
      ],
      { value: 2, sources: ["b"], dissent: ["a"], isTie: true },
    ],
    [[], undefined],
  ] as const)("of %j", (given, want) => {
    expect(vote(opinions(...given), Object.is)).toEqual(want);
  });
});
