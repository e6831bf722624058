import { describe, expect, it } from "vitest";
import {
  createRegistry,
  findModel,
  findProfile,
  findProvider,
  getModel,
  getProfile,
  getProvider,
  type Model,
  modelAliases,
  models,
  modelsOf,
  profiles,
  providers,
} from "../src/index.ts";

const SEED_PROVIDERS = [
  "anthropic",
  "codex",
  "deepseek",
  "google",
  "litellm-proxy",
  "lmstudio-local",
  "mlx-local",
  "ollama-local",
  "openai",
  "xai",
];

describe("the registry", () => {
  it("has the ten providers and the eighteen profiles", () => {
    expect(Object.keys(providers)).toEqual(SEED_PROVIDERS);
    expect(Object.keys(profiles)).toHaveLength(18);
  });

  it("keys every model by its ref", () => {
    for (const [ref, model] of Object.entries<Model>(models as never)) {
      expect(ref).toBe(model.ref);
      expect(ref).toBe(`${model.provider}/${model.id}`);
    }
  });

  it("leads every reference somewhere", () => {
    for (const profile of Object.values(profiles)) {
      const { defaultModelRef, fallbackModelRefs } = profile;
      for (const ref of fallbackModelRefs) {
        expect(findModel(ref)?.deprecatedAt, ref).toBeUndefined();
        expect(findModel(ref), ref).toBeDefined();
      }
      // A default stays beyond its end where its successor stands beside it.
      const { deprecatedAt, replacedBy } = getModel(defaultModelRef);
      if (deprecatedAt !== undefined) expect(fallbackModelRefs).toContain(replacedBy);
    }
    for (const model of Object.values<Model>(models as never)) {
      if (model.replacedBy !== undefined) expect(findModel(model.replacedBy)).toBeDefined();
    }
  });
});

describe("look-ups", () => {
  it("find what is there", () => {
    expect(getProvider("anthropic").authScheme).toBe("x-api-key");
    expect(getModel("anthropic/claude-sonnet-4-6").displayName).toBe("Claude Sonnet 4.6");
    expect(getProfile("critic").caps).toBe("RO-FS-WEB");
  });

  it("resolve aliases to the model itself", () => {
    const haiku = getModel("anthropic/claude-haiku-4-5");
    expect(getModel("anthropic/claude-haiku-4-5-20251001")).toBe(haiku);
    for (const [alias, ref] of Object.entries(modelAliases)) {
      expect(findModel(alias)).toBe(findModel(ref));
      expect(findModel(ref)?.ref).toBe(ref);
    }
  });

  it.each([
    ["anthropic", "claude-haiku-4-5"],
    ["anthropic", "claude-sonnet-4-6"],
    ["anthropic", "claude-opus-4-7"],
    ["openai", "gpt-5"],
    ["codex", "gpt-5-codex"],
    ["xai", "grok-4"],
    ["deepseek", "deepseek-r1"],
    ["deepseek", "deepseek-v3"],
    ["google", "gemini-2.5-pro"],
    ["ollama-local", "llama-3.3-70b"],
    ["mlx-local", "qwen-2.5-coder-32b"],
  ])("%s/%s, which downstream uses, still resolves", (provider, id) => {
    expect(findModel(`${provider}/${id}`)?.provider).toBe(provider);
  });

  const nobody = [
    "",
    "/",
    "anthropic",
    "anthropic/",
    "nope/nope",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "anthropic/__proto__",
  ];
  it.each(nobody)("have no answer to %j", (id) => {
    expect(findProvider(id === "anthropic" ? "" : id)).toBeUndefined();
    expect(findModel(id)).toBeUndefined();
    expect(findProfile(id)).toBeUndefined();
    expect(() => getProvider((id === "anthropic" ? "" : id) as never)).toThrow(RangeError);
    expect(() => getModel(id as never)).toThrow(RangeError);
    expect(() => getProfile(id as never)).toThrow(RangeError);
  });

  it.each([
    ['"antropic" (did you mean "anthropic"?)', () => getProvider("antropic" as never)],
    ['there is no provider "__proto__"', () => getProvider("__proto__" as never)],
    ["there is no provider undefined", () => getProvider(undefined as never)],
    ['profile "critics" (did you mean "critic"?)', () => getProfile("critics" as never)],
    ['there is no profile ""', () => getProfile("" as never)],
    [
      'there is no model "anthropic/claude-sonet-4-6" (did you mean "anthropic/claude-sonnet-4-6"?)',
      () => getModel("anthropic/claude-sonet-4-6" as never),
    ],
    [
      '(did you mean "anthropic/claude-haiku-4-5-20251001"?)',
      () => getModel("anthropic/claude-haiku-4-5-20251010" as never),
    ],
    ['"gpt-5" (did you mean "openai/gpt-5"?)', () => getModel("gpt-5" as never)],
    ['there is no model "nobody/no-such-model"', () => getModel("nobody/no-such-model" as never)],
  ])("say what is not there, and what is near: %s", (message, ask) => {
    expect(ask).toThrow(RangeError);
    expect(ask).toThrow(new RegExp(`${message.replace(/[()?]/g, "\\$&")}$`));
  });
});

it("a registry of one's own has its tables, beside the look-ups", () => {
  const own = createRegistry({ providers, models, modelAliases, profiles });
  expect(own.providers).toBe(providers);
  expect(own.models).toBe(models);
  expect(own.profiles).toBe(profiles);
});

describe("modelsOf", () => {
  it("gives live ones, by output price", () => {
    const live = modelsOf("anthropic");
    expect(live.length).toBeGreaterThan(3);
    const prices = live.map(({ price }) => (price.kind === "known" ? price.output : 0));
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    expect(live.every(({ deprecatedAt }) => deprecatedAt === undefined)).toBe(true);
    expect(
      live.flatMap(({ slug = "" }) => (["haiku", "sonnet", "opus"].includes(slug) ? [slug] : [])),
    ).toEqual(["haiku", "sonnet", "opus"]);
  });

  it("puts free models first and unknown prices last", () => {
    const model = (id: string, price: Model["price"]): Model => ({
      ref: `p/${id}`,
      provider: "p",
      id,
      slug: id,
      displayName: id,
      aliases: [],
      contextWindow: 1,
      protocols: ["openai-chat"],
      output: ["text"],
      price,
    });
    const list = [
      model("unknown", { kind: "unknown" }),
      model("dear", { kind: "known", input: 1, output: 9 }),
      model("b", { kind: "known", input: 2, output: 5 }),
      model("a", { kind: "known", input: 2, output: 5 }),
      model("cheap-in", { kind: "known", input: 1, output: 5 }),
      model("free", { kind: "free" }),
      { ...model("old", { kind: "free" }), deprecatedAt: "2026-01-01" },
    ];
    const own = createRegistry({
      providers: { p: {} },
      models: Object.fromEntries(list.map((each) => [each.ref, each])),
      modelAliases: {},
      profiles: {},
    });
    expect(own.modelsOf("p").map(({ id }) => id)).toEqual([
      "free",
      "cheap-in",
      "a",
      "b",
      "dear",
      "unknown",
    ]);
  });

  it("is empty for a provider without models", () => {
    expect(modelsOf("litellm-proxy")).toEqual([]);
  });
});
