import { describe, expect, it } from "vitest";
import type { ListedModel } from "../../src/client/list-models.ts";
import { createClient } from "../../src/create-client.ts";
import { createNodeTransport } from "../../src/node.ts";
import { serve } from "../support/loopback.ts";
import { scriptedTransport } from "../support/scripted-transport.ts";
import { failure } from "../support/test-client.ts";
import "../support/answer-sides.ts";

type Vendor = "openai" | "anthropic" | "google" | "ollama-local" | "codex";

/** What a client makes of pages, and what it asked for. */
async function listed(vendor: Vendor, ...pages: readonly object[]) {
  const transport = scriptedTransport(...pages.map((page) => ({ body: JSON.stringify(page) })));
  const apiKey = vendor === "ollama-local" || vendor === "codex" ? undefined : "sk-test-0123456789";
  const client = createClient(vendor as "openai", { transport, apiKey });
  const models = (await client.models()) as readonly ListedModel[];
  const urls = transport.requests.map(({ method, url, body }) => `${method} ${url}${body}`);
  return { models: models.map(({ raw, ...model }) => model), urls };
}

describe("M15: what the provider lists now", () => {
  it("OpenAI", async () => {
    const data = [
      { id: "gpt-5.5", object: "model", created: 1_700_000_000, owned_by: "openai" },
      { id: "gpt-99", object: "model", created: 0 },
      { object: "model" },
    ];
    const { models, urls } = await listed("openai", { object: "list", data });
    expect(urls).toEqual(["GET https://api.openai.com/v1/models"]);
    expect(models).toMatchObject([
      { id: "gpt-5.5", createdAt: "2023-11-14T22:13:20.000Z", facts: { id: "gpt-5.5" } },
      { id: "gpt-99" },
    ]);
    expect(Object.keys(models[1] as object)).toEqual(["id"]);
  });

  it("Anthropic, in pages", async () => {
    const model = {
      type: "model",
      id: "claude-sonnet-4-6",
      display_name: "Claude Sonnet 4.6",
      created_at: "2026-02-01T00:00:00Z",
      max_input_tokens: 1_000_000,
      max_tokens: 128_000,
    };
    const { models, urls } = await listed(
      "anthropic",
      { data: [model], has_more: true, first_id: "a", last_id: model.id },
      { data: [{ ...model, id: "claude-x" }], has_more: false, last_id: "claude-x" },
    );
    expect(urls).toEqual([
      "GET https://api.anthropic.com/v1/models",
      "GET https://api.anthropic.com/v1/models?after_id=claude-sonnet-4-6",
    ]);
    expect(models[0]).toMatchObject({
      displayName: "Claude Sonnet 4.6",
      createdAt: "2026-02-01T00:00:00Z",
      maxInputTokens: 1_000_000,
      maxOutputTokens: 128_000,
      facts: { provider: "anthropic" },
    });
    expect(models.map(({ id }) => id)).toEqual(["claude-sonnet-4-6", "claude-x"]);
  });

  it("Google, in pages", async () => {
    const model = {
      name: "models/gemini-2.5-flash",
      displayName: "Gemini 2.5 Flash",
      inputTokenLimit: 1_048_576,
      outputTokenLimit: 65_536,
    };
    const { models, urls } = await listed(
      "google",
      { models: [model], nextPageToken: "a/b" },
      { models: [] },
    );
    expect(urls).toEqual([
      "GET https://generativelanguage.googleapis.com/v1beta/models",
      "GET https://generativelanguage.googleapis.com/v1beta/models?pageToken=a%2Fb",
    ]);
    expect(models).toMatchObject([
      {
        id: "gemini-2.5-flash",
        displayName: "Gemini 2.5 Flash",
        maxInputTokens: 1_048_576,
        maxOutputTokens: 65_536,
      },
    ]);
  });

  it("Ollama", async () => {
    const { models, urls } = await listed("ollama-local", {
      models: [{ name: "llama3.2:latest", model: "llama3.2:latest", size: 5 }],
    });
    expect(urls[0]).toMatch(/^GET http:\/\/.+\/api\/tags$/);
    expect(models).toEqual([{ id: "llama3.2:latest" }]);
  });

  it("OpenRouter's and vLLM's words", async () => {
    const { models } = await listed("openai", {
      data: [
        { id: "a/b", name: "A: B", context_length: 9, top_provider: { max_completion_tokens: 3 } },
        { id: "c", max_model_len: 5 },
      ],
    });
    expect(models).toEqual([
      { id: "a/b", displayName: "A: B", maxInputTokens: 9, maxOutputTokens: 3 },
      { id: "c", maxInputTokens: 5 },
    ]);
  });

  it("ends where pages go round", async () => {
    const page = { models: [{ name: "models/a" }], nextPageToken: "same" };
    expect((await listed("google", page, page)).urls).toHaveLength(2);
  });

  it.each<[Vendor, object, string, string]>([
    ["codex", {}, "unsupported", "models() is not supported by codex-exec"],
    ["openai", { models: 5 }, "protocol", "the answer is no list of models"],
  ])("%s with %j is an error", async (vendor, page, code, message) => {
    const error = await failure(listed(vendor, page));
    expect(error).toMatchObject({ code, message: `${vendor}: ${message}` });
  });

  it("an endpoint of another kind is refused before sending", async () => {
    const client = createClient("openai", {
      apiKey: "sk-test-0123456789",
      endpoint: "https://gateway.test/run",
      transport: scriptedTransport(),
    });
    expect(await failure(client.models())).toMatchObject({ code: "unsupported", attempts: 0 });
  });

  it.each(["fetch", "node"])("goes as a GET with the key, and is tried again: %s", async (how) => {
    const seen: string[] = [];
    const server = await serve((request, response) => {
      const { authorization, "content-length": length } = request.headers;
      seen.push(`${request.method} ${request.url} ${authorization} ${length}`);
      response.writeHead(seen.length === 1 ? 503 : 200);
      response.end(JSON.stringify({ data: [{ id: "m" }] }));
    });
    const client = createClient("openai", {
      apiKey: "sk-test-0123456789",
      endpoint: `${server.url}/v1/chat/completions`,
      transport: how === "node" ? createNodeTransport() : undefined,
      hooks: { onWarning: () => {} },
    });
    const models = await client.models({ headers: { "x-a": "b" }, retry: { backoffMs: 0 } });
    expect(models.map(({ id }) => id)).toEqual(["m"]);
    const line = "GET /v1/models Bearer sk-test-0123456789 undefined";
    expect(seen).toEqual([line, line]);
  });

  it("options that nobody reads are refused", async () => {
    const client = createClient("openai", { apiKey: "sk-test-0123456789" });
    expect(await failure(client.models({ limit: 5 } as never))).toMatchObject({
      code: "bad-request",
      message: expect.stringContaining("limit is not an option of models()"),
    });
  });
});
