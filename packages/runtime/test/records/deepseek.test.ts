import { describeRecord } from "./record-suite.ts";
import { DEEPSEEK } from "./strict-compatible.ts";
import { strictOpenai } from "./strict-openai.ts";

const thought = { reasoning: "Two cities, so two calls." };
const wire = strictOpenai(DEEPSEEK);

describeRecord({
  id: "deepseek",
  wire,
  model: "deepseek-v4-pro",
  alias: "deepseek-r1",
  tools: { model: "deepseek-v4-pro", reasoning: { effort: "high" }, thought },
  output: { model: "deepseek-v4-flash", enforced: false },
  noImage: "deepseek-v4-pro",
  options: [
    {
      model: "deepseek-v4-pro",
      set: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END", "###"] },
      sent: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END", "###"] },
    },
    {
      model: "deepseek-v4-flash",
      set: { reasoning: { effort: "max" } },
      sent: { effort: "max" },
    },
    // What turns its thinking off has a name of its own.
    {
      model: "deepseek-v4-pro",
      set: { extraBody: { thinking: { type: "disabled" } } },
      sent: { thinking: { type: "disabled" } },
    },
  ],
  notTaken: [
    { model: "deepseek-reasoner", set: { reasoning: { effort: "low" } }, refused: true },
    { model: "deepseek-v4-pro", set: { reasoning: { budgetTokens: 1024 } }, refused: true },
  ],
  tells: { cacheRead: true, reasoning: true },
});
