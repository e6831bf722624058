import { costOf, type KeiModelOptions, kei } from "@kei/ai-sdk";
import { createKei } from "@kei/ai-sdk/core";
import { kei as keiV3 } from "@kei/ai-sdk/v3";
import { check, type Diagnostic, type Emitter } from "@kei/codegen";
import {
  type Cost,
  cost,
  findModel,
  getModel,
  type ModelId,
  type ProviderId,
  providers,
} from "@kei/registry";
import { anthropic as facts, models } from "@kei/registry/anthropic";
import { costAt } from "@kei/registry/cost";
import { type LoadedRegistry, loadRegistry } from "@kei/registry/load";
import { createClient, KeiError, type Reply, type StreamEvent, unsafeModel } from "@kei/runtime";
import { type AnthropicModel, anthropic } from "@kei/runtime/anthropic";
import { defineClient } from "@kei/runtime/codegen";
import { litellmProxy } from "@kei/runtime/litellm-proxy";
import { ollamaLocal } from "@kei/runtime/ollama-local";

export const loaded: Promise<LoadedRegistry> = loadRegistry({ dir: ".", env: {} });
export const scheme: "x-api-key" = facts.authScheme;
export const id: ModelId<"anthropic"> = "claude-sonnet-4-6";
export const contextWindow: number | undefined =
  models[id].contextWindow ?? getModel("openai/gpt-5").contextWindow;
export const price: Cost = cost("openai/gpt-5", { inputTokens: 1, outputTokens: 1 });
export const currency: string | undefined = price.kind === "known" ? price.currency : undefined;
export const provider: ProviderId = "xai";
export const ids: ProviderId[] = Object.values(providers).map(({ id }) => id);
export const windows: (number | undefined)[] = Object.values(models).map(
  (model) => model.contextWindow,
);
export const found: string | undefined = findModel("x/y")?.id;
export const functions = [costAt, defineClient, check];
export const emitter: Emitter = { name: "none", emit: () => [] };
export const code = (diagnostic: Diagnostic): string => diagnostic.code;

const messages = [{ role: "user", content: "Hello" }] as const;
const model: AnthropicModel = "claude-sonnet-4-6";
export const reply: Promise<Reply> = anthropic().chat({ model, messages });
export const events: AsyncIterable<StreamEvent> = createClient("anthropic").stream({
  model,
  messages,
});
litellmProxy().preview({ model: "openai/gpt-5", messages });
ollamaLocal().preview({ model: "any:7b", messages });
anthropic().preview({ model: unsafeModel("claude-next"), messages });
export const clients = [anthropic({ fetch: window.fetch }), createClient("google")];
export const reason = (error: KeiError): "auth" | "timeout" | undefined =>
  error.code === "auth" || error.code === "timeout" ? error.code : undefined;
export const isAuth = (error: unknown): boolean =>
  error instanceof KeiError && error.code === "auth";

// @ts-expect-error no such key, so it is not any
Object.values(models).map((model) => model.nope);
// @ts-expect-error no such model
getModel("openai/gpt-nope");
// @ts-expect-error no such provider
export const nobody: ProviderId = "nobody";
// @ts-expect-error no such model
anthropic().preview({ model: "claude-sonet-4-6", messages });
// @ts-expect-error no such provider
createClient("antropic");

// Without @ai-sdk/provider, whose types these are.
const sdkOptions: KeiModelOptions<"openai/gpt-5.2-pro"> = { reasoning: { effort: "high" } };
export const sdkModel = kei("openai/gpt-5.2-pro", sdkOptions);
export const sdkModelV3 = keiV3("anthropic/claude-sonnet-4-6");
export const ownKei = createKei({ clients: { anthropic: anthropic() } });
export const sdkCost: string = costOf({}).kind;
// @ts-expect-error a typing error
export const noModel = kei("anthropic/claude-sonet-4-6");
