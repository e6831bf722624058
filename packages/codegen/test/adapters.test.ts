import { describe, expect, it } from "vitest";
import { readDataSet } from "../src/sources/data-set.ts";
import { specialPurpose } from "../src/sources/left-out.ts";
import { matches } from "../src/sources/matches.ts";
import type { Material } from "../src/sources/material.ts";
import { microCents } from "../src/sources/micro-cents.ts";
import { statedPrice } from "../src/sources/price-in-force.ts";
import { findProvider } from "../src/sources/provider-names.ts";
import type { Match, StatedFacts, Statement } from "../src/sources/statement.ts";
import { material, packageOf } from "./support/material.ts";

describe("microCents", () => {
  it.each([
    [0.3, 30_000_000],
    ["0.30", 30_000_000],
    [0.1 + 0.7, 80_000_000],
    [0.0028, 280_000],
    [1.1, 110_000_000],
    [4.35, 435_000_000],
    [25, 2_500_000_000],
    [1e-7, 10],
    ["2.5E1", 2_500_000_000],
    [0, 0],
    ["0.000000005", 1],
    ["0.000000004", 0],
  ])("%s dollars are %i", (dollars, want) => {
    expect(microCents(dollars)).toBe(want);
  });

  it.each([-1, Number.NaN, "", "1,5", "$3"])("refuses %s", (dollars) => {
    expect(() => microCents(dollars)).toThrow(RangeError);
  });
});

describe("matches", () => {
  it.each<[Match, string, boolean]>([
    [{ equals: "gpt-5" }, "gpt-5", true],
    [{ equals: "gpt-5" }, "GPT-5", true],
    [{ equals: "gpt-5" }, "gpt-5-mini", false],
    [{ starts_with: "gpt-5" }, "gpt-5-mini", true],
    [{ starts_with: "claude-sonnet-5" }, "claude-sonnet-5-20260629", true],
    [{ starts_with: "claude-sonnet-5" }, "claude-sonnet-5-5", false],
    [{ starts_with: "gpt-5" }, "gpt-5.1", false],
    [{ ends_with: "-mini" }, "gpt-5-mini", true],
    [{ contains: "-5-" }, "gpt-5-mini", true],
    [{ regex: "^grok-4\\.3-\\d{8}$" }, "grok-4.3-20260101", true],
    [{ regex: "^grok-4\\.3-\\d{8}$" }, "grok-4.3", false],
    [{ or: [{ equals: "a" }, { equals: "b" }] }, "b", true],
    [{ or: [] }, "b", false],
    [{ and: [{ contains: "a" }, { contains: "b" }] }, "ab", true],
    [{ and: [{ contains: "a" }, { contains: "b" }] }, "a", false],
  ])("%j is about %s: %s", (match, id, want) => {
    expect(matches(match, id)).toBe(want);
  });
});

describe("specialPurpose", () => {
  it.each([
    "gpt-6-cyber",
    "gpt-daybreak-red-latest",
    "o3-deep-research",
    "gemini-robotics-er-2-preview",
    "gemini-2.5-computer-use-preview-10-2025",
    "text-embedding-3-large",
    "gpt-realtime-2.1",
    "grok-imagine-image",
  ])("knows what %s is for", (id) => {
    expect(specialPurpose(id)).toEqual(expect.any(String));
  });

  it.each([
    "gpt-6-sol",
    "claude-fable-5-2",
    "gemini-4-carbon",
    "deepseek-flash",
    "cyberdolphin-7b",
  ])("knows none of %s", (id) => {
    expect(specialPurpose(id)).toBeUndefined();
  });
});

describe("findProvider", () => {
  it.each([
    ["groq", ["groq"], { name: "groq", isChoice: false }],
    ["xai", ["x-ai"], { name: "x-ai", isChoice: false }],
    ["xai", ["x-ai", "xai"], { name: "xai", isChoice: false }],
    ["codex", ["openai"], { name: "openai", isChoice: true }],
    ["codex", ["openai", "openai-codex"], { name: "openai-codex", isChoice: false }],
    ["mlx-local", ["openai"], undefined],
  ])("%s in %j", (id, known, want) => {
    expect(findProvider(id, new Set(known))).toEqual(want);
  });
});

/** What a data set states about the first model of a provider. */
function statement(data: Material, provider: string): Statement | undefined {
  return readDataSet(data, [provider]).statementsOf(provider)[0];
}

const facts = (data: Material, provider: string): StatedFacts | undefined =>
  statement(data, provider)?.facts;

describe("models.dev", () => {
  const modelsDev = (model: object, id = "m") =>
    material({ "api.json": { openai: { models: { [id]: model } } } });

  it("states prices, limits, abilities and dates", () => {
    const read = statement(
      modelsDev({
        name: "M",
        release_date: "2026-07-09",
        last_updated: "2026-07-10",
        knowledge: "2026-02",
        open_weights: false,
        tool_call: true,
        structured_output: false,
        temperature: true,
        reasoning: true,
        reasoning_options: [
          { type: "toggle" },
          { type: "effort", values: ["none", "low", "High", "default"] },
          { type: "budget_tokens", min: 128, max: 32_768 },
          { type: "something-later", x: 1 },
        ],
        interleaved: true,
        limit: { context: 1000, input: 900, output: 100 },
        modalities: { input: ["text", "image"], output: ["text"] },
        cost: {
          input: 0.3,
          output: 1.1,
          reasoning: 1.1,
          cache_read: 0.07,
          cache_write: 0.375,
          input_audio: 2,
          tiers: [{ input: 0.6, output: 2.2, tier: { type: "context", size: 200_000 } }],
        },
        experimental: {
          modes: {
            fast: {
              cost: { input: 0.6, output: 2.2 },
              provider: { body: { service_tier: "priority" } },
            },
            pro: { provider: { body: { reasoning: { mode: "pro" } } } },
          },
        },
      }),
      "openai",
    );
    expect(read).toEqual({
      provider: "openai",
      id: "m",
      match: { equals: "m" },
      chat: true,
      facts: {
        displayName: "M",
        prices: [
          {
            rates: {
              input: 30_000_000,
              output: 110_000_000,
              cacheRead: 7_000_000,
              cacheWrite: 37_500_000,
              inputAudio: 200_000_000,
            },
            tiers: [{ aboveInputTokens: 200_000, input: 60_000_000, output: 220_000_000 }],
          },
          { serviceTier: "priority", rates: { input: 60_000_000, output: 220_000_000 }, tiers: [] },
        ],
        contextWindow: 1000,
        maxInputTokens: 900,
        maxOutputTokens: 100,
        input: { text: true, image: true, pdf: false, audio: false, video: false },
        output: ["text"],
        capabilities: {
          tools: true,
          "structured-output": false,
          temperature: true,
          reasoning: true,
          "reasoning-off": true,
          "reasoning-effort": true,
          "reasoning-budget": true,
          "reasoning-between-tools": true,
          "reasoning-pro": true,
        },
        efforts: {
          none: true,
          minimal: false,
          low: true,
          medium: false,
          high: true,
          xhigh: false,
          max: false,
        },
        reasoningBudgetMinTokens: 128,
        reasoningBudgetMaxTokens: 32_768,
        status: "live",
        releasedAt: "2026-07-09",
        knowledgeUntil: "2026-02",
        openWeights: false,
      },
    });
  });

  it("takes what is 0 as not stated, but for the price itself", () => {
    const cost = { input: 0, output: 0, cache_read: 0, cache_write: 0 };
    expect(facts(modelsDev({ cost, limit: { context: 0, output: 0 } }), "openai")).toEqual({
      prices: [{ rates: { input: 0, output: 0 }, tiers: [] }],
      status: "live",
    });
  });

  it("knows how long Claude models keep what is written to the cache", () => {
    const model = modelsDev({ cost: { cache_write: 3.75 } }, "claude-x");
    expect(facts(model, "openai")?.prices?.[0]?.rates).toEqual({ cacheWrite5m: 375_000_000 });
  });

  it("says which field thinking comes back in, and what is no model to talk to", () => {
    expect(facts(modelsDev({ interleaved: { field: "reasoning_content" } }), "openai")).toEqual({
      reasoningField: "reasoning_content",
      status: "live",
    });
    const picture = modelsDev({ modalities: { output: ["image"] }, status: "deprecated" });
    expect(statement(picture, "openai")).toMatchObject({
      chat: false,
      facts: { status: "deprecated" },
    });
  });

  it("is of the day on which any of its models last changed", () => {
    const set = readDataSet(modelsDev({ last_updated: "2026-09-28" }), []);
    expect(set).toMatchObject({ id: "models-dev", datedAt: "2026-09-28" });
  });

  it("looks only at providers that are asked for", () => {
    const data = material({
      "api.json": { openai: { models: {} }, odd: { models: { m: { cost: "free" } } } },
    });
    expect(readDataSet(data, ["openai"]).covers("odd")).toBe("own");
    expect(() => readDataSet(data, ["odd"])).toThrow("its shape differs at odd.models.m.cost");
  });
});

describe("genai-prices", () => {
  const model = (prices: unknown) => ({ id: "m", name: "M", match: { equals: "m" }, prices });
  const genaiPrices = (prices: unknown) =>
    material({ "data.json": [{ id: "x-ai", models: [model(prices)] }] });
  const priceOn = (prices: unknown, on: string) =>
    statedPrice(facts(genaiPrices(prices), "xai")?.prices, on)?.rates.input;

  it("states prices and fees", () => {
    const read = statement(
      genaiPrices({
        input_mtok: { base: 3, tiers: [{ start: 200_000, price: 6 }] },
        output_mtok: { base: "15", tiers: [{ start: 200_000, price: "22.5" }] },
        cache_read_mtok: 0.3,
        cache_write_mtok: 3.75,
        cache_write_1h_mtok: 6,
        input_audio_mtok: 1,
        web_searches_kcount: 10,
        input_document_kpages: 1,
      }),
      "xai",
    );
    expect(read).toEqual({
      provider: "x-ai",
      id: "m",
      match: { equals: "m" },
      facts: {
        displayName: "M",
        prices: [
          {
            rates: {
              input: 300_000_000,
              output: 1_500_000_000,
              cacheRead: 30_000_000,
              cacheWrite: 375_000_000,
              cacheWrite1h: 600_000_000,
              inputAudio: 100_000_000,
            },
            tiers: [{ aboveInputTokens: 200_000, input: 600_000_000, output: 2_250_000_000 }],
          },
        ],
        fees: { webSearch: 1_000_000_000 },
      },
    });
  });

  it.each([
    ["2026-08-31", 1],
    ["2026-09-01", 2],
    ["2026-12-31", 2],
  ])("has the price in force on %s", (on, dollars) => {
    const prices = [
      { prices: { input_mtok: 1 } },
      { constraint: { start_date: "2026-09-01" }, prices: { input_mtok: 2 } },
      { constraint: { start_date: "2027-01-01" }, prices: { input_mtok: 3 } },
    ];
    expect(priceOn(prices, on)).toBe(dollars * 100_000_000);
  });

  it.each([
    ["00:30:00Z", "16:30:00Z", 2],
    ["16:30:00Z", "00:30:00Z", 1],
    ["22:00:00Z", "13:00:00Z", 2],
    ["12:00:00Z", "12:30:00Z", 2],
    ["11:00:00Z", "12:00:00Z", 1],
  ])("has the price at noon where another holds from %s to %s", (start, end, dollars) => {
    const prices = [
      { prices: { input_mtok: 1 } },
      { constraint: { start_time: start, end_time: end }, prices: { input_mtok: 2 } },
    ];
    expect(priceOn(prices, "2026-07-02")).toBe(dollars * 100_000_000);
  });

  it("is found in the program of its package, none of which runs", () => {
    const program = `
      throw new Error("this ran");
      const other = [1, null, f()], odd = { [f()]: 1 }, E = [{
        id: "x-ai", models: [{
          id: 'm', "match": { starts_with: "m" }, deprecated: !0, context_window: 5e5, price_comments: \`a
b\`, prices: { input_mtok: 1 }
        }]
      }];`;
    const data = packageOf("@pydantic/genai-prices", { "dist/index.cjs": program });
    expect(facts(data, "xai")).toEqual({
      prices: [{ rates: { input: 100_000_000 }, tiers: [] }],
      contextWindow: 500_000,
      status: "deprecated",
    });
  });

  it.each([
    ["a text that is no program", "const = ["],
    ["nested as nothing sane is", `const E = ${"[".repeat(20_000)}`],
    ["without a literal", "const E = [f()];"],
  ])("is not found in %s", (_, program) => {
    const data = packageOf("@pydantic/genai-prices", { "dist/index.js": program });
    expect(() => readDataSet(data, [])).toThrow("is no data set that kei knows");
  });
});

describe("pi-ai", () => {
  const model = (more: object, id = "m") => ({
    type: "chat",
    id,
    name: "M (latest)",
    api: "openai-responses",
    provider: "openai",
    cost: { input: 2, output: 10, cacheRead: 0, cacheWrite: 2.5 },
    ...more,
  });
  const piAi = (more: object, id = "m") =>
    material({
      "manifest.json": { generatedAt: "2026-11-20T10:48:49.496Z" },
      "openai.json": { "openai-responses": { [`chat:${id}`]: model(more, id) } },
    });

  it("states prices, limits and efforts", () => {
    const read = statement(
      piAi({
        reasoning: true,
        input: ["text", "image"],
        contextWindow: 1_050_000,
        maxTokens: 128_000,
        thinkingLevelMap: { off: "none", minimal: null, xhigh: "xhigh", max: null },
        compat: { supportsStrictMode: true, supportsTemperature: false },
        cost: {
          input: 2,
          output: 10,
          cacheRead: 0.2,
          cacheWrite: 2.5,
          tiers: [
            { inputTokensAbove: 272_000, input: 4, output: 15, cacheRead: 0.4, cacheWrite: 0 },
          ],
        },
      }),
      "openai",
    );
    expect(read).toEqual({
      provider: "openai",
      id: "m",
      match: { equals: "m" },
      chat: true,
      facts: {
        displayName: "M",
        prices: [
          {
            rates: {
              input: 200_000_000,
              output: 1_000_000_000,
              cacheRead: 20_000_000,
              cacheWrite: 250_000_000,
            },
            tiers: [
              {
                aboveInputTokens: 272_000,
                input: 400_000_000,
                output: 1_500_000_000,
                cacheRead: 40_000_000,
              },
            ],
          },
        ],
        contextWindow: 1_050_000,
        maxOutputTokens: 128_000,
        input: { text: true, image: true },
        capabilities: {
          tools: true,
          reasoning: true,
          temperature: false,
          "strict-tools": true,
          "reasoning-off": true,
          "reasoning-effort": true,
        },
        efforts: {
          none: true,
          minimal: false,
          low: true,
          medium: true,
          high: true,
          xhigh: true,
          max: false,
        },
        status: "live",
      },
    });
  });

  it("knows what thinking a Claude model takes that chooses it itself, and what is refused", () => {
    const read = facts(
      piAi(
        {
          reasoning: true,
          compat: { forceAdaptiveThinking: true },
          thinkingLevelMap: { off: null },
        },
        "claude-x",
      ),
      "openai",
    );
    expect(read?.capabilities).toMatchObject({
      "reasoning-adaptive": true,
      "reasoning-off": false,
    });
    expect(read?.efforts).toEqual({ none: false, low: true, medium: true, high: true });
    expect(read?.prices?.[0]?.rates).toMatchObject({ cacheWrite5m: 250_000_000 });
  });

  it("states no price of nothing, and no window of 272,000", () => {
    const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
    expect(facts(piAi({ cost, contextWindow: 272_000 }), "openai")).toEqual({
      displayName: "M",
      capabilities: { tools: true },
      status: "live",
    });
  });

  it("has models to talk to alone", () => {
    const data = material({
      "openai.json": { x: { "classifier:m": model({ type: "classifier" }) } },
    });
    expect(statement(data, "openai")).toBeUndefined();
  });

  it("is found in its package, of the day on which it was made", () => {
    const data = packageOf("@earendil-works/pi-ai", {
      "dist/providers/data/.manifest.json": { generatedAt: "2026-11-20T10:48:49.496Z" },
      "dist/providers/data/openai.json": { x: { "chat:m": model({}) } },
    });
    expect(readDataSet(data, [])).toMatchObject({ id: "pi-ai", datedAt: "2026-11-20" });
  });
});

describe("the lists of SDKs", () => {
  const ends = (data: Material, provider: string) =>
    readDataSet(data, [provider])
      .statementsOf(provider)
      .map(({ id, facts }) => [id, facts.retiresAt]);

  it("have the days that OpenAI announced", () => {
    const text = `
/**
 * Deprecated values:
 *
 * - "gpt-5.3-chat-latest", "gpt-5.2-chat-latest": Announced shutdown date:
 *   2026-08-10. See https://example.test for details and
 *   recommended replacements.
 * - "gpt-5.1-mini": Not a supported model ID. Retained for SDK compatibility.
 * - "gpt-5", "gpt-5-mini",
 *   "o3": Announced shutdown date: 2026-12-11. See https://example.test.
 */
export type ChatModel = 'gpt-6-astra' | 'gpt-5';
/** - "not-this": Announced shutdown date: 2026-01-01. */
export type Other = string;`;
    const data = packageOf("openai", { "resources/shared.d.ts": text });
    expect(ends(data, "openai")).toEqual([
      ["gpt-5.3-chat-latest", "2026-08-10"],
      ["gpt-5.2-chat-latest", "2026-08-10"],
      ["gpt-5", "2026-12-11"],
      ["gpt-5-mini", "2026-12-11"],
      ["o3", "2026-12-11"],
    ]);
    expect(readDataSet(data, []).id).toBe("openai-sdk");
  });

  it("have the days that Anthropic has", () => {
    const text = `export const DEPRECATED_MODELS = {
    'claude-opus-4-5': 'January 22nd, 2027',
    "claude-sonnet-4-5": "November 3rd, 2026",
    'claude-odd': 'Smarch 1st, 2026',
};`;
    const data = packageOf("@anthropic-ai/sdk", { "internal/data/deprecated-models.mjs": text });
    expect(ends(data, "anthropic")).toEqual([
      ["claude-opus-4-5", "2027-01-22"],
      ["claude-sonnet-4-5", "2026-11-03"],
    ]);
  });

  it("are said to be elsewhere when they are not where they were", () => {
    expect(() => readDataSet(packageOf("openai", {}), ["openai"])).toThrow(
      "its shape differs at resources/shared.d.ts: there is no list of models that end",
    );
  });
});

describe("readDataSet", () => {
  it.each([
    ["[[provider]]", "x.json is no data set that kei knows: it is not JSON"],
    ["<!doctype html>", "x.json is no data set that kei knows: it is HTML or XML"],
    [" ", "x.json is no data set that kei knows: it is empty"],
    ["[]", "x.json is no data set that kei knows"],
    ["{}", "x.json is no data set that kei knows"],
    ["3", "x.json is no data set that kei knows"],
    ['{"name": "kei"}', "x.json is no data set that kei knows"],
    ['{"openai": {"models": {"m": {"cost": {"input": "free"}}}}}', "openai.models.m.cost.input"],
    ['{"openai": {"models": {"m": {"cost": {"input": -1}}}}}', "openai.models.m.cost.input"],
    [
      '[{"id": "x-ai", "models": [{"id": "m"}]}]',
      "looks like data of genai-prices, but its shape differs at x-ai.0.match",
    ],
    [
      '[{"id": "x-ai", "models": [{"id": "m", "match": {"like": "m"}, "prices": {}}]}]',
      "looks like data of genai-prices, but its shape differs at x-ai.0.match",
    ],
    [
      '[{"id": "x-ai", "models": [{"id": "m", "match": {"regex": "("}, "prices": {}}]}]',
      "looks like data of genai-prices, but its shape differs at x-ai.0.match",
    ],
    [
      '[{"id": "x-ai", "models": [{"id": "m", "match": {"regex": "^(a+)+$"}, "prices": {}}]}]',
      "looks like data of genai-prices, but its shape differs at x-ai.0.match",
    ],
    [
      '{"api": {"chat:m": {"type": "chat", "id": "m"}}}',
      "looks like data of pi-ai, but its shape differs at x.json.api.chat:m",
    ],
  ])("refuses %s", (text, message) => {
    const read = () => readDataSet(material({ "x.json": text }), ["openai", "xai", "x"]);
    expect(read).toThrow(message);
  });

  it("refuses what is no data of the adapter that somebody states", () => {
    const read = (adapter: string) => () =>
      readDataSet(material({ "x.json": "<p>" }), [], { adapter });
    expect(read("models-dev")).toThrow("x.json is no data of models-dev: it is HTML or XML");
    expect(read("ai-sdk")).toThrow("no adapter reads ai-sdk");
  });

  it("speaks of what it may decide", () => {
    const set = readDataSet(material({ "x.json": { openai: { models: {} } } }), [], {
      facts: ["prices", "limits"],
      ignores: [{ provider: "openai", facts: ["limits"], reason: "" }],
    });
    expect(set.decides("openai", "prices")).toBe(true);
    expect(set.decides("openai", "limits")).toBe(false);
    expect(set.decides("xai", "limits")).toBe(true);
    expect(set.decides("xai", "abilities")).toBe(false);
  });
});
