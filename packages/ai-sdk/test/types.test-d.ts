import type { LanguageModelV3, LanguageModelV4, ProviderV3, ProviderV4 } from "@ai-sdk/provider";
import { anthropic } from "@kei/runtime/anthropic";
import { openai } from "@kei/runtime/openai";
import { createProviderRegistry, generateText, type LanguageModel } from "ai";
import { generateText as generateText6, type LanguageModel as LanguageModel6 } from "ai6";
import { expectTypeOf, test } from "vitest";
import { createKei, type KeiModelOptions, type KeiRef, kei, unsafeModel } from "../src/index.ts";
import { createKei as createKeiV3, kei as keiV3 } from "../src/v3.ts";

test("a model is one of the registry's, by its ref", () => {
  kei("anthropic/claude-sonnet-4-6");
  kei("anthropic/claude-haiku-4-5-20251001");
  kei("openai/gpt-5.2");
  kei("litellm-proxy/anthropic/claude-sonnet-4-6");
  kei("ollama-local/my-own:7b");
  kei(unsafeModel("anthropic/claude-next"));
  kei.languageModel("anthropic/claude-sonnet-4-6" as string);
  // @ts-expect-error a typing error
  kei("anthropic/claude-sonet-4-6");
  // @ts-expect-error of another provider
  kei("openai/claude-sonnet-4-6");
  // @ts-expect-error without its provider
  kei("claude-sonnet-4-6");
  // @ts-expect-error could be anything
  kei("anthropic/claude-sonnet-4-6" as string);
  expectTypeOf<"anthropic/claude-sonnet-4-6">().toExtend<KeiRef>();
});

test("options are those of the model", () => {
  kei("openai/gpt-5.2-pro", { reasoning: { effort: "high" }, serviceTier: "flex" });
  // @ts-expect-error an effort that it does not take
  kei("openai/gpt-5.2-pro", { reasoning: { effort: "low" } });
  // @ts-expect-error it takes no budget
  kei("openai/gpt-5.2", { reasoning: { budgetTokens: 2_048 } });
  kei("anthropic/claude-haiku-4-5", {
    reasoning: { budgetTokens: 2_048 },
    cache: { keep: "long" },
  });
  // @ts-expect-error a tier that its protocol does not have
  kei("anthropic/claude-haiku-4-5", { serviceTier: "flex" });
  // @ts-expect-error no such option
  kei("anthropic/claude-haiku-4-5", { effort: "low" });
  // @ts-expect-error the AI SDK has words for it
  kei("anthropic/claude-haiku-4-5", { temperature: 0.5 });
  kei(unsafeModel("openai/gpt-next"), { reasoning: { effort: "max" } });
});

test("options of a call are those of the model, too", () => {
  const model = kei("openai/gpt-5.2-pro");
  generateText({
    model,
    prompt: "Hi",
    providerOptions: {
      kei: { reasoning: { effort: "high" } } satisfies KeiModelOptions<"openai/gpt-5.2-pro">,
    },
  });
  ({
    // @ts-expect-error an effort that it does not take
    reasoning: { effort: "low" },
  }) satisfies KeiModelOptions<"openai/gpt-5.2-pro">;
});

test("is a provider of the AI SDK, of each version", () => {
  expectTypeOf(kei).toExtend<Pick<ProviderV4, "specificationVersion" | "languageModel">>();
  expectTypeOf(kei("openai/gpt-5.2")).toExtend<LanguageModelV4>();
  expectTypeOf(kei("openai/gpt-5.2")).toExtend<LanguageModel>();
  createProviderRegistry({ kei });
  expectTypeOf(keiV3).toExtend<Pick<ProviderV3, "specificationVersion" | "languageModel">>();
  expectTypeOf(keiV3("openai/gpt-5.2")).toExtend<LanguageModelV3>();
  expectTypeOf(keiV3("openai/gpt-5.2")).toExtend<LanguageModel6>();
  generateText6({ model: keiV3("openai/gpt-5.2"), prompt: "Hi" });
  // @ts-expect-error AI SDK 6 takes no models of version 4
  generateText6({ model: kei("openai/gpt-5.2"), prompt: "Hi" });
});

test("clients of one's own: their names, their models, their profiles", () => {
  const profiles = { writer: {} };
  const own = createKei({ clients: { work: openai(), anthropic: anthropic() }, profiles });
  own("work/gpt-5.2", { reasoning: { effort: "low" } });
  own("anthropic/claude-sonnet-4-6");
  own.profile("writer");
  // @ts-expect-error no client of that name
  own("openai/gpt-5.2");
  // @ts-expect-error an effort that it does not take
  own("work/gpt-5.2-pro", { reasoning: { effort: "low" } });
  // @ts-expect-error no such profile
  own.profile("critic");
  // @ts-expect-error there are none
  createKei({ clients: { anthropic: anthropic() } }).profile("writer");
  createKeiV3({ clients: { anthropic: anthropic() } })("anthropic/claude-sonnet-4-6");
  kei.profile("critic");
  // @ts-expect-error no such profile
  kei.profile("crtic");
});
