import { describeRecord } from "./record-suite.ts";
import { strictOllama } from "./strict-ollama.ts";

const oss = "gpt-oss:20b";

describeRecord({
  id: "ollama-local",
  wire: strictOllama,
  model: oss,
  alias: "llama-3.3-70b",
  tools: {
    model: oss,
    reasoning: { effort: "medium" },
    thought: { reasoning: "Two cities, so two calls." },
    ordered: true,
    choices: [],
  },
  output: { model: "a-model-of-my-own:latest", enforced: true },
  image: "gemma3:12b",
  noImage: oss,
  options: [
    {
      model: oss,
      set: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END", "###"] },
      sent: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END", "###"] },
    },
    { model: oss, set: { reasoning: { effort: "high" } }, sent: { effort: "high" } },
  ],
  notTaken: [
    { model: "phi4:14b", set: { reasoning: { effort: "low" } }, refused: true },
    { model: "qwen3:8b", set: { reasoning: { effort: "low" } }, refused: true },
    { model: oss, set: { reasoning: { budgetTokens: 1024 } }, refused: true },
  ],
  tells: { cacheRead: false, reasoning: false },
});
