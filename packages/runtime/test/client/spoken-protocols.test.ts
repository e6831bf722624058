import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { type Model, models, type ProtocolName, providers } from "@kei/registry";
import { lifecycleOf } from "@kei/registry/lifecycle";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClientOptions } from "../../src/call/options.ts";
import { unsafeModel } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import {
  anthropicMessages,
  codexExec,
  geminiGenerateContent,
  ollamaChat,
  openaiChat,
  openaiResponses,
} from "../../src/codegen.ts";
import { createClient } from "../../src/create-client.ts";
import { openai } from "../../src/gen/openai.gen.ts";
import type { Protocol } from "../../src/protocols/protocol.ts";

const VECTORS = resolve(import.meta.dirname, "../../../registry/data/vectors.json");
const {
  derive: derived,
}: { derive: { name: string; endpoint: string; protocol: string | null }[] } = JSON.parse(
  readFileSync(VECTORS, "utf8"),
);

const PROTOCOLS: readonly Protocol[] = [
  anthropicMessages,
  codexExec,
  geminiGenerateContent,
  ollamaChat,
  openaiChat,
  openaiResponses,
];

const messages = [{ role: "user", content: "Hello" }] as const;
const quiet = { apiKey: "sk-test", hooks: { onWarning() {} } };

/** Where a client sends a request. */
async function urlOf(
  options: ClientOptions,
  model: unknown,
  id: "openai" | "xai" | "deepseek" = "openai",
) {
  const client = createClient(id, { ...quiet, ...options }) as unknown as Client;
  return (await client.preview({ model: model as never, messages })).url;
}

const CHAT = "https://api.openai.com/v1/chat/completions";
const RESPONSES = "https://api.openai.com/v1/responses";

describe("which protocol a client speaks", () => {
  it.each(derived)(
    "O8: $name: the path says the same as to a registry",
    ({ endpoint, protocol }) => {
      const fitting = PROTOCOLS.filter(({ path }) =>
        path?.test(endpoint.replace(/^\w+:\/\/[^/]*|\?.*/g, "")),
      );
      expect(fitting.map(({ name }) => name)).toEqual(
        protocol === null || protocol === "codex-exec" ? [] : [protocol],
      );
    },
  );

  const own = "https://gateway.example/v1";
  const unknown = unsafeModel("gpt-99");
  it.each<[string, ClientOptions, unknown, string]>([
    ["the first in which the model is served", {}, "gpt-5.5", RESPONSES],
    ["the only one", {}, "gpt-5-pro", RESPONSES],
    ["another name of the model", {}, "gpt-4.1-2025-04-14", RESPONSES],
    ["of a model that nobody knows, the provider's own", {}, unknown, CHAT],
    ["the option", { protocol: "openai-chat" }, "gpt-5.5", CHAT],
    [
      "the option, of a model that nobody knows",
      { protocol: "openai-responses" },
      unknown,
      RESPONSES,
    ],
    [
      "that of the path of an endpoint",
      { endpoint: `${own}/chat/completions` },
      "gpt-5.5",
      `${own}/chat/completions`,
    ],
    [
      "that of the path, a slash behind it",
      { endpoint: `${own}/responses/` },
      unknown,
      `${own}/responses/`,
    ],
    [
      "the provider's own where the path says nothing",
      { endpoint: `${own}/llm` },
      unknown,
      `${own}/llm`,
    ],
  ])("O8: %s", async (_, options, model, url) => {
    expect(await urlOf(options, model)).toBe(url);
  });

  it("O8: an endpoint whose path says nothing, and the option", async () => {
    const client = openai({ ...quiet, protocol: "openai-responses", endpoint: `${own}/llm` });
    expect(await client.preview({ model: unknown, messages })).toMatchObject({
      url: `${own}/llm`,
      body: { input: messages },
    });
  });

  it("O8: xAI is asked in Responses", async () => {
    expect(await urlOf({}, "grok-4.3", "xai")).toBe("https://api.x.ai/v1/responses");
  });

  it("O8: one that the client does not speak is refused", async () => {
    await expect(urlOf({ protocol: "anthropic-messages" }, "gpt-5.5")).rejects.toThrow(
      "the option protocol must be openai-chat or openai-responses, which is what this client speaks",
    );
    await expect(
      urlOf({ protocol: "openai-responses" }, "deepseek-v4-pro", "deepseek"),
    ).rejects.toThrow("the option protocol must be openai-chat");
  });

  it("P3: a model that the chosen one does not serve is refused", async () => {
    await expect(urlOf({ protocol: "openai-chat" }, "gpt-5-pro")).rejects.toThrow(
      "gpt-5-pro is served by openai-responses alone, and this client speaks openai-chat",
    );
  });

  it("O8: what Responses do not take, Chat may: the error says so", async () => {
    const request = { model: "gpt-4.1", messages, stop: "END" } as const;
    // @ts-expect-error that is what its type says as well
    await expect(openai(quiet).preview(request)).rejects.toThrow(
      "stop is not supported by openai-responses; use the client option protocol openai-chat",
    );
    const { body } = await openai({ ...quiet, protocol: "openai-chat" }).preview(request);
    expect(body).toMatchObject({ stop: ["END"] });
  });

  it("O8: raw knows by the body", async () => {
    const urls: string[] = [];
    const client = openai({
      ...quiet,
      fetch: (url) => {
        urls.push(String(url));
        return Promise.resolve(Response.json({ ok: true }));
      },
    });
    await client.raw({ model: "gpt-5.5", messages: [{ role: "user", content: "Hello" }] });
    await client.raw({ model: "gpt-5.5", input: "Hello" });
    expect(urls).toEqual([CHAT, RESPONSES]);
  });
});

/** Whole answers by the end of the path that they are asked for at. */
const ANSWERS: readonly (readonly [RegExp, ProtocolName, object])[] = [
  [
    /\/chat\/completions$/,
    "openai-chat",
    { choices: [{ index: 0, message: { content: "Hi" }, finish_reason: "stop" }] },
  ],
  [
    /\/responses$/,
    "openai-responses",
    {
      object: "response",
      status: "completed",
      output: [{ type: "message", content: [{ type: "output_text", text: "Hi" }] }],
    },
  ],
  [
    /\/messages$/,
    "anthropic-messages",
    { type: "message", content: [{ type: "text", text: "Hi" }], stop_reason: "end_turn" },
  ],
  [
    /:generateContent$/,
    "gemini-generate-content",
    { candidates: [{ content: { parts: [{ text: "Hi" }] }, finishReason: "STOP" }] },
  ],
  [/\/api\/chat$/, "ollama-chat", { message: { content: "Hi" }, done: true, done_reason: "stop" }],
];

describe("every live model", () => {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const { pathname } = new URL(request.url ?? "", "http://x");
      const [, , answer] = ANSWERS.find(([end]) => end.test(pathname)) ?? [];
      response.setHeader("content-type", "application/json");
      response.statusCode = answer === undefined ? 404 : 200;
      response.end(JSON.stringify(answer ?? {}));
    });
  });
  beforeAll(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
  afterAll(() => server.close());

  const live = Object.values(models as Readonly<Record<string, Model>>).filter(
    (model) => lifecycleOf(model, new Date("2026-11-29")).state === "live",
  );
  const overHttp = live.filter(({ provider }) => provider !== "codex");

  it.each(overHttp.map((model) => [model.ref, model] as const))(
    "O8: %s is called in the protocol that it is served in",
    async (_, { id, provider, protocols }) => {
      const { port } = server.address() as AddressInfo;
      let spoken: ProtocolName | undefined;
      const client = createClient(provider as "openai", {
        ...(providers[provider as "openai"].auth.in === "none" ? {} : { apiKey: "sk-test" }),
        hooks: quiet.hooks,
        limiter: false,
        fetch: (url, init) => {
          const { pathname, search } = new URL(String(url));
          spoken = ANSWERS.find(([end]) => end.test(pathname))?.[1];
          return fetch(`http://127.0.0.1:${port}${pathname}${search}`, init);
        },
      });
      const reply = await client.chat({ model: id as "gpt-4.1", messages });
      expect(reply.text).toBe("Hi");
      expect(spoken).toBe(protocols[0]);
    },
  );

  it("of codex is given to its program", async () => {
    const asked = live.filter(({ provider }) => provider === "codex");
    const client = createClient("codex", { hooks: quiet.hooks });
    expect(asked.length).toBeGreaterThan(0);
    for (const { id } of asked) {
      expect((await client.preview({ model: id as "gpt-5.5", messages })).model).toBe(id);
    }
  });
});
