import { expectTypeOf, test } from "vitest";
import * as z from "zod";
import { unsafeModel } from "../../src/chat/request.ts";
import type { Client } from "../../src/client/client.ts";
import { createClient } from "../../src/create-client.ts";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { ollamaLocal } from "../../src/gen/ollama-local.gen.ts";
import { openai } from "../../src/gen/openai.gen.ts";
import { runTools, streamTools } from "../../src/tools/run-tools.ts";
import { tool } from "../../src/tools/tool.ts";

const messages = [{ role: "user", content: "Hello" }] as const;
const tools = [
  tool({ name: "weather", parameters: z.object({ city: z.string() }), execute: () => "sunny" }),
] as const;

test("a run knows the client's models, the tools and the output", async () => {
  const request = { model: "claude-sonnet-4-6", messages, tools } as const;
  const run = await runTools(anthropic(), request, { maxTurns: 5, budget: 1n });
  const [call] = run.pending;
  if (call !== undefined && call.invalidArguments === undefined) {
    expectTypeOf(call.name).toEqualTypeOf<"weather">();
    expectTypeOf(call.arguments).toEqualTypeOf<{ city: string }>();
  }
  const output = z.object({ sun: z.boolean() });
  const gpt = await streamTools(
    openai(),
    { model: "gpt-5", messages, tools, output },
    { maxTurns: 1 },
  ).result();
  expectTypeOf(gpt.reply.output).toEqualTypeOf<{ sun: boolean } | undefined>();
  await runTools(ollamaLocal(), { model: "any", messages }, { maxTurns: 2, budget: { usd: 0.5 } });
  // @ts-expect-error another provider's model
  runTools(openai(), request, { maxTurns: 5 });
  // @ts-expect-error without a bound
  runTools(anthropic(), request, {});
  // @ts-expect-error no money is a number
  runTools(anthropic(), request, { maxTurns: 1, budget: 0.5 });
});

test("a run takes what the model takes, as chat does", () => {
  const gpt = openai();
  const model = "gpt-5.2-pro";
  const most = { maxTurns: 2 };
  runTools(
    gpt,
    { model, messages, tools, reasoning: { effort: "high" }, toolChoice: "required" },
    most,
  );
  // @ts-expect-error 'medium' | 'high' | 'xhigh'
  runTools(gpt, { model, messages, tools, reasoning: { effort: "low" } }, most);
  // @ts-expect-error gpt-5.2-pro does not take temperature
  streamTools(gpt, { model, messages, tools, temperature: 0 }, most);
  // @ts-expect-error no such tier
  streamTools(anthropic(), { model: "claude-opus-5", messages, tools, serviceTier: "flex" }, most);
  const url = "https://a/b.png";
  // biome-ignore format: the error is on its line
  // @ts-expect-error gpt-3.5-turbo reads no images
  runTools(gpt, { model: "gpt-3.5-turbo", messages: [{ role: "user", content: [{ type: "image", url }] }] }, most);
  // @ts-expect-error not a key of a request
  runTools(gpt, { model, messages, tool: tools }, most);
  // @ts-expect-error messages are needed
  runTools(gpt, { model, tools }, most);
  const chat = openai({ protocol: "openai-chat" });
  runTools(chat, { model: "gpt-4.1", messages, tools, stop: "END" }, most);
  // @ts-expect-error Responses carries no stop
  runTools(gpt, { model: "gpt-4.1", messages, tools, stop: "END" }, most);
  // Of what is not known anything may be asked.
  runTools(gpt, { model: unsafeModel("gpt-9"), messages, tools, temperature: 0 }, most);
  const some: Client = gpt;
  runTools(some, { model: "gpt-9", messages, tools, temperature: 0 }, most);
  const either = Math.random() < 2 ? createClient("openai") : createClient("xai");
  expectTypeOf(runTools).toBeCallableWith(either as Client, { model: "any", messages }, most);
});

test("a run has sums of what caches changed", async () => {
  const { cacheSavings, cost } = await runTools(
    openai(),
    { model: "gpt-5", messages },
    { maxTurns: 1 },
  );
  expectTypeOf(cacheSavings).toEqualTypeOf<typeof cost | undefined>();
});

test("events are those of streams, results and turns", async () => {
  const stream = streamTools(openai(), { model: "gpt-5", messages, tools }, { maxTurns: 2 });
  for await (const event of stream) {
    if (event.type === "text") expectTypeOf(event.text).toEqualTypeOf<string>();
    if (event.type === "tool-result") expectTypeOf(event.result.isError).toEqualTypeOf<boolean>();
    if (event.type === "turn") expectTypeOf(event.turn.turns).toEqualTypeOf<number>();
  }
});
