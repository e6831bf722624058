import { describeRecord } from "./record-suite.ts";
import { LMSTUDIO } from "./strict-compatible.ts";
import { strictOpenai } from "./strict-openai.ts";

const oss = "openai/gpt-oss-20b";

describeRecord({
  id: "lmstudio-local",
  wire: strictOpenai(LMSTUDIO),
  model: oss,
  tools: {
    model: oss,
    reasoning: { effort: "low" },
    thought: { reasoning: "Two cities, so two calls." },
    choices: ["none", "required"],
  },
  output: { model: "some/model-of-my-own", enforced: true },
  noImage: "qwen/qwen3-coder-30b",
  options: [
    {
      model: oss,
      set: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END"] },
      sent: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END"] },
    },
    { model: oss, set: { reasoning: { effort: "high" } }, sent: { effort: "high" } },
  ],
  notTaken: [
    { model: "qwen/qwen3-coder-30b", set: { reasoning: { effort: "low" } }, refused: true },
    { model: oss, set: { reasoning: { budgetTokens: 100 } }, refused: true },
  ],
  tells: { cacheRead: false, reasoning: false },
});
