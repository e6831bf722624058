import type { Capability, CapabilityCondition, Model } from "@kei/registry";
import { describe, expect, it } from "vitest";
import { failureOf, type Given, HELLO, prepare } from "../support/prepare.ts";

const user = (part: object) => [{ role: "user", content: [part] }];
const text = { type: "text", text: "Hello" };
const tools = [{ name: "weather" }];

describe("P5: keys that nobody reads", () => {
  const place = "keys of the provider's go into extraBody";
  const rows: readonly (readonly [request: object, want: string])[] = [
    [{ max_tokens: 5 }, "max_tokens is not a key of a request: did you mean maxOutputTokens?"],
    [{ thinking: {} }, "thinking is not a key of a request: did you mean reasoning?"],
    [
      { reasoning: { effrt: "low" } },
      "reasoning.effrt is not a key of reasoning: did you mean effort?",
    ],
    [{ toolChoice: { name: "x" } }, `toolChoice.name is not a key of a choice of tools: ${place}`],
    [
      { tools: [{ name: "a", inputSchema: { type: "object" } }] },
      "tools[0].inputSchema is not a key of a tool: did you mean parameters?",
    ],
    [
      { tools: [{ name: "a", input_schema: { type: "object" } }] },
      "tools[0].input_schema is not a key of a tool: did you mean parameters?",
    ],
    [
      { tools: [{ name: "a", cache: true }] },
      "tools[0].cache is not a key of a tool: did you mean cacheBreak?",
    ],
    [
      { tools: [{ type: "function", function: { name: "a" } }] },
      `tools[0].type is not a key of a tool: ${place}`,
    ],
    [
      { messages: user({ ...text, cache_control: { type: "ephemeral" } }) },
      `messages[0].content[0].cache_control is not a key of a part of type text: ${place}`,
    ],
    [
      { messages: user({ type: "image", url: "https://a/b.png", mime_type: "image/png" }) },
      "messages[0].content[0].mime_type is not a key of a part of type image: did you mean mediaType?",
    ],
    [
      { messages: [...HELLO, { role: "assistant", content: "", tool_calls: [] }] },
      "messages[1].tool_calls is not a key of a message of role assistant: did you mean content?",
    ],
    [
      { messages: [{ role: "tool", tool_call_id: "a", content: "x" }] },
      "messages[0].tool_call_id is not a key of a message of role tool: did you mean toolCallId?",
    ],
  ];
  it.each(rows)("%j", (request, want) => {
    expect(failureOf(() => prepare({ request }))).toBe(`bad-request: ${want}`);
  });

  it("without a value are none", () => {
    const messages = user({ ...text, cache_control: undefined });
    expect(() => prepare({ request: { messages } })).not.toThrow();
  });
});

it("P3: a model that the endpoint does not serve", () => {
  const facts: Partial<Model> = { protocols: ["openai-responses"] };
  const failure = (more: Partial<Model>) =>
    failureOf(() => prepare({ facts: { ...facts, ...more } }));
  const beginning =
    "unsupported: acme-1 is served by openai-responses alone, and this client speaks openai-chat: use another model";
  expect(failure({})).toBe(beginning);
  expect(failure({ replacedBy: "acme/acme-2" })).toBe(`${beginning}, such as acme/acme-2`);
  // What a gateway speaks to others is the gateway's.
  expect(() => prepare({ facts: { ...facts, provider: "other" } })).not.toThrow();
});

describe("P8: what a model takes under a condition", () => {
  const when = (
    condition: Partial<CapabilityCondition>,
    ...capabilities: Model["capabilities"] & {}
  ) => ({
    capabilities: ["reasoning", "reasoning-effort", "tools", "temperature"].filter(
      (word) => !capabilities.includes(word as never),
    ) as never,
    when: [{ ...condition, capabilities }],
  });
  const supports = { reasoningEffort: ["none", "low", "high"] };

  it.each<[string, Given, string | undefined]>([
    [
      "tools without thinking",
      { request: { tools }, facts: when({ effort: ["none"] }, "tools") },
      "reasoning.effort none",
    ],
    [
      "tools with thinking turned off",
      {
        request: { tools, reasoning: { effort: "none" } },
        facts: when({ effort: ["none"] }, "tools"),
      },
      undefined,
    ],
    [
      "tools of a protocol",
      { request: { tools }, facts: when({ protocol: ["openai-chat"] }, "tools") },
      undefined,
    ],
    [
      "tools of a tier",
      {
        request: { tools, extraBody: { service_tier: "priority" } },
        facts: when({ serviceTier: ["priority"] }, "tools"),
      },
      undefined,
    ],
    [
      "tools without a schema",
      {
        request: { tools, output: { type: "object" } },
        facts: when({ without: ["structured-output"] }, "tools"),
      },
      "",
    ],
  ])("%s", (_, given, way) => {
    const action = () => prepare({ supports, ...given });
    if (way === undefined) expect(action).not.toThrow();
    else {
      const use = way === "" ? "" : `; use ${way}`;
      expect(failureOf(action)).toBe(`unsupported: tools is not supported by acme-1${use}`);
    }
  });

  it.each<[string, object, Capability]>([
    ["topK", { topK: 20 }, "top-k"],
    ["seed", { seed: 7 }, "seed"],
    ["presencePenalty", { presencePenalty: 1 }, "penalties"],
    ["frequencyPenalty", { frequencyPenalty: 1 }, "penalties"],
    ["logprobs", { logprobs: 2 }, "logprobs"],
    ["parallelToolCalls", { tools, parallelToolCalls: true }, "parallel-tools"],
    ["stop", { stop: "END" }, "stop"],
    ["toolChoice required or { tool }", { tools, toolChoice: "required" }, "tool-choice"],
  ])("%s, and never what it is known to refuse", (name, asked, capability) => {
    const settings = ["topK", "seed", "presencePenalty", "frequencyPenalty", "logprobs"] as const;
    const all = { ...supports, settings: [...settings, "parallelToolCalls"] } as const;
    const failed = (facts: Partial<Model>, request: object = asked) =>
      failureOf(() => prepare({ supports: all, request, facts }));
    const message = `unsupported: ${name} is not supported by acme-1`;
    const sometimes = when({ effort: ["none"] }, capability);
    expect(failed(sometimes)).toBe(`${message}; use reasoning.effort none`);
    const off = { ...asked, reasoning: { effort: "none" } };
    expect(prepare({ supports: all, request: off, facts: sometimes }).warnings).toEqual([]);
    const never = failed({ refuses: [capability] });
    expect(never.startsWith(message), never).toBe(true);
    // Of what is said nothing of nothing is refused.
    expect(prepare({ supports: all, request: asked }).warnings).toEqual([]);
  });

  it("a call at a time of a model that makes one anyway is not asked for", () => {
    const supports = { settings: ["parallelToolCalls"] } as const;
    const request = { tools, parallelToolCalls: false };
    const { prepared, warnings } = prepare({
      supports,
      request,
      facts: { refuses: ["parallel-tools"] },
    });
    expect([prepared.parallelToolCalls, warnings]).toEqual([undefined, []]);
    expect(prepare({ supports, request }).prepared.parallelToolCalls).toBe(false);
  });

  it.each(["temperature", "topP"])("%s, and else the failure says when", (name) => {
    const facts = when({ thinking: ["off"] }, "temperature");
    const request = { [name]: 0.5 };
    expect(failureOf(() => prepare({ request, facts, supports }))).toBe(
      `unsupported: ${name} is not supported by acme-1; use reasoning.effort none`,
    );
    const off = { ...request, reasoning: { effort: "none" } };
    expect(prepare({ request: off, facts, supports }).prepared).toMatchObject(request);
  });

  it.each<[string, object, Partial<Model>, string]>([
    [
      "an effort that it does not have",
      { reasoning: { effort: "low" } },
      { efforts: ["high"] },
      "unsupported: reasoning.effort low is not supported by acme-1; use none, high",
    ],
    [
      "to think not at all",
      { reasoning: { effort: "none" } },
      { refuses: ["reasoning-off"] },
      "unsupported: reasoning.effort none is not supported by acme-1; use low, high",
    ],
    [
      "a budget below the fewest tokens",
      { reasoning: { budgetTokens: 5 } },
      { reasoningBudgetMinTokens: 1024 },
      "bad-request: reasoning.budgetTokens must be 1024 or more for acme-1",
    ],
    [
      "a budget above the most tokens",
      { reasoning: { budgetTokens: 50_000 } },
      { reasoningBudgetMaxTokens: 24_576 },
      "bad-request: reasoning.budgetTokens must be 1 to 24576 for acme-1",
    ],
    [
      "a call of a tool",
      { tools, toolChoice: "required" },
      { refuses: ["tool-choice"] },
      "unsupported: toolChoice required or { tool } is not supported by acme-1; use auto",
    ],
    [
      "a stop text",
      { stop: "x" },
      { refuses: ["stop"] },
      "unsupported: stop is not supported by acme-1",
    ],
  ])("%s is refused", (_, request, facts, want) => {
    expect(failureOf(() => prepare({ request, facts, supports }))).toBe(want);
  });

  it("thinking of a server that takes nothing is refused", () => {
    const provider = { dialect: { reasoningStyle: "none" } } as const;
    const request = { reasoning: { effort: "low" } };
    expect(failureOf(() => prepare({ request, provider }))).toBe(
      "unsupported: reasoning is not supported by Acme",
    );
  });
});

describe("Z6: where a schema is not enforced", () => {
  const output = { type: "object", properties: { a: { type: "string" } } };
  const prepared = (facts: Partial<Model>, schema: object = output) =>
    prepare({ request: { output: schema }, facts }).prepared;

  it("it goes as it is to a model that keeps to one", () => {
    expect(prepared({ capabilities: ["structured-output"] }).output?.schema).toEqual(output);
  });

  it("it goes into the instructions, and JSON is asked for where the model knows that", () => {
    const { system, isJson, output: none } = prepared({ capabilities: ["json-output"] });
    expect(none).toBeUndefined();
    expect(system).toContain(JSON.stringify(output));
    expect(isJson).toBe(true);
    expect(prepared({ capabilities: [] }).isJson).toBeUndefined();
    // That makes objects alone.
    const list = { type: "array", items: output };
    expect(prepared({ capabilities: ["json-output"] }, list).isJson).toBeUndefined();
  });
});
