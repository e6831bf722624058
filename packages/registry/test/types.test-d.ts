import { expectTypeOf, test } from "vitest";
import type { Model as CodegenModel } from "../../codegen/src/layers/model.ts";
import type { Profile as CodegenProfile } from "../../codegen/src/layers/profile.ts";
import type { Provider as CodegenProvider } from "../../codegen/src/layers/provider.ts";
import * as tables from "../src/gen/index.gen.js";
import { anthropic, models as anthropicModels } from "../src/gen/providers/anthropic.gen.js";
import {
  type Cost,
  cost,
  costAt,
  createRegistry,
  findModel,
  findModels,
  getModel,
  getProfile,
  getProvider,
  type Model,
  type ModelId,
  type ModelRef,
  modelAliases,
  models,
  modelsOf,
  type Price,
  type Profile,
  type ProfileId,
  type Provider,
  type ProviderId,
  profiles,
  providers,
  type Resolution,
  resolveProfile,
} from "../src/index.ts";

const usage = { inputTokens: 1, outputTokens: 1 };

test("known ids compile, unknown ones do not", () => {
  getModel("anthropic/claude-sonnet-4-6");
  getModel("anthropic/claude-haiku-4-5-20251001");
  // @ts-expect-error no such model
  getModel("anthropic/claude-nope");
  // @ts-expect-error a ref names its provider
  getModel("claude-sonnet-4-6");
  // @ts-expect-error no such provider
  getProvider("antropic");
  // @ts-expect-error no such profile
  getProfile("nobody");
  // @ts-expect-error no such model
  cost("openai/gpt-nope", usage);
  // @ts-expect-error no such model of this provider
  anthropicModels["gpt-5"];
});

test("profiles resolve by any string, and say how", () => {
  expectTypeOf(resolveProfile).toBeCallableWith("critic", { env: { A: undefined } });
  expectTypeOf(resolveProfile).toBeCallableWith(String(1), { pinned: undefined });
  const resolution = resolveProfile("critic");
  // @ts-expect-error there may be none
  resolution.ref;
  if (resolution.kind === "resolved") {
    expectTypeOf(resolution.model).toEqualTypeOf<Model | undefined>();
    expectTypeOf(resolution.provider).toEqualTypeOf<Provider>();
  } else {
    expectTypeOf(resolution.message).toEqualTypeOf<string>();
  }
  // @ts-expect-error no such transport
  resolveProfile("critic", { userOverride: { provider: "a", model: "b", transport: "pigeon" } });
  expectTypeOf(createRegistry(tables).resolveProfile("critic")).toEqualTypeOf<Resolution>();
});

test("models are those of any string, of one registry and of another", () => {
  expectTypeOf(modelsOf).toBeCallableWith(String(1));
  expectTypeOf(createRegistry(tables).modelsOf(String(1))).toEqualTypeOf<
    readonly Model<ModelRef>[]
  >();
  // @ts-expect-error not a string
  modelsOf(undefined);
});

test("ids are literal types", () => {
  expectTypeOf<ModelId<"deepseek">>().toEqualTypeOf<
    | "deepseek-chat"
    | "deepseek-flash"
    | "deepseek-reasoner"
    | "deepseek-v4-flash"
    | "deepseek-v4-pro"
  >();
  expectTypeOf<ModelId<"litellm-proxy">>().toBeNever();
  expectTypeOf<"anthropic/claude-sonnet-4-6">().toExtend<ModelRef>();
  expectTypeOf<string>().not.toExtend<ModelRef>();
  expectTypeOf<"critic">().toExtend<ProfileId>();
  expectTypeOf<"xai">().toExtend<ProviderId>();
});

test("answers are typed", () => {
  expectTypeOf(getModel("openai/gpt-5")).toEqualTypeOf<Model<ModelRef>>();
  expectTypeOf(getModel("openai/gpt-5").ref).toEqualTypeOf<ModelRef>();
  expectTypeOf(findModel("anything")).toEqualTypeOf<Model<ModelRef> | undefined>();
  expectTypeOf(getProvider("anthropic").authScheme).toEqualTypeOf<"x-api-key">();
  expectTypeOf(getProvider("google").protocol).toEqualTypeOf<"gemini-generate-content">();
  expectTypeOf(cost("openai/gpt-5", usage)).toEqualTypeOf<Cost>();
  expectTypeOf(anthropic.authEnv).toEqualTypeOf<readonly ["ANTHROPIC_API_KEY"]>();
  // A profile's model is a key of the models.
  expectTypeOf(models[profiles["researcher"].defaultModelRef]).toEqualTypeOf<Model<ModelRef>>();
});

test("tables can be gone through", () => {
  expectTypeOf(Object.values(models)).toEqualTypeOf<Model<ModelRef>[]>();
  expectTypeOf(Object.values(anthropicModels)).toEqualTypeOf<Model<ModelRef>[]>();
  expectTypeOf(Object.entries(anthropicModels)).toEqualTypeOf<[string, Model<ModelRef>][]>();
  expectTypeOf(Object.values(providers)).items.toExtend<Provider>();
  expectTypeOf(Object.values(providers)).items.toHaveProperty("id").toEqualTypeOf<ProviderId>();
  expectTypeOf(Object.values(profiles)).items.toHaveProperty("id").toEqualTypeOf<ProfileId>();
  expectTypeOf(Object.values(modelAliases)).items.toExtend<ModelRef>();
  expectTypeOf(Object.values(modelAliases)).items.not.toBeAny();
});

test("a cost has its currency, unless it is one at a price that came without", () => {
  const known = cost("openai/gpt-5", usage, {});
  if (known.kind === "known") {
    expectTypeOf(known.currency).toEqualTypeOf<string>();
    expectTypeOf(known.parts.input).toEqualTypeOf<bigint>();
  }
  expectTypeOf(costAt({ kind: "free" }, usage, { currency: "USD" })).toEqualTypeOf<Cost>();
  const bare = costAt({ kind: "free" }, usage);
  if (bare.kind === "known") expectTypeOf(bare.currency).toEqualTypeOf<string | undefined>();
  // @ts-expect-error its currency is not known
  expectTypeOf(bare).toEqualTypeOf<Cost>();
  cost("openai/gpt-5", usage, { at: "2026-01-01", serviceTier: "flex", region: "eu" });
  // @ts-expect-error a moment is a date or a text
  cost("openai/gpt-5", usage, { at: 0 });
});

test("a price is one of four things", () => {
  const price = getModel("openai/gpt-5").price;
  expectTypeOf(price).toEqualTypeOf<Price>();
  // @ts-expect-error not every price has a rate
  price.input;
  if (price.kind === "known") expectTypeOf(price.input).toBeNumber();
});

test("models that are found are those of the registry", () => {
  const query = { tools: true, minContext: 200_000, metered: true, sort: "cost" } as const;
  expectTypeOf(findModels(query)).toEqualTypeOf<readonly Model<ModelRef>[]>();
  // Their refs are what other functions take.
  for (const { ref } of findModels(query)) cost(ref, usage);
  for (const { ref } of Object.values(models)) cost(ref, usage);
  const own = createRegistry(tables);
  for (const { ref } of own.findModels({ ...query, limit: 3 })) own.cost(ref, usage);
  // @ts-expect-error no such capability
  findModels({ toools: true });
  // @ts-expect-error no such order
  findModels({ sort: "price" });
  // @ts-expect-error no such kind of content
  findModels({ input: ["smell"] });
});

test("a registry of one's own has the same look-ups", () => {
  const own = createRegistry(tables);
  own.getModel("openai/gpt-5");
  // @ts-expect-error no such model
  own.getModel("openai/gpt-nope");
  expectTypeOf(own.getProvider("xai").authScheme).toEqualTypeOf<"bearer">();
  expectTypeOf(own.models).toEqualTypeOf(models);
  expectTypeOf(own.providers).toEqualTypeOf(providers);
  expectTypeOf(own.profiles).toEqualTypeOf(profiles);
});

test("what the generator resolves is what the contract says, but for what only people read", () => {
  expectTypeOf<Omit<CodegenProvider, "notes">>().toEqualTypeOf<Provider>();
  expectTypeOf<CodegenModel>().toExtend<Model>();
  expectTypeOf<Model>().toExtend<CodegenModel>();
  expectTypeOf<CodegenProfile>().toEqualTypeOf<Profile>();
});
