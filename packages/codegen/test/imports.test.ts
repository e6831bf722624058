import { describe, expect, it } from "vitest";
import { endpointOf, idOfUrl } from "../src/sources/imports/connection.ts";
import type { Wanted } from "../src/sources/imports/imported.ts";
import { perMillion } from "../src/sources/imports/litellm-prices.ts";
import { modelRecords } from "../src/sources/imports/model-record.ts";
import { readImport } from "../src/sources/imports/read-import.ts";
import type { Material } from "../src/sources/material.ts";
import { material } from "./support/material.ts";

const ALL: Wanted = { provider: () => true, model: () => true };

/** What is written of a file, and what is said of the rest. */
function read(file: Material, wanted = ALL) {
  const { providers, models, profiles, dropped } = readImport(file, wanted);
  const records = models.map(modelRecords);
  return {
    providers: providers.map(({ record }) => record),
    models: records.map(({ model }) => model),
    rows: records.flatMap(({ rows }) => rows),
    profiles: profiles.map(({ record }) => record),
    dropped: [...dropped, ...records.flatMap((each) => each.dropped)],
  };
}

const codex = (text: string) => material({ "config.toml": text });
const yaml = (text: string) => material({ "config.yaml": text });
const whys = (dropped: readonly { what: string; why: string }[]) =>
  dropped.map(({ what, why }) => `${what}: ${why}`);

describe("the URL of requests", () => {
  it.each([
    ["https://api.example.com/v1", "openai-chat", "https://api.example.com/v1/chat/completions"],
    ["https://api.example.com/v1/", "openai-responses", "https://api.example.com/v1/responses"],
    ["https://e.com/v1/chat/completions", "openai-chat", "https://e.com/v1/chat/completions"],
    ["https://e.com/v1?a=b", "openai-chat", "https://e.com/v1/chat/completions?a=b"],
    ["http://127.0.0.1:11434/v1", "ollama-chat", "http://127.0.0.1:11434/api/chat"],
    ["https://e.com/v1beta", "gemini-generate-content", "https://e.com/v1beta/models"],
    ["${BASE}/v1", "openai-chat", "${BASE}/v1/chat/completions"],
  ] as const)("of %s by %s", (base, protocol, url) => {
    expect(endpointOf(base, protocol)).toBe(url);
  });

  it.each([
    ["https://api.z.ai/api/coding/paas/v4", "z-ai-coding-paas"],
    ["https://opencode.ai/zen/v1", "opencode-ai-zen"],
    ["https://opencode.ai/zen/go/v1", "opencode-ai-zen-go"],
    ["http://127.0.0.1:9379/v1", "localhost-port9379"],
    ["http://192.0.2.10:11436", "ip192x0x2x10-port11436"],
    ["${VLLM_BASE_URL}", "vllm"],
  ])("%s names a server %s", (url, id) => {
    expect(idOfUrl(url)).toBe(id);
  });
});

describe("models.dev", () => {
  const model = {
    name: "M",
    limit: { context: 0, output: 100 },
    modalities: { input: ["text"], output: ["text"] },
    cost: { input: 1.5, output: 3, cache_read: 0 },
  };
  const data = {
    some: {
      name: "Some",
      npm: "@ai-sdk/openai-compatible",
      api: "https://api.some.ai/v1",
      env: ["SOME_ACCOUNT", "SOME_API_KEY"],
      models: {
        one: model,
        two: {
          ...model,
          provider: { npm: "@ai-sdk/anthropic", api: "https://api.some.ai/claude/v1" },
        },
        three: { ...model, provider: { npm: "@ai-sdk/amazon-bedrock" } },
        four: { ...model, provider: { api: "https://other.some.ai/v1" } },
      },
    },
    groq: { name: "Groq", npm: "@ai-sdk/groq", env: ["GROQ_API_KEY"], models: { one: model } },
    unknown: { name: "U", npm: "their-package", env: [], models: { one: model } },
  };

  it("gives each model one of the endpoints of its provider, and says which have none", () => {
    const { providers, models, dropped } = read(material({ "api.json": data }));
    expect(providers).toEqual([
      {
        id: "some",
        display_name: "Some",
        endpoint: "https://api.some.ai/v1/chat/completions",
        endpoints: { "anthropic-messages": "https://api.some.ai/claude/v1/messages" },
        auth_scheme: "bearer",
        endpoint_auth: { "anthropic-messages": "x-api-key" },
        auth_env: "SOME_API_KEY",
        billing_currency: "USD",
      },
      expect.objectContaining({ endpoint: "https://api.groq.com/openai/v1/chat/completions" }),
    ]);
    expect(models.map((each) => [each["provider_ref"], each["id"], each["protocols"]])).toEqual([
      ["some", "one", ["openai-chat"]],
      ["some", "two", ["anthropic-messages"]],
      ["groq", "one", ["openai-chat"]],
    ]);
    // A limit of 0 is none, and nothing takes its place.
    expect(models[0]).not.toHaveProperty("context_window");
    expect(models[0]).toHaveProperty("max_output_tokens", 100);
    expect(models[0]).toHaveProperty("cost_input_per_mtok_micro", 150_000_000);
    expect(whys(dropped)).toEqual(
      expect.arrayContaining([
        "some/three: Bedrock's own format is none that kei has a client for",
        "some/four: it is served at https://other.some.ai/v1/chat/completions, and a provider has one endpoint a protocol",
        "some/one cache_read: a price of 0 for reading a cache means in a registry that it is unknown",
        "unknown: models.dev leaves its address to the package their-package",
      ]),
    );
  });

  it("reads what is asked for, and says nothing of the rest", () => {
    const { providers, models, dropped } = read(material({ "api.json": data }), {
      provider: (id) => id === "some",
      model: (id) => id === "one",
    });
    expect(providers.map(({ id }) => id)).toEqual(["some"]);
    expect(models.map(({ id }) => id)).toEqual(["one"]);
    expect(dropped.map(({ what }) => what)).toEqual([
      "some/one cache_read",
      "description, family and attachment of models",
    ]);
  });
});

describe("pi-ai", () => {
  it("goes by the addresses of its APIs", () => {
    const model = { type: "chat", provider: "p", input: ["text"], cost: { input: 1, output: 2 } };
    const file = material({
      "p.json": {
        "openai-completions": {
          "chat:a": {
            ...model,
            id: "a",
            api: "openai-completions",
            baseUrl: "https://p.ai/{P_ACCOUNT}/v1",
          },
        },
        "anthropic-messages": {
          "chat:b": { ...model, id: "b", api: "anthropic-messages", baseUrl: "https://p.ai" },
        },
        "pi-messages": {
          "chat:c": { ...model, id: "c", api: "pi-messages", baseUrl: "https://p.ai" },
        },
      },
    });
    const { providers, models, dropped } = read(file);
    expect(providers).toEqual([
      {
        id: "p",
        display_name: "p",
        endpoint: "https://p.ai/${P_ACCOUNT}/v1/chat/completions",
        endpoints: { "anthropic-messages": "https://p.ai/v1/messages" },
        auth_scheme: "bearer",
        endpoint_auth: { "anthropic-messages": "x-api-key" },
        auth_env: "P_API_KEY",
        billing_currency: "USD",
      },
    ]);
    expect(models.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(whys(dropped)).toContain("p/c: kei has no client for the API pi-messages");
  });
});

describe("LiteLLM's price map", () => {
  it("is exact in dollars for a token, and keeps tiers of length and of service", () => {
    expect(perMillion(1e-7)).toBe(10_000_000);
    expect(perMillion(0.00001)).toBe(1_000_000_000);
    expect(perMillion(3.75e-8)).toBe(3_750_000);
    const { models, rows, dropped } = read(
      material({
        "prices.json": {
          "gemini/g": {
            litellm_provider: "gemini",
            mode: "chat",
            max_input_tokens: 1000,
            max_output_tokens: 0,
            input_cost_per_token: 1e-6,
            output_cost_per_token: 1e-5,
            input_cost_per_token_above_200k_tokens: 2e-6,
            output_cost_per_token_above_200k_tokens: 2e-5,
            input_cost_per_token_batches: 5e-7,
            output_cost_per_token_batches: 5e-6,
            supports_function_calling: true,
            supports_vision: false,
            search_context_cost_per_query: { search_context_size_low: 0.035 },
          },
        },
      }),
    );
    expect(models).toEqual([
      {
        provider_ref: "google",
        id: "g",
        display_name: "g",
        max_input_tokens: 1000,
        capabilities: ["tools"],
        input: ["text"],
        cost_input_per_mtok_micro: 100_000_000,
        cost_output_per_mtok_micro: 1_000_000_000,
        price_tiers: [
          {
            above_input_tokens: 200_000,
            cost_input_per_mtok_micro: 200_000_000,
            cost_output_per_mtok_micro: 2_000_000_000,
          },
        ],
      },
    ]);
    expect(rows).toEqual([
      {
        model_ref: "google/g",
        service_tier: "batch",
        cost_input_per_mtok_micro: 50_000_000,
        cost_output_per_mtok_micro: 500_000_000,
      },
    ]);
    expect(whys(dropped)).toEqual([
      "google/g max_output_tokens: 0 is no number of tokens",
      "google/g search_context_cost_per_query: a registry has no such facts",
    ]);
  });
});

describe("secrets", () => {
  const KEY = "sk-live-0123456789abcdef0123456789";
  it.each([
    [
      "codex, a header",
      codex(
        `model = "m"\nmodel_provider = "p"\n[model_providers.p]\nbase_url = "https://p.ai/v1"\nwire_api = "chat"\nhttp_headers = { Authorization = "Bearer ${KEY}", X-Title = "us" }\nquery_params = { api_key = "${KEY}" }\n`,
      ),
    ],
    [
      "codex, a token",
      codex(
        `model = "m"\nmodel_provider = "p"\n[model_providers.p]\nbase_url = "https://p.ai/v1"\nexperimental_bearer_token = "${KEY}"\n`,
      ),
    ],
    [
      "LiteLLM",
      yaml(
        `model_list:\n  - model_name: m\n    litellm_params: { model: openai/m, api_base: "https://p.ai/v1", api_key: ${KEY} }\ngeneral_settings: { master_key: ${KEY} }\n`,
      ),
    ],
    [
      "crush",
      material({
        "crush.json": {
          providers: {
            p: {
              type: "openai",
              base_url: "https://p.ai/v1",
              api_key: KEY,
              extra_headers: { "x-api-key": KEY },
              models: [{ id: "m" }],
            },
          },
        },
      }),
    ],
    [
      "opencode",
      material({
        "opencode.json": {
          provider: {
            p: {
              options: { baseURL: "https://p.ai/v1", apiKey: KEY, headers: { Authorization: KEY } },
              models: { m: {} },
            },
          },
        },
      }),
    ],
  ])("are named and not copied: %s", (_, file) => {
    const all = read(file);
    expect(JSON.stringify(all)).not.toContain(KEY);
    expect(all.models).toHaveLength(1);
    expect(all.providers[0]).toHaveProperty(
      "auth_env",
      expect.stringMatching(/^P(?:_AI)?_API_KEY$/),
    );
    expect(all.dropped.some(({ why }) => /a key stands in the file/.test(why))).toBe(true);
  });
});

describe("what the tools write", () => {
  it("codex: headers and keys of the environment, queries, unknown efforts", () => {
    const { providers, profiles, dropped } = read(
      codex(`model = "m"
model_provider = "p"
model_reasoning_effort = "turbo"
[model_providers.p]
base_url = "https://p.ai/openai"
query_params = { api-version = "2025-04-01" }
env_http_headers = { api-key = "P_KEY", X-Team = "TEAM" }
wire_api = "responses"
`),
    );
    expect(providers[0]).toMatchObject({
      endpoint: "https://p.ai/openai/responses?api-version=2025-04-01",
      auth_scheme: "header",
      auth_header: "api-key",
      auth_env: "P_KEY",
      headers: { "X-Team": "${TEAM}" },
    });
    expect(profiles[0]).not.toHaveProperty("effort");
    expect(whys(dropped)).toContain("model_reasoning_effort: there is no effort turbo");
  });

  it("LiteLLM: aliases, fallbacks and several servers of one name are profiles", () => {
    const { profiles, dropped } = read(
      yaml(`model_list:
  - { model_name: fast, litellm_params: { model: groq/llama } }
  - { model_name: fast, litellm_params: { model: openai/llama, api_base: "http://127.0.0.1:8000/v1" } }
  - { model_name: llama, litellm_params: { model: groq/llama } }
  - { model_name: gone, litellm_params: { model: sagemaker/x } }
router_settings:
  model_group_alias: { quick: fast }
  fallbacks: [{ llama: [fast, gone] }]
  context_window_fallbacks: [{ llama: [fast] }]
`),
    );
    expect(profiles).toEqual([
      expect.objectContaining({
        id: "fast",
        caps: "PLAN",
        default_model_ref: "groq/llama",
        fallback_model_refs: ["localhost-port8000/llama"],
      }),
      expect.objectContaining({
        id: "llama",
        default_model_ref: "groq/llama",
        fallback_model_refs: ["localhost-port8000/llama"],
      }),
      expect.objectContaining({ id: "quick", default_model_ref: "groq/llama" }),
    ]);
    expect(whys(dropped)).toEqual(
      expect.arrayContaining([
        "model_list.gone: kei has no client for what LiteLLM calls sagemaker/",
        "fallback of llama to gone: that model is not imported",
        "router_settings.context_window_fallbacks: a profile falls back for any failure, not for one kind",
      ]),
    );
  });

  it("crush: prices of caches, efforts, its choices", () => {
    const { models, profiles, dropped } = read(
      material({
        "crush.json": {
          providers: {
            p: {
              type: "anthropic",
              base_url: "https://p.ai/v1",
              api_key: "$P_KEY",
              models: [
                {
                  id: "m",
                  name: "M",
                  cost_per_1m_in: 3,
                  cost_per_1m_out: 15,
                  cost_per_1m_in_cached: 3.75,
                  cost_per_1m_out_cached: 0.3,
                  context_window: 200000,
                  default_max_tokens: 50000,
                  can_reason: true,
                  reasoning_levels: ["low", "high"],
                },
              ],
            },
          },
          models: {
            large: { provider: "p", model: "m", reasoning_effort: "high" },
            small: { provider: "q", model: "x" },
          },
        },
      }),
    );
    expect(models[0]).toEqual({
      provider_ref: "p",
      id: "m",
      display_name: "M",
      context_window: 200_000,
      efforts: ["low", "high"],
      cost_input_per_mtok_micro: 300_000_000,
      cost_output_per_mtok_micro: 1_500_000_000,
      cache_read_per_mtok_micro: 30_000_000,
      cache_write_per_mtok_micro: 375_000_000,
    });
    expect(profiles).toEqual([
      expect.objectContaining({ id: "crush-large", default_model_ref: "p/m", effort: "high" }),
    ]);
    expect(whys(dropped)).toEqual(
      expect.arrayContaining([
        "p/m default_max_tokens: what crush asks for is not the most that the model gives",
        "models.small: the file does not describe q/x",
      ]),
    );
  });
});

describe("a file that cannot be imported", () => {
  it.each([
    [
      "aichat",
      yaml("clients: [{ type: openai }]"),
      "is aichat's config.yaml, which kei cannot import",
    ],
    [
      "aider",
      yaml("model: x\nweak-model: y"),
      "is aider's .aider.conf.yml, which kei cannot import",
    ],
    [
      "Continue",
      yaml("schema: v1\nmodels: []"),
      "is Continue's config.yaml, which kei cannot import",
    ],
    [
      "text",
      yaml("hello"),
      "is none of the files that kei can import: it is no JSON, TOML or YAML",
    ],
    ["HTML", yaml("<html></html>"), "is none of the files that kei can import: it is HTML or XML"],
    ["nothing", yaml(""), "is none of the files that kei can import: it is empty"],
    [
      "a bomb",
      yaml(
        `a: &a [x]\n${["b", "c", "d", "e", "f"].map((k, i) => `${k}: &${k} [${Array(9).fill(`*${"abcdef"[i]}`).join(", ")}]`).join("\n")}\nmodel_list: *f\n`,
      ),
      "is none of the files that kei can import",
    ],
  ])("is told: %s", (_, file, message) => {
    expect(() => readImport(file, ALL)).toThrow(message);
    try {
      readImport(file, ALL);
    } catch (error) {
      expect((error as { hint: string }).hint).toContain("litellm-config: LiteLLM's config.yaml");
    }
  });

  it("says where a shape differs", () => {
    expect(() => readImport(yaml("model_list: [{ model_name: 5 }]"), ALL)).toThrow(
      "looks like LiteLLM's config.yaml, but its shape differs at model_list.0.model_name",
    );
  });
});
