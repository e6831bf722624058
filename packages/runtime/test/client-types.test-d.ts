import { expectTypeOf, test } from "vitest";
import * as z from "zod";
import type { Reply } from "../src/chat/reply.ts";
import { type Message, type UnsafeModel, unsafeModel } from "../src/chat/request.ts";
import type { Client } from "../src/client/client.ts";
import { createClient } from "../src/create-client.ts";
import { type AnthropicModel, anthropic } from "../src/gen/anthropic.gen.ts";
import { codex } from "../src/gen/codex.gen.ts";
import { deepseek } from "../src/gen/deepseek.gen.ts";
import { google } from "../src/gen/google.gen.ts";
import type { Clients } from "../src/gen/index.gen.ts";
import { type LitellmProxyModel, litellmProxy } from "../src/gen/litellm-proxy.gen.ts";
import { type OllamaLocalModel, ollamaLocal } from "../src/gen/ollama-local.gen.ts";
import { type OpenaiModel, openai } from "../src/gen/openai.gen.ts";
import type { AnthropicBody } from "../src/protocols/anthropic-messages/request.ts";
import type { GeminiBody } from "../src/protocols/gemini-generate-content/request.ts";
import type { GeminiAnswer } from "../src/protocols/gemini-generate-content/response.ts";
import type { OllamaBody } from "../src/protocols/ollama-chat/request.ts";
import type { OpenaiChatBody } from "../src/protocols/openai-chat/request.ts";
import type { OpenaiChatAnswer } from "../src/protocols/openai-chat/response.ts";
import type { OpenaiResponsesBody } from "../src/protocols/openai-responses/request.ts";
import type { OpenaiResponsesAnswer } from "../src/protocols/openai-responses/response.ts";

const messages: Message[] = [{ role: "user", content: "Hello" }];
const claude = anthropic();

test("a model is one of the provider's own, by id or alias", () => {
  claude.chat({ model: "claude-sonnet-4-6", messages });
  claude.chat({ model: "claude-haiku-4-5-20251001", messages });
  // Deprecated: it warns when it is called.
  claude.stream({ model: "claude-opus-4-0", messages });
  google().chat({ model: "gemini-2.5-pro", messages });
  codex().preview({ model: "gpt-5.5", messages });
  // @ts-expect-error a typing error
  claude.chat({ model: "claude-sonet-4-6", messages });
  // @ts-expect-error somebody else's
  claude.stream({ model: "gpt-5", messages });
  // @ts-expect-error a ref is not an id
  claude.preview({ model: "anthropic/claude-sonnet-4-6", messages });
  // @ts-expect-error could be anything
  claude.chat({ model: "claude-sonnet-4-6" as string, messages });
  // @ts-expect-error missing
  claude.chat({ messages });
  // @ts-expect-error no such key
  claude.chat({ model: "claude-sonnet-4-6", messages, maxTokens: 1 });
  expectTypeOf<Parameters<typeof claude.chat>[0]["model"]>().toEqualTypeOf<
    AnthropicModel | UnsafeModel
  >();
});

test("unsafeModel is the way out, everywhere", () => {
  claude.chat({ model: unsafeModel("claude-next"), messages });
  litellmProxy().stream({ model: unsafeModel("team/any"), messages });
  ollamaLocal().preview({ model: unsafeModel("any"), messages });
});

test("open models take any string, and still have known ones", () => {
  ollamaLocal().chat({ model: "my-own:7b", messages });
  ollamaLocal().chat({ model: "llama3.1:8b" as string, messages });
  // A union that any string had swallowed would be `string`.
  expectTypeOf<OllamaLocalModel>().not.toEqualTypeOf<string>();
  expectTypeOf<Extract<OllamaLocalModel, "llama3.1:8b">>().toEqualTypeOf<"llama3.1:8b">();
  // @ts-expect-error still a string
  ollamaLocal().chat({ model: 7, messages });
});

test("a proxy takes refs of the providers that it routes to", () => {
  const proxy = litellmProxy();
  proxy.chat({ model: "anthropic/claude-sonnet-4-6", messages });
  proxy.chat({ model: "openai/gpt-5-2025-08-07", messages });
  // @ts-expect-error without its provider
  proxy.chat({ model: "claude-sonnet-4-6", messages });
  // @ts-expect-error it does not route there
  proxy.chat({ model: "google/gemini-2.5-pro", messages });
  // @ts-expect-error another one's model
  proxy.chat({ model: "anthropic/gpt-5", messages });
  expectTypeOf<Extract<LitellmProxyModel, "xai/grok-4">>().toEqualTypeOf<"xai/grok-4">();
});

test("a request is typed by its model, and no further than it is known", () => {
  const gpt = openai();
  const tools = [{ name: "look" }];
  const known = { model: "gpt-5.2-pro", messages, tools } as const;
  gpt.chat({ ...known, reasoning: { effort: "xhigh" } });
  // @ts-expect-error it thinks harder than that
  gpt.stream({ ...known, reasoning: { effort: "low" } });
  gpt.preview({ model: "gpt-5.2", messages, temperature: 0, reasoning: { effort: "none" } });
  // @ts-expect-error only without thinking
  gpt.chat({ model: "gpt-5.2", messages, temperature: 0 });
  // Of one of several models what one of them takes.
  gpt.chat({ model: "gpt-5.2-pro" as OpenaiModel, messages, temperature: 0, tools });
  gpt.chat({ model: unsafeModel("gpt-5.2-pro"), messages, reasoning: { effort: "minimal" } });
  // Where the protocol is chosen, what that one carries.
  openai({ protocol: "openai-chat" }).chat({ model: "gpt-4.1", messages, stop: "END" });
  // @ts-expect-error Responses have no such thing
  gpt.chat({ model: "gpt-4.1", messages, stop: "END" });
  // A variable may hold what the model does not read; what is written does not.
  const image = { type: "image", url: "https://example.com/a.png" } as const;
  const seen: Message[] = [{ role: "user", content: [image] }];
  gpt.chat({ model: "gpt-4", messages: seen });
  gpt.chat({
    model: "gpt-4",
    // @ts-expect-error it reads text alone
    messages: [{ role: "user", content: [{ type: "image", url: "https://example.com/a.png" }] }],
  });
  expectTypeOf(gpt).toExtend<Client>();
  expectTypeOf(litellmProxy()).toExtend<Client>();
});

test("output types the reply", async () => {
  const reply = await claude.chat({ model: "claude-sonnet-4-6", messages });
  expectTypeOf(reply).toEqualTypeOf<Reply<undefined>>();
  expectTypeOf(reply.output).toEqualTypeOf<undefined>();

  const output = z.object({ name: z.string(), born: z.number() });
  const parsed = await openai().chat({ model: "gpt-5", messages, output });
  expectTypeOf(parsed.output).toEqualTypeOf<{ name: string; born: number }>();
  const streamed = await openai().stream({ model: "gpt-5", messages, output }).result();
  expectTypeOf(streamed.output).toEqualTypeOf<{ name: string; born: number }>();

  // A schema of nobody's tells the compiler nothing.
  const plain = await claude.chat({
    model: "claude-sonnet-4-6",
    messages,
    output: { type: "object", properties: { name: { type: "string" } } },
  });
  expectTypeOf(plain.output).toBeUnknown();
  // @ts-expect-error not a schema
  claude.chat({ model: "claude-sonnet-4-6", messages, output: 1 });
});

test("createClient gives the provider's own client", () => {
  expectTypeOf(createClient("anthropic")).toEqualTypeOf(anthropic());
  expectTypeOf(createClient("ollama-local")).toEqualTypeOf(ollamaLocal());
  createClient("litellm-proxy", { apiKey: "k", retry: { max: 0 } });
  // @ts-expect-error no such provider
  createClient("antropic");
  // @ts-expect-error no such option
  createClient("anthropic", { key: "k" });
  expectTypeOf(createClient<keyof Clients>).returns.toExtend<Client<never>>();
});

test("raw has the wire types of the provider's protocol", () => {
  expectTypeOf(anthropic().raw).parameter(0).toEqualTypeOf<AnthropicBody>();
  expectTypeOf(deepseek().raw).parameter(0).toEqualTypeOf<OpenaiChatBody>();
  expectTypeOf(createClient("google").raw).parameter(0).toEqualTypeOf<GeminiBody>();
  expectTypeOf(createClient("ollama-local").raw).parameter(0).toEqualTypeOf<OllamaBody>();
  expectTypeOf(createClient("google").raw).returns.resolves.toEqualTypeOf<GeminiAnswer>();
  expectTypeOf(anthropic().raw).not.toEqualTypeOf(openai().raw);
  const chat = () => openai().raw({} as OpenaiChatBody);
  expectTypeOf(chat).returns.resolves.toEqualTypeOf<OpenaiChatAnswer>();
  const responses = () => openai().raw({} as OpenaiResponsesBody);
  expectTypeOf(responses).returns.resolves.toEqualTypeOf<OpenaiResponsesAnswer>();
  // @ts-expect-error neither of the two
  openai().raw({ model: "m", contents: [] });
  expectTypeOf(createClient("xai").raw).toEqualTypeOf(openai().raw);
});
