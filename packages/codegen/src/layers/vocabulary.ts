/**
 * The closed vocabularies of the format: each value with the sentence that editors show for it.
 * `@kei/registry` declares the same unions by hand; a type test keeps the two equal.
 */

export const authSchemes = {
  "x-api-key": "The key in an `x-api-key` header.",
  bearer: "`Authorization: Bearer <key>`.",
  "query-key": "`?key=<key>` in the URL.",
  "oauth-subscription": "No key of ours: a vendor's command-line tool signs in to a subscription.",
  none: "No credential at all.",
} as const;

/** Schemes that send a key, and so need `auth_env`. */
export const keySchemes = ["x-api-key", "bearer", "query-key"] as const;

/** Schemes that send none. */
export const keylessSchemes = ["oauth-subscription", "none"] as const;

export const protocols = {
  "anthropic-messages": "Anthropic Messages, `POST …/v1/messages`.",
  "openai-chat": "OpenAI Chat Completions, `POST …/chat/completions`, and what is compatible.",
  "gemini-generate-content": "Gemini, `POST …/models/{model}:generateContent`.",
  "ollama-chat": "Ollama's own API, `POST …/api/chat`, newline-delimited JSON.",
  "codex-exec": "The codex command-line tool, run as a child process.",
} as const;

export const transports = {
  "direct-api": "The vendor's own API.",
  "aws-bedrock": "Amazon Bedrock.",
  "azure-openai": "Azure OpenAI.",
  "google-vertex": "Google Vertex AI.",
  local: "A server on this machine.",
  proxy: "A service that passes requests on to other providers.",
  subscription: "A vendor's tool on a flat fee.",
} as const;

export const capabilities = {
  tools: "Calls tools (functions).",
  "structured-output": "Follows a JSON Schema for its answer.",
  reasoning: "Thinks before it answers.",
  "reasoning-effort": "Its thinking takes an effort level.",
  "reasoning-budget": "Its thinking takes a budget in tokens.",
  temperature: "Takes a sampling temperature.",
} as const;

export const inputModalities = {
  text: "Text.",
  image: "Pictures.",
  pdf: "PDF documents.",
  audio: "Sound.",
  video: "Video.",
} as const;

/** Words that `caps` joins with dashes. `FS-RO` is `FS` and `RO`; either alone means the same. */
export const capsWords = ["FS", "RO", "RW", "BASH", "WEB", "AGENT", "PLAN"] as const;

export type AuthScheme = keyof typeof authSchemes;
export type Protocol = keyof typeof protocols;
export type Transport = keyof typeof transports;
export type Capability = keyof typeof capabilities;
export type InputModality = keyof typeof inputModalities;
export type CapsToken = "FS-RO" | "FS-RW" | "BASH" | "WEB" | "AGENT" | "PLAN";

/** Whether a provider of this scheme is sent a key. */
export function sendsKey(scheme: string): boolean {
  return (keySchemes as readonly string[]).includes(scheme);
}
