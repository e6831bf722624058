import { type Format, PAYLOADS } from "./payloads.ts";

export const SYSTEM = "You are a helpful assistant.";
export const PROMPT = "Tell me about the old clock.";
export const MAX_TOKENS = 1024;
export const KEY = "sk-bench-not-a-key";

export const MODELS = {
  anthropic: "claude-haiku-4-5",
  openai: "gpt-5.4",
  google: "gemini-2.5-flash",
  ollama: "llama3.2",
} as const;

const CHAT = [
  { role: "system" as const, content: SYSTEM },
  { role: "user" as const, content: PROMPT },
];

/** What all contestants send, as the provider's own client takes it. */
export const BODIES = {
  anthropic: {
    model: MODELS.anthropic,
    max_tokens: MAX_TOKENS,
    messages: [{ role: "user" as const, content: PROMPT }],
    system: SYSTEM,
  },
  openai: { model: MODELS.openai, messages: CHAT, max_completion_tokens: MAX_TOKENS },
  google: {
    contents: [{ role: "user", parts: [{ text: PROMPT }] }],
    systemInstruction: { parts: [{ text: SYSTEM }] },
    generationConfig: { maxOutputTokens: MAX_TOKENS },
  },
  ollama: { model: MODELS.ollama, messages: CHAT, options: { num_predict: MAX_TOKENS } },
};

const HEADERS: Readonly<Record<Format, Readonly<Record<string, string>>>> = {
  anthropic: { "x-api-key": KEY, "anthropic-version": "2023-06-01" },
  openai: { authorization: `Bearer ${KEY}` },
  google: { "x-goog-api-key": KEY },
  ollama: {},
};

export interface BareRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The request as it goes over the wire. */
export function requestOf(format: Format, stream: boolean): BareRequest {
  const { path } = PAYLOADS[format];
  const isGoogle = format === "google";
  return {
    path: isGoogle && stream ? path.replace(":g", ":streamG").concat("?alt=sse") : path,
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...HEADERS[format],
    },
    body: JSON.stringify(isGoogle ? BODIES.google : { ...BODIES[format], stream }),
  };
}
