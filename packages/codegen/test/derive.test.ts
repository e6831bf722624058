import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ProtocolName, TransportKind } from "../src/layers/vocabulary.ts";
import { check } from "../src/pipeline/generate.ts";
import { deriveProtocol, deriveTransport, isLoopback, urlOf } from "../src/registry/derive.ts";
import { ROOT } from "./support/cli.ts";
import { inputsOf, readTexts } from "./support/fixtures.ts";

const derived = (
  endpoint: string,
  { auth_scheme = "bearer" as const, ...rest }: Partial<Parameters<typeof deriveTransport>[0]> = {},
) => ({
  protocol: deriveProtocol({ endpoint, auth_scheme, ...rest }),
  transport: deriveTransport({ endpoint, auth_scheme, ...rest }),
});

it.each<[id: string, ProtocolName, TransportKind]>([
  ["anthropic", "anthropic-messages", "direct-api"],
  ["openai", "openai-chat", "direct-api"],
  ["codex", "codex-exec", "subscription"],
  ["xai", "openai-chat", "direct-api"],
  ["deepseek", "openai-chat", "direct-api"],
  ["google", "gemini-generate-content", "direct-api"],
  ["ollama-local", "ollama-chat", "local"],
  ["mlx-local", "openai-chat", "local"],
  ["lmstudio-local", "openai-chat", "local"],
  ["litellm-proxy", "openai-chat", "proxy"],
])("%s speaks %s by way of %s, and does not have to say so", (id, protocol, transport) => {
  const written = readFileSync(join(ROOT, "registry/providers.toml"), "utf8");
  expect(written).not.toMatch(/^(protocol|transport) =/m);
  const { registry } = check(inputsOf(readTexts(join(ROOT, "registry"))), undefined);
  const provider = registry?.providers.find((each) => each.id === id);
  expect(provider).toMatchObject({ protocol, transport });
});

describe("protocols", () => {
  it.each<[endpoint: string, ProtocolName | undefined]>([
    ["https://api.example.com/v1/messages", "anthropic-messages"],
    ["https://api.example.com/v1/messages/", "anthropic-messages"],
    ["https://api.example.com/v1/messages?beta=true", "anthropic-messages"],
    ["https://api.example.com/v1/chat/completions", "openai-chat"],
    ["https://api.example.com/a/b/chat/completions#c", "openai-chat"],
    ["http://localhost:11434/api/chat", "ollama-chat"],
    ["https://api.example.com/v1/models", "gemini-generate-content"],
    ["https://api.example.com/v1alpha/models", "gemini-generate-content"],
    ["https://api.example.com/v1beta/models", "gemini-generate-content"],
    ["https://api.example.com/models", undefined],
    ["https://api.example.com/v1/completions", undefined],
    ["https://api.example.com/v1/submessages", undefined],
    ["https://api.example.com/?path=/v1/messages", undefined],
    ["https://messages", undefined],
    ["https://api.example.com", undefined],
    ["https://:80/v1/messages", undefined],
    ["local:codex-cli", "codex-exec"],
    ["local:codex", undefined],
    ["local:constructor", undefined],
    ["local:messages", undefined],
  ])("%s: %s", (endpoint, protocol) => {
    expect(derived(endpoint).protocol).toBe(protocol);
  });
});

describe("transports", () => {
  it.each<[endpoint: string, TransportKind]>([
    ["https://api.example.com/v1/messages", "direct-api"],
    ["https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/chat/completions", "aws-bedrock"],
    ["https://bedrock-runtime-fips.eu-west-1.amazonaws.com/model", "aws-bedrock"],
    ["https://notamazonaws.com/v1", "direct-api"],
    ["https://amazonaws.com.example.com/v1", "direct-api"],
    ["https://my-resource.openai.azure.com/openai/v1/chat/completions", "azure-openai"],
    ["https://my-resource.cognitiveservices.azure.com/openai", "azure-openai"],
    ["https://my-resource.services.ai.azure.com/models", "azure-openai"],
    ["https://azure.com/openai", "direct-api"],
    ["https://aiplatform.googleapis.com/v1/projects/p", "google-vertex"],
    ["https://us-central1-aiplatform.googleapis.com/v1/projects/p", "google-vertex"],
    ["https://generativelanguage.googleapis.com/v1beta/models", "direct-api"],
    ["http://127.0.0.1:8080/v1/chat/completions", "local"],
    ["http://localhost/v1/chat/completions", "local"],
    ["https://localhost:8443/v1/chat/completions", "local"],
    ["http://[::1]:8080/v1/chat/completions", "local"],
    ["http://192.168.0.1/v1/chat/completions", "direct-api"],
    ["https://llm.example.com/llm/v1/chat/completions", "proxy"],
    ["https://llm.example.com/litellm/v1/chat/completions", "proxy"],
    ["https://llm.example.com/v1/llm/chat/completions", "direct-api"],
    ["https://llm.example.com/llms/v1/chat/completions", "direct-api"],
    ["local:some-tool", "local"],
  ])("%s: %s", (endpoint, transport) => {
    expect(derived(endpoint).transport).toBe(transport);
  });

  it("follow what a record says of itself, in this order", () => {
    const https = "https://api.example.com/v1/chat/completions";
    const loopback = "http://127.0.0.1:4000/v1/chat/completions";
    const bedrock = "https://bedrock-runtime.us-east-1.amazonaws.com/v1/chat/completions";
    const routes_to = ["anthropic"];
    expect(derived("local:codex-cli", { auth_scheme: "oauth-subscription" }).transport).toBe(
      "subscription",
    );
    expect(derived(https, { auth_scheme: "oauth-subscription" }).transport).toBe("subscription");
    expect(derived(https, { routes_to }).transport).toBe("proxy");
    expect(derived(loopback, { routes_to }).transport).toBe("local");
    expect(derived(bedrock, { routes_to }).transport).toBe("aws-bedrock");
  });
});

describe("this machine", () => {
  it.each([
    ["http://127.0.0.1/", true],
    ["http://127.1/", true],
    ["http://2130706433/", true],
    ["http://0x7f.0.0.1/", true],
    ["http://127.255.255.254/", true],
    ["http://localhost/", true],
    ["http://LOCALHOST/", true],
    ["http://api.localhost/", true],
    ["http://[::1]/", true],
    ["http://[0:0:0:0:0:0:0:1]/", true],
    ["http://0.0.0.0/", false],
    ["http://128.0.0.1/", false],
    ["http://127.0.0.1.example.com/", false],
    ["http://localhost.example.com/", false],
    ["http://notlocalhost/", false],
    ["http://127.0.0.1@example.com/", false],
    ["http://[::2]/", false],
    ["http://192.168.0.1/", false],
  ])("%s: %s", (endpoint, expected) => {
    expect(isLoopback(urlOf(endpoint)?.hostname ?? "")).toBe(expected);
  });
});

it.each([
  ["https://example.com", true],
  ["http://example.com", true],
  ["local:codex-cli", false],
  ["https://:80", false],
  ["https://exa mple.com", false],
  ["ftp://example.com", false],
  ["", false],
])("%s is a URL: %s", (endpoint, expected) => {
  expect(urlOf(endpoint) !== undefined).toBe(expected);
});
