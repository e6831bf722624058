/** A package whose calls name models. */
export interface Sdk {
  /** Provider that its models are of; `undefined`: of any, by what stands before their id. */
  readonly provider: string | undefined;
  /** Whether its models go by refs of a registry. */
  readonly isRef: boolean;
}

/** Packages of vendors and the like, by name, with the provider that their clients ask. */
const PACKAGES: Readonly<Record<string, string | undefined>> = {
  openai: "openai",
  "@openai/agents": "openai",
  "@anthropic-ai/sdk": "anthropic",
  "@anthropic-ai/claude-agent-sdk": "anthropic",
  "@anthropic-ai/bedrock-sdk": "bedrock",
  "@anthropic-ai/vertex-sdk": "vertex",
  "@google/genai": "google",
  "@google/generative-ai": "google",
  "@google-cloud/vertexai": "vertex",
  "@mistralai/mistralai": "mistral",
  "groq-sdk": "groq",
  "cohere-ai": "cohere",
  "together-ai": "together",
  "@cerebras/cerebras_cloud_sdk": "cerebras",
  ollama: "ollama-local",
  "@openrouter/ai-sdk-provider": "openrouter",
  ai: undefined,
  "@mastra/core": undefined,
  langchain: undefined,
};

/** Families of packages that are named after the provider, and what their names call it otherwise. */
const FAMILIES: readonly (readonly [
  scope: string,
  others: Readonly<Record<string, string | undefined>>,
])[] = [
  ["@ai-sdk/", { gateway: undefined, "openai-compatible": undefined, "amazon-bedrock": "bedrock" }],
  ["@langchain/", { core: undefined, community: undefined, "google-genai": "google" }],
  ["@llamaindex/", { core: undefined }],
];

/** The package of a module's name, if its calls name models. */
export function findSdk(module: string): Sdk | undefined {
  const [name = "", path] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(module)?.slice(1) ?? [];
  if (name.startsWith("@kei/")) {
    // Clients have entries of their own, `@kei/runtime/anthropic`; what else there is takes refs.
    const isClient = name === "@kei/runtime" && path !== undefined && !KEI_ENTRIES.includes(path);
    return { provider: isClient ? path : undefined, isRef: !isClient };
  }
  if (Object.hasOwn(PACKAGES, name)) return { provider: PACKAGES[name], isRef: false };
  for (const [scope, others] of FAMILIES) {
    if (!name.startsWith(scope)) continue;
    const rest = name.slice(scope.length);
    return { provider: Object.hasOwn(others, rest) ? others[rest] : rest, isRef: false };
  }
  return undefined;
}

/** Entries of `@kei/runtime` that are no client. */
const KEI_ENTRIES: readonly string[] = [
  "clients",
  "codegen",
  "core",
  "ledger",
  "node",
  "otel",
  "redis",
  "router",
  "zod3",
];

/** Calls that are a vendor's whatever their client is called, by the end of what is called. */
const CALLS: readonly RegExp[] = [
  /\.(?:chat\.)?completions\.(?:create|parse|stream|runTools)$/,
  /\.responses\.(?:create|parse|stream)$/,
  /\.messages\.(?:create|stream|countTokens|batches\.create)$/,
  /\.models\.(?:generateContent|generateContentStream|countTokens|retrieve)$/,
  /\.chats\.create$/,
  /\.embeddings\.create$/,
  /\.getGenerativeModel$/,
  /\.chat\.(?:complete|stream)$/,
];

/** Whether a call names a model by `model`, by what is called: `this.llm.chat.completions.create`. */
export function isVendorCall(callee: string): boolean {
  return CALLS.some((pattern) => pattern.test(callee));
}

/** Keys of a request beside `model`, one of which it has whatever it is sent with. */
export const REQUEST_KEYS: readonly string[] = [
  "messages",
  "prompt",
  "contents",
  "max_tokens",
  "maxTokens",
  "instructions",
];

/** Keys that name a model. */
export const MODEL_KEYS: readonly string[] = [
  "model",
  "modelName",
  "modelId",
  "model_name",
  "model_id",
];
