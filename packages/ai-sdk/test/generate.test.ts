import "./support/fixed-day.ts";
import * as ai7 from "ai";
import * as ai6 from "ai6";
import { expect, it } from "vitest";
import * as z from "zod";
import { costOf } from "../src/core.ts";
import { asKeiV3 } from "../src/v3/create-kei-v3.ts";
import {
  type Answer,
  CALL,
  claude,
  scriptedKei,
  THOUGHT,
  USAGE,
  words,
} from "./support/answers.ts";

const versions = [
  { name: "AI SDK 7", ai: ai7, wrap: (kei: ReturnType<typeof scriptedKei>["kei"]) => kei },
  { name: "AI SDK 6", ai: ai6 as unknown as typeof ai7, wrap: asKeiV3 as never },
] satisfies { name: string; ai: typeof ai7; wrap: unknown }[];

function open(version: (typeof versions)[number], ...answers: readonly Answer[]) {
  const { kei, sent } = scriptedKei(...answers);
  return { kei: version.wrap(kei), sent, ai: version.ai };
}

it.each(versions)("$name: a text, its usage and its exact cost", async (version) => {
  const { ai, kei, sent } = open(version, claude([words("Hello")]));
  const result = await ai.generateText({ model: kei("anthropic/claude-sonnet-4-6"), prompt: "Hi" });
  expect(result.text).toBe("Hello");
  expect(result.finishReason).toBe("stop");
  expect(result.usage).toMatchObject({
    inputTokens: 120,
    inputTokenDetails: { noCacheTokens: 100, cacheReadTokens: 10, cacheWriteTokens: 10 },
    outputTokens: 20,
    outputTokenDetails: { textTokens: undefined, reasoningTokens: undefined },
  });
  expect(result.response).toMatchObject({ modelId: "claude-sonnet-4-6" });
  // 100 at $3, 10 read at $0.30, 4 written at $3.75 and 6 at $6, 20 out at $15, a million each.
  const cost = 100n * 300n + 10n * 30n + 4n * 375n + 6n * 600n + 20n * 1500n;
  expect(result.providerMetadata?.["kei"]).toMatchObject({
    model: "claude-sonnet-4-6",
    cost: { kind: "known", total: `${cost}`, currency: "USD", row: "standard" },
    usage: { cacheWrite5mTokens: 4, cacheWrite1hTokens: 6 },
    cacheSavings: { kind: "known", currency: "USD" },
  });
  expect(costOf(result)).toEqual({ kind: "known", total: cost, currency: "USD" });
  expect(sent[0]?.headers.get("x-api-key")).toBe("sk-canary-ai-sdk");
  expect(sent[0]?.headers.get("user-agent")).toContain("ai/");
});

it.each(versions)("$name: tools, and thoughts that go back signed", async (version) => {
  const { ai, kei, sent } = open(
    version,
    claude([THOUGHT, words("I look."), CALL]),
    claude([words("It rains.")]),
  );
  const weather = ai.tool({
    description: "The weather.",
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => ({ sky: `rain in ${city}` }),
  });
  const model = kei("anthropic/claude-sonnet-4-6");
  const result = await ai.generateText({
    model,
    prompt: "Weather?",
    tools: { weather },
    stopWhen: ai.stepCountIs(3),
  });
  expect(result.text).toBe("It rains.");
  expect(result.steps[0]?.toolCalls).toMatchObject([
    { toolName: "weather", input: { city: "Oslo" } },
  ]);
  expect(result.steps[0]?.reasoningText).toBe("I look it up.");
  expect(sent[0]?.body).toMatchObject({
    tools: [{ name: "weather", input_schema: { type: "object", required: ["city"] } }],
  });
  expect(sent[1]?.body["messages"]).toEqual([
    { role: "user", content: [{ type: "text", text: "Weather?" }] },
    { role: "assistant", content: [THOUGHT, words("I look."), CALL] },
    {
      role: "user",
      content: [
        {
          type: "tool_result",
          tool_use_id: "toolu_1",
          content: [{ type: "text", text: '{"sky":"rain in Oslo"}' }],
        },
      ],
    },
  ]);
  const one = costOf(result.steps[0] ?? {});
  expect(one).toMatchObject({ kind: "known", total: 65_400n });
  expect(costOf(result)).toEqual({ kind: "known", total: 130_800n, currency: "USD" });
});

it.each(versions)("$name: a streamed turn goes back as it came, too", async (version) => {
  const redacted = { type: "redacted_thinking", data: "ZW5j" };
  const search = {
    type: "server_tool_use",
    id: "srv_1",
    name: "web_search",
    input: { query: "x" },
  };
  const first = [THOUGHT, redacted, search, words("I look."), CALL];
  const { ai, kei, sent } = open(version, claude(first), claude([words("It rains.")]));
  const weather = ai.tool({
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `rain in ${city}`,
  });
  const result = ai.streamText({
    model: kei("anthropic/claude-sonnet-4-6"),
    prompt: "Weather?",
    tools: { weather },
    stopWhen: ai.stepCountIs(3),
  });
  expect(await result.text).toBe("It rains.");
  expect(sent[1]?.body["messages"]).toMatchObject([
    { role: "user" },
    { role: "assistant", content: first },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1" }] },
  ]);
  expect(costOf({ steps: await result.steps })).toMatchObject({ kind: "known" });
});

const born = z.object({ name: z.string(), born: z.number() });
const GOETHE = '{"name":"Goethe","born":1749}';

it.each(versions)("$name: structured output, enforced where the model can", async (version) => {
  const { ai, kei, sent } = open(version, claude([words(GOETHE)]));
  const ask = (model: ReturnType<typeof kei>) =>
    ai.generateText({
      model,
      prompt: "Who wrote Faust?",
      output: ai.Output.object({ schema: born }),
    });
  const { output, warnings } = await ask(kei("anthropic/claude-sonnet-4-6"));
  expect(output).toEqual({ name: "Goethe", born: 1749 });
  expect(warnings).toEqual([]);
  expect(sent[0]?.body).toMatchObject({
    output_config: { format: { type: "json_schema", schema: { required: ["name", "born"] } } },
  });
  // Not known to keep to a schema.
  const other = await ask(kei("anthropic/claude-opus-4-0"));
  expect(other.output).toEqual({ name: "Goethe", born: 1749 });
  expect(other.warnings).toContainEqual({
    type: "compatibility",
    feature: "responseFormat",
    details: expect.stringContaining("the schema went into the instructions"),
  });
});

it.each(versions)(
  "$name: the JSON is found among words, where a schema was not enforced",
  async (version) => {
    const { ai, kei } = open(version, claude([words(`Sure.\n\`\`\`json\n${GOETHE}\n\`\`\``)]));
    const { output } = await ai.generateText({
      model: kei("anthropic/claude-opus-4-0"),
      prompt: "Who wrote Faust?",
      output: ai.Output.object({ schema: born }),
    });
    expect(output).toEqual({ name: "Goethe", born: 1749 });
  },
);

it.each([
  {
    what: "another shape",
    answer: claude([words('{"name":"Goethe"}')]),
    text: '{"name":"Goethe"}',
    finishReason: "stop",
  },
  {
    what: "no JSON",
    answer: claude([words("I do not know.")]),
    text: "I do not know.",
    finishReason: "stop",
  },
  {
    what: "a cut",
    answer: claude([words('{"name":"Goe')], { stop: "max_tokens" }),
    text: '{"name":"Goe',
    finishReason: "length",
  },
])(
  "an answer that does not follow the schema is the AI SDK's to judge: $what",
  async ({ answer, text, finishReason }) => {
    const { kei } = scriptedKei(answer);
    const asked = ai7.generateText({
      model: kei("anthropic/claude-sonnet-4-6"),
      prompt: "Who wrote Faust?",
      output: ai7.Output.object({ schema: born }),
    });
    const thrown = await asked.then(
      (result) => {
        try {
          return result.output;
        } catch (error) {
          return error;
        }
      },
      (error) => error,
    );
    expect(
      ai7.NoObjectGeneratedError.isInstance(thrown) ||
        ai7.NoOutputGeneratedError.isInstance(thrown),
    ).toBe(true);
    if (ai7.NoObjectGeneratedError.isInstance(thrown)) {
      expect(thrown).toMatchObject({
        text,
        finishReason,
        usage: { outputTokens: USAGE.output_tokens },
      });
    }
  },
);
