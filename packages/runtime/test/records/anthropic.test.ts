import { describe, expect, it } from "vitest";
import type { Warning } from "../../src/chat/reply.ts";
import { type ChatRequest, unsafeModel } from "../../src/chat/request.ts";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { describeRecord } from "./record-suite.ts";
import type { Json } from "./shape.ts";
import { strictAnthropic } from "./strict-anthropic.ts";
import type { SentSettings } from "./strict-wire.ts";

const newest = "claude-opus-4-8";

describeRecord({
  id: "anthropic",
  wire: strictAnthropic,
  model: "claude-sonnet-4-6",
  alias: "claude-haiku-4-5-20251001",
  tools: {
    model: "claude-sonnet-4-6",
    reasoning: { budgetTokens: 2048 },
    thought: {
      reasoning: "I have to look at both cities.",
      signature: "EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds",
    },
  },
  output: { model: "claude-sonnet-4-6", enforced: true },
  image: "claude-sonnet-4-6",
  pdf: "claude-sonnet-4-6",
  options: [
    {
      model: "claude-sonnet-4-6",
      set: { maxOutputTokens: 1000, temperature: 0.3, stop: ["END", "###"] },
      sent: { maxOutputTokens: 1000, temperature: 0.3, stop: ["END", "###"] },
    },
    {
      model: "claude-sonnet-4-6",
      set: { topP: 0.9 },
      sent: { topP: 0.9, maxOutputTokens: 21_333 },
      streamed: { maxOutputTokens: 128_000 },
    },
    {
      model: "claude-haiku-4-5",
      set: { reasoning: { budgetTokens: 1024 }, maxOutputTokens: 2000 },
      sent: { budgetTokens: 1024, maxOutputTokens: 2000 },
    },
    { model: newest, set: { reasoning: { effort: "xhigh" } }, sent: { effort: "xhigh" } },
    {
      model: "claude-sonnet-4-6",
      set: { reasoning: { effort: "low" }, stop: "END" },
      sent: { effort: "low", stop: ["END"] },
    },
    {
      model: "claude-sonnet-4-6",
      set: { reasoning: { effort: "none" } },
      sent: { effort: "none" },
    },
  ],
  notTaken: [
    { model: newest, set: { temperature: 0.3 }, refused: true },
    { model: newest, set: { topP: 0.9 }, refused: true },
    { model: newest, set: { reasoning: { budgetTokens: 2048 } }, refused: true },
    { model: "claude-haiku-4-5", set: { reasoning: { effort: "low" } }, refused: true },
    ...(["required", { tool: "get_weather" }] as const).map((toolChoice) => ({
      model: "claude-sonnet-4-6",
      set: { reasoning: { effort: "low" as const }, toolChoice, tools: [{ name: "get_weather" }] },
      refused: true,
    })),
    // It thinks by a budget alone, and does not know adaptive thinking.
    { model: "claude-opus-4-5", set: { reasoning: { effort: "low" } }, refused: true },
  ],
  deprecated: { model: "claude-opus-4-0", replacedBy: "anthropic/claude-opus-5-5" },
  tells: { cacheRead: true, reasoning: false },
});

/** Settings that each is taken, and not together. */
describe("settings of Claude that exclude each other", () => {
  const claude = (warnings: Warning[]) =>
    anthropic({
      apiKey: "sk-canary-sampling",
      hooks: { onWarning: (warning) => warnings.push(warning) },
    });
  it.each([
    [{ temperature: 0.2, topP: 0.9 }, { temperature: 0.2 }, ["topP"]],
    [{ reasoning: { effort: "low" }, temperature: 0.2 }, {}, ["temperature"]],
    [{ reasoning: { effort: "low" }, temperature: 1 }, { temperature: 1 }, []],
    [{ reasoning: { budgetTokens: 1024 }, topP: 0.9 }, {}, ["topP"]],
    [{ reasoning: { budgetTokens: 1024 }, topP: 0.95 }, { topP: 0.95 }, []],
    [{ reasoning: { budgetTokens: 1024 }, temperature: 0, topP: 0.5 }, {}, ["temperature", "topP"]],
    [{ reasoning: { effort: "none" }, temperature: 0.2 }, { temperature: 0.2 }, []],
  ] satisfies [Partial<ChatRequest>, SentSettings, string[]][])(
    "%j becomes %j",
    async (set, sent, ignored) => {
      const warnings: Warning[] = [];
      const model = "claude-sonnet-4-6";
      const messages = [{ role: "user", content: "Hello" }] as const;
      const body = (await claude(warnings).preview({ model, messages, ...set })).body as Json;
      expect(strictAnthropic.check(body, { model, stream: false, issued: [] })).toEqual([]);
      const { temperature, topP } = strictAnthropic.settings(body);
      expect({ temperature, topP }).toEqual({ temperature: undefined, topP: undefined, ...sent });
      expect(warnings).toMatchObject(ignored.map(() => ({ code: "setting-ignored" })));
      for (const [i, { message }] of warnings.entries()) {
        expect(message).toContain(`${ignored[i]} was left out`);
      }
    },
  );
});

describeRecord({
  id: "anthropic",
  wire: strictAnthropic,
  model: newest,
  tools: {
    model: newest,
    reasoning: { effort: "high" },
    // From Opus 4.7 on the thinking is not shown, but its proof is, and is wanted back.
    thought: { reasoning: "", signature: "EqoBCkgIBxABGAIiQL8sUiuWg" },
  },
  output: { model: unsafeModel("claude-next"), enforced: true },
  options: [],
  notTaken: [],
  tells: { cacheRead: true, reasoning: false },
});
