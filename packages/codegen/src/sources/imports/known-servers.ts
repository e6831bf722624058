import type { ProtocolName } from "../../layers/vocabulary.ts";
import type { Server } from "./connection.ts";
import { endpointOf } from "./connection.ts";

/** A server whose address other tools have in their programs, and their files leave out. */
export interface KnownServer {
  readonly id: string;
  /** What files call it otherwise. */
  readonly names?: readonly string[];
  readonly name: string;
  readonly base: string;
  /** @default "openai-chat" */
  readonly protocol?: ProtocolName;
  /** Name of the variable of its key. Absent: it takes none. */
  readonly env?: string;
  readonly docs?: string;
}

/** The vendors' own documentation states these. */
export const knownServers: readonly KnownServer[] = [
  {
    id: "anthropic",
    name: "Anthropic",
    base: "https://api.anthropic.com/v1",
    protocol: "anthropic-messages",
    env: "ANTHROPIC_API_KEY",
    docs: "https://platform.claude.com/docs",
  },
  {
    id: "openai",
    name: "OpenAI",
    base: "https://api.openai.com/v1",
    env: "OPENAI_API_KEY",
    docs: "https://platform.openai.com/docs",
  },
  {
    id: "google",
    names: ["gemini", "google-ai-studio"],
    name: "Google Gemini",
    base: "https://generativelanguage.googleapis.com/v1beta",
    protocol: "gemini-generate-content",
    env: "GEMINI_API_KEY",
    docs: "https://ai.google.dev/gemini-api/docs",
  },
  {
    id: "mistral",
    name: "Mistral",
    base: "https://api.mistral.ai/v1",
    env: "MISTRAL_API_KEY",
    docs: "https://docs.mistral.ai",
  },
  {
    id: "groq",
    name: "Groq",
    base: "https://api.groq.com/openai/v1",
    env: "GROQ_API_KEY",
    docs: "https://console.groq.com/docs",
  },
  {
    id: "cerebras",
    name: "Cerebras",
    base: "https://api.cerebras.ai/v1",
    env: "CEREBRAS_API_KEY",
    docs: "https://inference-docs.cerebras.ai",
  },
  {
    id: "deepseek",
    name: "DeepSeek",
    base: "https://api.deepseek.com/v1",
    env: "DEEPSEEK_API_KEY",
    docs: "https://api-docs.deepseek.com",
  },
  {
    id: "xai",
    name: "xAI",
    base: "https://api.x.ai/v1",
    env: "XAI_API_KEY",
    docs: "https://docs.x.ai",
  },
  {
    id: "cohere",
    name: "Cohere",
    base: "https://api.cohere.ai/compatibility/v1",
    env: "COHERE_API_KEY",
    docs: "https://docs.cohere.com",
  },
  {
    id: "perplexity",
    name: "Perplexity",
    base: "https://api.perplexity.ai",
    env: "PERPLEXITY_API_KEY",
    docs: "https://docs.perplexity.ai",
  },
  {
    id: "together",
    names: ["togetherai", "together-ai"],
    name: "Together AI",
    base: "https://api.together.xyz/v1",
    env: "TOGETHER_API_KEY",
    docs: "https://docs.together.ai",
  },
  {
    id: "fireworks",
    names: ["fireworks-ai"],
    name: "Fireworks",
    base: "https://api.fireworks.ai/inference/v1",
    env: "FIREWORKS_API_KEY",
    docs: "https://docs.fireworks.ai",
  },
  {
    id: "deepinfra",
    name: "Deep Infra",
    base: "https://api.deepinfra.com/v1/openai",
    env: "DEEPINFRA_API_KEY",
    docs: "https://deepinfra.com/docs",
  },
  {
    id: "openrouter",
    name: "OpenRouter",
    base: "https://openrouter.ai/api/v1",
    env: "OPENROUTER_API_KEY",
    docs: "https://openrouter.ai/docs",
  },
  {
    id: "moonshot",
    names: ["moonshotai"],
    name: "Moonshot AI",
    base: "https://api.moonshot.ai/v1",
    env: "MOONSHOT_API_KEY",
    docs: "https://platform.moonshot.ai/docs",
  },
  {
    id: "zai",
    name: "Z.ai",
    base: "https://api.z.ai/api/paas/v4",
    env: "ZAI_API_KEY",
    docs: "https://docs.z.ai",
  },
  {
    id: "sambanova",
    name: "SambaNova",
    base: "https://api.sambanova.ai/v1",
    env: "SAMBANOVA_API_KEY",
    docs: "https://docs.sambanova.ai",
  },
  {
    id: "nebius",
    name: "Nebius",
    base: "https://api.studio.nebius.com/v1",
    env: "NEBIUS_API_KEY",
  },
  {
    id: "venice",
    name: "Venice",
    base: "https://api.venice.ai/api/v1",
    env: "VENICE_API_KEY",
    docs: "https://docs.venice.ai",
  },
  {
    id: "vercel",
    names: ["vercel-ai-gateway"],
    name: "Vercel AI Gateway",
    base: "https://ai-gateway.vercel.sh/v1",
    env: "AI_GATEWAY_API_KEY",
    docs: "https://vercel.com/docs/ai-gateway",
  },
  { id: "vzero", names: ["v0"], name: "v0", base: "https://api.v0.dev/v1", env: "V0_API_KEY" },
  { id: "aihubmix", name: "AIHubMix", base: "https://aihubmix.com/v1", env: "AIHUBMIX_API_KEY" },
  {
    id: "ollama",
    names: ["ollama-chat"],
    name: "Ollama",
    base: "http://127.0.0.1:11434",
    protocol: "ollama-chat",
    docs: "https://docs.ollama.com",
  },
  {
    id: "lmstudio",
    names: ["lm-studio"],
    name: "LM Studio",
    base: "http://127.0.0.1:1234/v1",
    docs: "https://lmstudio.ai/docs",
  },
];

/** The known server of an id or of what files call it. */
export function findKnown(name: string): KnownServer | undefined {
  return knownServers.find(({ id, names = [] }) => id === name || names.includes(name));
}

/** A known server, to be written. */
export function serverOf(known: KnownServer): Server {
  const { id, name, base, protocol = "openai-chat", env, docs } = known;
  return {
    id,
    name,
    protocol,
    endpoints: new Map([[protocol, endpointOf(base, protocol)]]),
    key: { env: env === undefined ? [] : [env] },
    docs,
  };
}

/** Said above an endpoint that no file states. */
export const KNOWN_REMARK =
  "The address is the vendor's: the file that this came from leaves it out.";
