import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";
import type { OutputSchema } from "@kei/runtime/core";

type JsonFormat = Extract<LanguageModelV4CallOptions["responseFormat"], { readonly type: "json" }>;

/** A schema for the provider to keep to. Anything is valid by it: it is the AI SDK that checks answers. */
export function toOutput({ schema, name, description }: JsonFormat): OutputSchema {
  const json = {
    ...(name !== undefined && { title: name }),
    ...(description !== undefined && { description }),
    ...(schema ?? { type: "object" }),
  };
  return {
    "~standard": {
      version: 1,
      vendor: "kei-ai-sdk",
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}
