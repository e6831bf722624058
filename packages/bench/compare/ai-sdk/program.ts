import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, Output, stepCountIs, tool } from "ai";
import * as z from "zod";

const base = process.env["BASE"];
// Dollars for a million tokens: the SDK knows no prices. Of caches and tiers they say nothing.
const models = [
  { model: createAnthropic({ baseURL: `${base}/v1` })("claude-sonnet-4-6"), input: 3, output: 15 },
  { model: createOpenAI({ baseURL: `${base}/v1` })("gpt-5.2"), input: 1.75, output: 14 },
];
const weather = tool({
  description: "The weather in a city.",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `rain in ${city}`,
});
const answer = z.object({ city: z.string(), umbrella: z.boolean() });

export async function ask(question: string) {
  let failed: unknown;
  for (const { model, input, output } of models) {
    try {
      const result = await generateText({
        model,
        prompt: question,
        tools: { weather },
        output: Output.object({ schema: answer }),
        stopWhen: stepCountIs(5),
        maxRetries: 0,
      });
      const { inputTokens = 0, outputTokens = 0 } = result.totalUsage;
      const dollars = (inputTokens * input + outputTokens * output) / 1e6;
      return {
        output: result.output,
        model: result.response.modelId,
        cost: `$${dollars.toFixed(4)}`,
      };
    } catch (error) {
      failed = error;
    }
  }
  throw failed;
}
