import { expectTypeOf, test } from "vitest";
import * as z from "zod";
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

test("events are those of streams, results and turns", async () => {
  const stream = streamTools(openai(), { model: "gpt-5", messages, tools }, { maxTurns: 2 });
  for await (const event of stream) {
    if (event.type === "text") expectTypeOf(event.text).toEqualTypeOf<string>();
    if (event.type === "tool-result") expectTypeOf(event.result.isError).toEqualTypeOf<boolean>();
    if (event.type === "turn") expectTypeOf(event.turn.turns).toEqualTypeOf<number>();
  }
});
