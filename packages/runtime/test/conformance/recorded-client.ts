import type { ProtocolName, Provider } from "@kei/registry";
import type { ClientOptions } from "../../src/call/options.ts";
import { unsafeModel } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import {
  anthropicMessages,
  codexExec,
  defineClient,
  geminiGenerateContent,
  ollamaChat,
  openaiChat,
  openaiResponses,
} from "../../src/codegen.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";

/** Protocols by the names that the recordings have for them. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  anthropic_messages: anthropicMessages,
  openai_chat: openaiChat,
  openai_responses: openaiResponses,
  gemini_generate: geminiGenerateContent,
  ollama_chat: ollamaChat,
  "codex-exec-jsonl": codexExec,
  "codex-exec-jsonl-legacy": codexExec,
};

/** Recordings of the six protocols are of these. */
export const RECORDED_PROTOCOLS: readonly string[] = Object.keys(PROTOCOLS);

/** The model that every test here asks. */
export const MODEL = "recorded-model";

/** What every test here asks. */
export const REQUEST = {
  model: unsafeModel(MODEL),
  messages: [{ role: "user", content: "Say hello" }],
} as const;

export function recordedProtocol(name: string): Protocol {
  const protocol = PROTOCOLS[name];
  if (protocol === undefined) throw new Error(`no protocol is called ${name}`);
  return protocol;
}

/** A client of a made-up provider that speaks a recorded protocol: no retries, no limits. */
export function recordedClient(protocolName: string, options: ClientOptions): Client {
  const protocol = recordedProtocol(protocolName);
  const client = defineClient(providerOf(protocol.name), {}, protocol);
  return client({ limiter: false, hooks: { onWarning() {} }, ...options });
}

function providerOf(protocol: ProtocolName): Provider {
  const codex = protocol === "codex-exec";
  return {
    id: "recorded",
    displayName: "Recorded",
    endpoint: codex ? "local:codex-cli" : "https://recorded.invalid/v1/chat",
    authScheme: codex ? "oauth-subscription" : "none",
    authEnv: [],
    auth: { in: "none" },
    protocol,
    transport: codex ? "subscription" : "direct-api",
    retry: { max: 0, backoffMs: 1 },
    billing: { currency: "USD", mode: codex ? "subscription" : "metered" },
    openModels: true,
  };
}
