import { describeRecord } from "./record-suite.ts";
import { MLX } from "./strict-compatible.ts";
import { strictOpenai } from "./strict-openai.ts";

const qwen = "mlx-community/Qwen3-8B-4bit";

describeRecord({
  id: "mlx-local",
  wire: strictOpenai(MLX),
  model: qwen,
  alias: "qwen-2.5-coder-32b",
  tools: { model: qwen, thought: { reasoning: "Two cities, so two calls." } },
  output: { model: qwen, enforced: false },
  noImage: qwen,
  options: [
    {
      model: qwen,
      set: { maxOutputTokens: 500, temperature: 0, topP: 0.5, stop: ["END"] },
      sent: { maxOutputTokens: 500, temperature: 0, topP: 0.5, stop: ["END"] },
    },
  ],
  notTaken: [{ model: qwen, set: { reasoning: { effort: "low" } }, refused: true }],
  tells: { cacheRead: false, reasoning: false },
});
