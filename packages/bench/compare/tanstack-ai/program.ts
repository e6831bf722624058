import { chat, maxIterations, toolDefinition } from "@tanstack/ai";
import { createAnthropicChat } from "@tanstack/ai-anthropic";
import { createOpenaiChat } from "@tanstack/ai-openai";
import * as z from "zod";

const base = process.env["BASE"];
const [anthropicKey = "", openaiKey = ""] = [
  process.env["ANTHROPIC_API_KEY"],
  process.env["OPENAI_API_KEY"],
];
// Dollars for a million tokens: the SDK gives no cost. Of caches and tiers they say nothing.
const models = [
  {
    adapter: createAnthropicChat("claude-sonnet-4-6", anthropicKey, {
      baseURL: base,
      maxRetries: 0,
    }),
    input: 3,
    output: 15,
  },
  {
    adapter: createOpenaiChat("gpt-5.2", openaiKey, { baseURL: `${base}/v1`, maxRetries: 0 }),
    input: 1.75,
    output: 14,
  },
];
const weather = toolDefinition({
  name: "weather",
  description: "The weather in a city.",
  inputSchema: z.object({ city: z.string() }),
}).server(async ({ city }) => `rain in ${city}`);
const answer = z.object({ city: z.string(), umbrella: z.boolean() });

export async function ask(question: string) {
  let failed: unknown;
  for (const { adapter, input, output } of models) {
    let dollars = 0;
    try {
      const result = await chat({
        adapter,
        messages: [{ role: "user", content: question }],
        tools: [weather],
        outputSchema: answer,
        agentLoopStrategy: maxIterations(5),
        middleware: [
          {
            name: "cost",
            onUsage(_, { promptTokens, completionTokens }) {
              dollars += (promptTokens * input + completionTokens * output) / 1e6;
            },
          },
        ],
      });
      return { output: result, model: adapter.model, cost: `$${dollars.toFixed(4)}` };
    } catch (error) {
      failed = error;
    }
  }
  throw failed;
}
