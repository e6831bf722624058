import { describeRecord } from "./record-suite.ts";
import { OPENAI, strictOpenai } from "./strict-openai.ts";

const wire = strictOpenai(OPENAI);
const tells = { cacheRead: true, reasoning: true };

describeRecord({
  id: "openai",
  wire,
  model: "gpt-4.1",
  alias: "gpt-4.1-mini-2025-04-14",
  tools: { model: "gpt-4.1" },
  output: { model: "gpt-4.1", enforced: true },
  pdf: "gpt-4.1",
  image: "gpt-4o",
  noImage: "gpt-4",
  options: [
    {
      model: "gpt-4.1",
      set: { maxOutputTokens: 500, temperature: 0, topP: 0.5, stop: ["END", "###"] },
      sent: { maxOutputTokens: 500, temperature: 0, topP: 0.5, stop: ["END", "###"] },
    },
    {
      model: "gpt-5.5",
      set: { maxOutputTokens: 500, reasoning: { effort: "xhigh" } },
      sent: { maxOutputTokens: 500, effort: "xhigh" },
    },
    { model: "o4-mini", set: { maxOutputTokens: 7 }, sent: { maxOutputTokens: 7 } },
    { model: "gpt-5.1", set: { reasoning: { effort: "none" } }, sent: { effort: "none" } },
  ],
  notTaken: [
    { model: "gpt-5.5", set: { temperature: 0.3 }, refused: true },
    { model: "gpt-5.5", set: { topP: 0.3 }, refused: true },
    { model: "gpt-5.5", set: { reasoning: { budgetTokens: 2048 } }, refused: true },
    { model: "gpt-4.1", set: { reasoning: { effort: "low" } }, refused: true },
    { model: "gpt-4.1", set: { stop: ["a", "b", "c", "d", "e"] }, refused: true },
  ],
  tells,
});

describeRecord({
  id: "openai",
  wire,
  model: "gpt-5.5",
  // It thinks, and shows nothing of it in this protocol.
  tools: { model: "gpt-5.5", reasoning: { effort: "medium" } },
  output: { model: "gpt-5.5", enforced: true },
  image: "gpt-5.5",
  noImage: "o3-mini",
  options: [],
  notTaken: [],
  tells,
});
