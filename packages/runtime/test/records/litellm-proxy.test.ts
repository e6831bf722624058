import { describeRecord } from "./record-suite.ts";
import { LITELLM } from "./strict-compatible.ts";
import { strictOpenai } from "./strict-openai.ts";

const claude = "anthropic/claude-sonnet-4-6";

describeRecord({
  id: "litellm-proxy",
  wire: strictOpenai(LITELLM),
  model: claude,
  alias: "openai/gpt-4o-2024-08-06",
  tools: {
    model: claude,
    reasoning: { effort: "low" },
    thought: { reasoning: "Two cities, so two calls." },
  },
  output: { model: "openai/gpt-4.1", enforced: true },
  image: claude,
  noImage: "deepseek/deepseek-v4-pro",
  options: [
    {
      model: "openai/gpt-4.1",
      set: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END"] },
      sent: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END"] },
    },
    {
      model: "openai/gpt-5.5",
      set: { maxOutputTokens: 500, reasoning: { effort: "high" } },
      sent: { maxOutputTokens: 500, effort: "high" },
    },
    { model: "deepseek/deepseek-v4-pro", set: { temperature: 0.2 }, sent: { temperature: 0.2 } },
    { model: "xai/grok-4.3", set: { topP: 0.2 }, sent: { topP: 0.2 } },
  ],
  notTaken: [
    { model: "openai/gpt-5.5", set: { temperature: 0.3 }, refused: true },
    { model: claude, set: { reasoning: { budgetTokens: 2048 } }, refused: true },
  ],
  // A model that no other suite calls: one process warns of it once.
  deprecated: { model: "anthropic/claude-sonnet-4-0", replacedBy: "anthropic/claude-sonnet-5-5" },
  tells: { cacheRead: true, reasoning: true },
});
