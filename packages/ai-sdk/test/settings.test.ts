import "./support/fixed-day.ts";
import type { LanguageModelV4CallOptions, SharedV4Warning } from "@ai-sdk/provider";
import { expect, it } from "vitest";
import { toRequest } from "../src/request/to-request.ts";
import { claude, gpt, scriptedKei, words } from "./support/answers.ts";

const prompt: LanguageModelV4CallOptions["prompt"] = [
  { role: "user", content: [{ type: "text", text: "Hi" }] },
];

type Call = Omit<LanguageModelV4CallOptions, "prompt">;

/** What went over the wire, and what was said of it. */
async function ask(ref: string, call: Call) {
  const { kei, sent } = scriptedKei(
    ref.startsWith("openai") ? gpt("Hello") : claude([words("Hello")]),
  );
  const { warnings } = await kei.languageModel(ref).doGenerate({ prompt, ...call });
  expect(sent).toHaveLength(1);
  return { body: sent[0]?.body ?? {}, headers: sent[0]?.headers, warnings };
}

const unsupported = (feature: string) => ({
  type: "unsupported",
  feature,
  details: expect.any(String),
});

const rows: readonly {
  readonly what: string;
  readonly ref: string;
  readonly call: Call;
  readonly body: object;
  readonly warnings?: readonly unknown[];
}[] = [
  {
    what: "what a model takes",
    ref: "anthropic/claude-sonnet-4-6",
    call: { temperature: 0.5, topK: 3, stopSequences: ["END"], maxOutputTokens: 100 },
    body: { temperature: 0.5, top_k: 3, stop_sequences: ["END"], max_tokens: 100 },
  },
  {
    what: "sampling that a model does not take",
    ref: "openai/gpt-5.2-pro",
    call: { temperature: 0.5, topP: 0.9 },
    body: { temperature: undefined, top_p: undefined },
    warnings: [unsupported("temperature"), unsupported("topP")],
  },
  {
    what: "what the protocol has no place for",
    ref: "openai/gpt-5.2",
    call: { seed: 1, stopSequences: ["END"], presencePenalty: 1 },
    body: { seed: undefined, stop: undefined },
    warnings: [unsupported("stopSequences"), unsupported("seed"), unsupported("presencePenalty")],
  },
  {
    what: "more tokens than a model writes",
    ref: "anthropic/claude-haiku-4-5",
    call: { maxOutputTokens: 1_000_000 },
    body: { max_tokens: 64_000 },
    warnings: [{ type: "compatibility", feature: "maxOutputTokens", details: expect.any(String) }],
  },
  {
    what: "an effort that a model knows",
    ref: "openai/gpt-5.2",
    call: { reasoning: "low" },
    body: { reasoning: expect.objectContaining({ effort: "low" }) },
  },
  {
    what: "the nearest of the efforts that it knows",
    ref: "openai/gpt-5.2-pro",
    call: { reasoning: "low" },
    body: { reasoning: expect.objectContaining({ effort: "medium" }) },
    warnings: [
      {
        type: "compatibility",
        feature: "reasoning",
        details: "gpt-5.2-pro takes no effort low: medium was asked for",
      },
    ],
  },
  {
    what: "a budget where it knows no efforts",
    ref: "anthropic/claude-haiku-4-5",
    call: { reasoning: "medium" },
    body: { thinking: { type: "enabled", budget_tokens: 8_192 } },
    warnings: [
      {
        type: "compatibility",
        feature: "reasoning",
        details: "claude-haiku-4-5 takes no effort: a budget of 8192 tokens was asked for",
      },
    ],
  },
  {
    what: "what the provider does by itself",
    ref: "openai/gpt-5.2",
    call: { reasoning: "provider-default" },
    body: { reasoning: undefined },
  },
  {
    what: "options of Kei's own, before those of the AI SDK",
    ref: "openai/gpt-5.2",
    call: {
      reasoning: "high",
      providerOptions: {
        kei: { reasoning: { effort: "low" }, serviceTier: "flex", userId: "u-1" },
      },
    },
    body: {
      reasoning: expect.objectContaining({ effort: "low" }),
      service_tier: "flex",
      safety_identifier: "u-1",
    },
  },
  {
    what: "options of other providers",
    ref: "openai/gpt-5.2",
    call: {
      providerOptions: { anthropic: { thinking: { type: "disabled" } }, openai: { store: true } },
    },
    body: {},
    warnings: [unsupported("providerOptions.openai")],
  },
  {
    what: "tools that only a provider has",
    ref: "anthropic/claude-sonnet-4-6",
    call: {
      tools: [
        { type: "provider", id: "anthropic.web_search_20250305", name: "web_search", args: {} },
      ],
    },
    body: { tools: undefined },
    warnings: [unsupported("provider-defined tool anthropic.web_search_20250305")],
  },
  {
    what: "a tool without a schema, and a choice of tools",
    ref: "anthropic/claude-sonnet-4-6",
    call: {
      tools: [{ type: "function", name: "now", inputSchema: {} }],
      toolChoice: { type: "tool", toolName: "now" },
    },
    body: {
      tools: [{ name: "now", input_schema: { type: "object" } }],
      tool_choice: { type: "tool", name: "now" },
    },
  },
  {
    what: "a tool that has to be called, of a model that cannot be made to",
    ref: "anthropic/claude-sonnet-5-5",
    call: {
      tools: [{ type: "function", name: "now", inputSchema: { type: "object" } }],
      toolChoice: { type: "required" },
    },
    body: { tools: [expect.objectContaining({ name: "now" })], tool_choice: undefined },
    warnings: [unsupported("toolChoice")],
  },
  {
    what: "a break of the cache, in a tool and in a part",
    ref: "anthropic/claude-sonnet-4-6",
    call: {
      tools: [
        {
          type: "function",
          name: "now",
          inputSchema: { type: "object" },
          providerOptions: { kei: { cacheBreak: true } },
        },
      ],
      providerOptions: { kei: { cache: "auto" } },
    },
    body: { tools: [expect.objectContaining({ cache_control: { type: "ephemeral" } })] },
  },
];

it.each(rows)("$what", async ({ ref, call, body, warnings = [] }) => {
  const asked = await ask(ref, call);
  for (const [key, value] of Object.entries(body)) expect(asked.body[key], key).toEqual(value);
  expect(asked.warnings).toEqual(warnings);
});

it("headers of a call go out, and those that are undefined do not", async () => {
  const { headers } = await ask("anthropic/claude-sonnet-4-6", {
    headers: { "x-trace": "1", "x-none": undefined },
  });
  expect(headers?.get("x-trace")).toBe("1");
  expect(headers?.has("x-none")).toBe(false);
});

it("a model that is not to be chosen any more says so with every call", async () => {
  for (let call = 0; call < 2; call += 1) {
    const { warnings } = await ask("anthropic/claude-opus-4-0", {});
    expect(warnings).toContainEqual({
      type: "deprecated",
      setting: "model",
      message: expect.stringMatching(/^anthropic\/claude-opus-4-0 is retired/),
    });
  }
});

it("an option that nobody reads is refused, and so is one of the right name that the model does not take", async () => {
  const { kei, sent } = scriptedKei(claude([words("Hello")]));
  const model = kei("anthropic/claude-sonnet-4-6");
  await expect(
    model.doGenerate({ prompt, providerOptions: { kei: { servicetier: "flex" } } }),
  ).rejects.toMatchObject({
    name: "AI_InvalidArgumentError",
    message: expect.stringContaining("servicetier is not an option of @kei/ai-sdk: there are"),
  });
  await expect(
    model.doGenerate({ prompt, providerOptions: { kei: { serviceTier: "flex" } } }),
  ).rejects.toMatchObject({
    name: "AI_UnsupportedFunctionalityError",
    functionality: expect.stringContaining("serviceTier flex"),
  });
  expect(sent).toEqual([]);
});

it("options of a model hold for all of its calls, and those of a call come before them", async () => {
  const { kei, sent } = scriptedKei(gpt("Hello"));
  const model = kei("openai/gpt-5.2", { serviceTier: "priority", userId: "u-1" });
  await model.doGenerate({ prompt });
  await model.doGenerate({ prompt, providerOptions: { kei: { serviceTier: "flex" } } });
  expect(sent.map(({ body }) => [body["service_tier"], body["safety_identifier"]])).toEqual([
    ["priority", "u-1"],
    ["flex", "u-1"],
  ]);
});

it("the AI SDK loads what a model does not read by its address", async () => {
  const { kei } = scriptedKei(claude([]));
  const claudeUrls = await kei("anthropic/claude-sonnet-4-6").supportedUrls;
  expect(Object.keys(claudeUrls)).toEqual(["image/*", "application/pdf"]);
  expect(claudeUrls["image/*"]?.[0]?.test("https://example.com/a.png")).toBe(true);
  expect(await kei("openai/gpt-3.5-turbo").supportedUrls).toEqual({});
});

it("nothing is said twice, and nothing is changed of what was given", () => {
  const call: LanguageModelV4CallOptions = Object.freeze({
    prompt,
    tools: [
      {
        type: "function" as const,
        name: "a",
        inputSchema: Object.freeze({ type: "object" as const }),
      },
    ],
    temperature: 1,
  });
  const warnings: SharedV4Warning[] = [];
  const ask = () =>
    toRequest(call, {}, { names: [], facts: undefined }, (warning) => void warnings.push(warning));
  expect(ask()).toEqual(ask());
  expect(warnings).toEqual([]);
});
