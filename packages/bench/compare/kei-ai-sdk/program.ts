import { costOf, createKei } from "@kei/ai-sdk/core";
import { formatMoney } from "@kei/registry";
import { anthropic } from "@kei/runtime/anthropic";
import { openai } from "@kei/runtime/openai";
import { generateText, Output, stepCountIs, tool } from "ai";
import * as z from "zod";

const base = process.env["BASE"];
const kei = createKei({
  clients: {
    anthropic: anthropic({ endpoint: `${base}/v1/messages` }),
    openai: openai({ endpoint: `${base}/v1/responses` }),
  },
  profiles: {
    helper: {
      id: "helper",
      defaultModelRef: "anthropic/claude-sonnet-4-6",
      fallbackModelRefs: ["openai/gpt-5.2"],
    },
  },
});
const weather = tool({
  description: "The weather in a city.",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `rain in ${city}`,
});
const answer = z.object({ city: z.string(), umbrella: z.boolean() });

export async function ask(question: string) {
  const result = await generateText({
    model: kei.profile("helper"),
    prompt: question,
    tools: { weather },
    output: Output.object({ schema: answer }),
    stopWhen: stepCountIs(5),
  });
  const cost = costOf(result);
  return {
    output: result.output,
    model: result.response.modelId,
    cost: "currency" in cost ? formatMoney(cost.total, cost.currency) : cost.kind,
  };
}
