import { describeRecord } from "./record-suite.ts";
import { strictGemini } from "./strict-gemini.ts";

const tells = { cacheRead: true, reasoning: true };

describeRecord({
  id: "google",
  wire: strictGemini,
  model: "gemini-3.5-flash",
  tools: {
    model: "gemini-3.5-flash",
    reasoning: { effort: "low" },
    thought: { reasoning: "Two cities, so two calls.", signature: "CikB0e2Kb7zDrHIOxDcQ9aXc" },
  },
  output: { model: "gemini-3.5-flash", enforced: true },
  pdf: "gemini-3.5-flash",
  image: "gemini-3.5-flash",
  options: [
    {
      model: "gemini-3.5-flash",
      set: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END", "###"] },
      sent: { maxOutputTokens: 500, temperature: 0.2, topP: 0.5, stop: ["END", "###"] },
    },
    {
      model: "gemini-3-flash-preview",
      set: { reasoning: { effort: "minimal" } },
      sent: { effort: "minimal" },
    },
  ],
  notTaken: [
    { model: "gemini-3.5-flash", set: { reasoning: { budgetTokens: 1024 } }, refused: true },
    // "You cannot disable thinking": its levels begin with minimal.
    { model: "gemini-3.1-pro-preview", set: { reasoning: { effort: "none" } }, refused: true },
    { model: "gemini-3.5-flash", set: { stop: ["a", "b", "c", "d", "e", "f"] }, refused: true },
  ],
  tells,
});

describeRecord({
  id: "google",
  wire: strictGemini,
  model: "gemini-2.5-flash",
  tools: {
    model: "gemini-2.5-flash",
    reasoning: { budgetTokens: 1024 },
    thought: { reasoning: "Two cities, so two calls." },
  },
  output: { model: "gemini-2.5-pro", enforced: true },
  image: "gemma-4-31b-it",
  options: [
    {
      model: "gemini-2.5-pro",
      set: { reasoning: { budgetTokens: 128 } },
      sent: { budgetTokens: 128 },
    },
    { model: "gemini-2.5-flash", set: { reasoning: { effort: "none" } }, sent: { effort: "none" } },
  ],
  notTaken: [{ model: "gemini-2.5-flash", set: { reasoning: { effort: "low" } }, refused: true }],
  tells,
});
