import { describeRecord } from "./record-suite.ts";
import { XAI } from "./strict-compatible.ts";
import { strictOpenai } from "./strict-openai.ts";

const plain = "grok-4.20-0309-non-reasoning";

describeRecord({
  id: "xai",
  wire: strictOpenai(XAI),
  model: "grok-4.3",
  alias: "grok-4.3-latest",
  tools: {
    model: "grok-4.3",
    reasoning: { effort: "high" },
    thought: { reasoning: "Two cities, two calls." },
  },
  output: { model: "grok-4.3", enforced: true },
  image: "grok-4.3",
  options: [
    {
      model: plain,
      set: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END"] },
      sent: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END"] },
    },
    {
      model: "grok-4.3",
      set: { maxOutputTokens: 500, temperature: 0.2, reasoning: { effort: "none" } },
      sent: { maxOutputTokens: 500, temperature: 0.2, effort: "none" },
    },
  ],
  notTaken: [
    { model: plain, set: { reasoning: { effort: "low" } }, refused: true },
    { model: "grok-build-0.1", set: { reasoning: { effort: "low" } }, refused: true },
    { model: "grok-4.3", set: { reasoning: { budgetTokens: 1024 } }, refused: true },
  ],
  deprecated: { model: "grok-4", replacedBy: "xai/grok-4.7" },
  tells: { cacheRead: true, reasoning: true },
});
