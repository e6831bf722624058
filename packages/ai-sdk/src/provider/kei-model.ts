import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { ChatRequest, Client, UnsafeModel } from "@kei/runtime/core";
import type { AnyOptions } from "../request/any-options.ts";
import type { AnyRequest } from "../request/to-request.ts";
import { type Answerer, createSdkModel } from "./sdk-model.ts";

export interface KeiModelParts {
  /** That its ref begins with. */
  readonly name: string;
  readonly model: string | UnsafeModel;
  readonly options: AnyOptions;
  load(): Promise<Client>;
}

/** A model of a client. */
export function createKeiModel({ name, model, options, load }: KeiModelParts): LanguageModelV4 {
  const modelId = typeof model === "string" ? model : model.unsafeModel;
  return createSdkModel({
    provider: `kei.${name}`,
    modelId,
    options,
    readableUrls: async () => readableUrls(await load(), model),
    async load(): Promise<Answerer> {
      const client = await load();
      const { provider, knownModels } = client;
      const facts = Object.values(knownModels).find(
        ({ id, aliases }) => typeof model === "string" && (id === model || aliases.includes(model)),
      );
      const ask = (request: AnyRequest) => ({ ...request, model }) as ChatRequest;
      return {
        facts,
        names: [...new Set([name, provider.id])],
        url: provider.endpoint,
        isRetried: false,
        chat: (request) => client.chat(ask(request) as never),
        stream: (request) => client.stream(ask(request) as never),
      };
    },
  });
}

/**
 * The files that the model reads by their address; the AI SDK loads all others itself. Asked of the client,
 * which refuses what cannot be sent, and sends nothing.
 */
async function readableUrls(
  client: Client,
  model: string | UnsafeModel,
): Promise<Record<string, RegExp[]>> {
  const reads = async (type: "image" | "file", mediaType: string) => {
    const part = { type, mediaType, url: "https://example.invalid/file" };
    const request = { model, messages: [{ role: "user", content: [part] }] };
    try {
      await client.preview(request as never);
      return true;
    } catch {
      return false;
    }
  };
  const image = await reads("image", "image/png");
  const pdf = await reads("file", "application/pdf");
  return {
    ...(image && { "image/*": [/^https?:\/\//] }),
    ...(pdf && { "application/pdf": [/^https?:\/\//] }),
  };
}
