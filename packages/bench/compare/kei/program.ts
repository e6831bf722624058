import { formatMoney } from "@kei/registry";
import { anthropic } from "@kei/runtime/anthropic";
import { tool } from "@kei/runtime/core";
import { openai } from "@kei/runtime/openai";
import { createRouter } from "@kei/runtime/router";
import * as z from "zod";

const base = process.env["BASE"];
const router = createRouter({
  profiles: {
    helper: {
      id: "helper",
      defaultModelRef: "anthropic/claude-sonnet-4-6",
      fallbackModelRefs: ["openai/gpt-5.2"],
    },
  },
  clients: [
    anthropic({ endpoint: `${base}/v1/messages` }),
    openai({ endpoint: `${base}/v1/responses` }),
  ],
});
const weather = tool({
  name: "weather",
  description: "The weather in a city.",
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `rain in ${city}`,
});
const answer = z.object({ city: z.string(), umbrella: z.boolean() });

export async function ask(question: string) {
  const { reply, cost } = await router.runTools(
    {
      profile: "helper",
      messages: [{ role: "user", content: question }],
      tools: [weather],
      output: answer,
    },
    { maxTurns: 5 },
  );
  return {
    output: reply.output,
    model: reply.route.answered,
    cost: "currency" in cost ? formatMoney(cost.total, cost.currency) : cost.kind,
  };
}
