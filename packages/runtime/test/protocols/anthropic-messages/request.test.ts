import { describe, expect, it } from "vitest";
import { anthropicMessages as anthropic } from "../../../src/protocols/anthropic-messages/protocol.ts";
import { decodeBody, failureOf } from "../../support/decode-answer.ts";
import {
  bodyOf,
  HELLO,
  type Messages,
  MODEL,
  prepared,
  type Said,
  warningsOf,
} from "../../support/request-body.ts";
import { recordings } from "../../support/wire.ts";

const plain = {
  model: MODEL,
  max_tokens: 4096,
  messages: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
};

const weather = {
  name: "get_weather",
  description: "The weather in a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
} as const;

const schema = {
  type: "object",
  properties: { name: { type: "string" } },
  required: ["name"],
  additionalProperties: false,
};

describe("settings", () => {
  const rows: readonly [string, Said, object][] = [
    ["nothing but a message", {}, {}],
    [
      "the answer's limit",
      { maxOutputTokens: 100, modelMaxOutputTokens: 64_000 },
      { max_tokens: 100 },
    ],
    [
      "the model's limit when there is no other",
      { modelMaxOutputTokens: 16_000 },
      { max_tokens: 16_000 },
    ],
    ["system at the top", { system: "Be short." }, { system: "Be short." }],
    ["no system when it is empty", { system: "" }, {}],
    ["temperature", { temperature: 0 }, { temperature: 0 }],
    ["top p", { topP: 0.9 }, { top_p: 0.9 }],
    ["one of the two: temperature", { temperature: 0, topP: 0.9 }, { temperature: 0 }],
    [
      "sampling that thinking does not change",
      { temperature: 0.5, topP: 0.95, reasoning: { effort: "low" } },
      {
        top_p: 0.95,
        thinking: { type: "adaptive", display: "summarized" },
        output_config: { effort: "low" },
      },
    ],
    ["stop texts", { stop: ["END", "\n\n"] }, { stop_sequences: ["END", "\n\n"] }],
    ["no stop texts", { stop: [] }, {}],
    [
      "effort: adaptive thinking",
      { reasoning: { effort: "xhigh" } },
      { thinking: { type: "adaptive", display: "summarized" }, output_config: { effort: "xhigh" } },
    ],
    ["no thinking", { reasoning: { effort: "none" } }, { thinking: { type: "disabled" } }],
    [
      "a budget under the limit",
      { reasoning: { budgetTokens: 2048 }, maxOutputTokens: 2049 },
      { max_tokens: 2049, thinking: { type: "enabled", budget_tokens: 2048 } },
    ],
    [
      "a budget without a limit: room for an answer on top",
      { reasoning: { budgetTokens: 10_000 } },
      { max_tokens: 14_096, thinking: { type: "enabled", budget_tokens: 10_000 } },
    ],
    [
      "a budget under the model's limit",
      { reasoning: { budgetTokens: 10_000 }, modelMaxOutputTokens: 16_000 },
      { max_tokens: 16_000, thinking: { type: "enabled", budget_tokens: 10_000 } },
    ],
    [
      "a schema of the answer",
      { output: { schema, name: "person" } },
      { output_config: { format: { type: "json_schema", schema } } },
    ],
    [
      "a schema and an effort",
      { output: { schema, name: "person" }, reasoning: { effort: "low" } },
      {
        thinking: { type: "adaptive", display: "summarized" },
        output_config: { effort: "low", format: { type: "json_schema", schema } },
      },
    ],
    [
      "tools",
      { tools: [weather, { name: "now", parameters: { type: ["object", "null"] } }] },
      {
        tools: [
          {
            name: "get_weather",
            description: "The weather in a city",
            input_schema: {
              type: "object",
              properties: { city: { type: "string" } },
              required: ["city"],
            },
          },
          { name: "now", input_schema: { type: "object" } },
        ],
      },
    ],
    ["no tools", { tools: [] }, {}],
    ["tools as it sees fit", { toolChoice: "auto" }, { tool_choice: { type: "auto" } }],
    ["any tool", { toolChoice: "required" }, { tool_choice: { type: "any" } }],
    ["no tool", { toolChoice: "none" }, { tool_choice: { type: "none" } }],
    [
      "one tool",
      { toolChoice: { tool: "get_weather" } },
      { tool_choice: { type: "tool", name: "get_weather" } },
    ],
    ["extraBody is the engine's", { extraBody: { top_k: 5 } }, {}],
  ];
  it("P7: a whole answer is asked to be one of ten minutes, a stream may go on", () => {
    const most = { modelMaxOutputTokens: 128_000 };
    const maxTokens = (said: object, stream: boolean) =>
      bodyOf(anthropic, { ...most, ...said }, stream).max_tokens;
    expect(maxTokens({}, false)).toBe(21_333);
    expect(maxTokens({}, true)).toBe(128_000);
    expect(maxTokens({ maxOutputTokens: 100_000 }, false)).toBe(100_000);
    expect(maxTokens({ reasoning: { budgetTokens: 60_000 } }, false)).toBe(64_096);
    expect(maxTokens({ reasoning: { budgetTokens: 127_000 } }, false)).toBe(128_000);
  });

  it.each(rows)("%s", (_, said, want) => {
    expect(bodyOf(anthropic, said)).toEqual({ ...plain, ...want });
    expect(bodyOf(anthropic, said, true)).toEqual({ ...plain, ...want, stream: true });
  });

  it.each([
    [{ maxOutputTokens: 2048 }, 2048],
    [{ modelMaxOutputTokens: 1500 }, 1500],
    [{ maxOutputTokens: 1000, modelMaxOutputTokens: 64_000 }, 1000],
  ])("a budget that leaves no room in %o is refused", (limits, limit) => {
    const said = { reasoning: { budgetTokens: 2048 }, ...limits };
    expect(failureOf(() => bodyOf(anthropic, said))).toEqual({
      code: "bad-request",
      message: `reasoning.budgetTokens (2048) must be less than the most tokens of the answer (${limit})`,
    });
  });

  it("does not change what it was given", () => {
    const stop = Object.freeze(["END"]);
    const parameters = Object.freeze({ properties: Object.freeze({}) });
    bodyOf(anthropic, { stop, tools: [{ name: "now", parameters }] });
    expect(parameters).toEqual({ properties: {} });
  });
});

describe("messages", () => {
  const call = { type: "tool-call", id: "toolu_1", name: "get_weather", arguments: {} } as const;
  const text = (value: string) => ({ type: "text", text: value }) as const;
  const toolUse = { type: "tool_use", id: "toolu_1", name: "get_weather", input: {} };
  const result = { role: "tool", toolName: "get_weather", isError: false } as const;
  const png = { type: "image", base64: "iVBORw0KGgo=", mediaType: "image/png" } as const;
  const pngBlock = {
    type: "image",
    source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" },
  };

  const rows: readonly [string, Messages, unknown[]][] = [
    [
      "turns in order",
      [HELLO, { role: "assistant", content: [text("Hi!")] }, HELLO],
      [
        { role: "user", content: [text("Hello")] },
        { role: "assistant", content: [text("Hi!")] },
        { role: "user", content: [text("Hello")] },
      ],
    ],
    [
      "results of tools are one message of the user, and what the user adds is in it",
      [
        HELLO,
        {
          role: "assistant",
          content: [call, { ...call, id: "toolu_2" }, { ...call, id: "toolu_3" }],
        },
        { ...result, toolCallId: "toolu_1", content: [text("sunny")] },
        { ...result, toolCallId: "toolu_2", content: [text("no such city")], isError: true },
        { ...result, toolCallId: "toolu_3", content: [text("a map:"), png] },
        { role: "user", content: [text("And tomorrow?")] },
      ],
      [
        { role: "user", content: [text("Hello")] },
        {
          role: "assistant",
          content: [toolUse, { ...toolUse, id: "toolu_2" }, { ...toolUse, id: "toolu_3" }],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "toolu_1", content: [text("sunny")] },
            {
              type: "tool_result",
              tool_use_id: "toolu_2",
              content: [text("no such city")],
              is_error: true,
            },
            { type: "tool_result", tool_use_id: "toolu_3", content: [text("a map:"), pngBlock] },
            text("And tomorrow?"),
          ],
        },
      ],
    ],
    [
      "a tool that says nothing",
      [
        HELLO,
        { role: "assistant", content: [call] },
        { ...result, toolCallId: "toolu_1", content: [text("")] },
      ],
      [
        { role: "user", content: [text("Hello")] },
        { role: "assistant", content: [toolUse] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1" }] },
      ],
    ],
    [
      "images",
      [
        {
          role: "user",
          content: [png, { type: "image", url: "https://example.com/a.png" }, text("Compare.")],
        },
      ],
      [
        {
          role: "user",
          content: [
            pngBlock,
            { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
            text("Compare."),
          ],
        },
      ],
    ],
    [
      "documents",
      [
        {
          role: "user",
          content: [
            { type: "file", base64: "JVBERi0=", mediaType: "application/pdf", filename: "a.pdf" },
            { type: "file", url: "https://example.com/a.pdf", mediaType: "application/pdf" },
            { type: "file", base64: btoa("a,b"), mediaType: "text/csv", filename: "a.csv" },
            // "ä€" as UTF-8.
            { type: "file", base64: "w6Tigqw=", mediaType: "text/plain" },
          ],
        },
      ],
      [
        {
          role: "user",
          content: [
            {
              type: "document",
              source: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" },
              title: "a.pdf",
            },
            { type: "document", source: { type: "url", url: "https://example.com/a.pdf" } },
            {
              type: "document",
              source: { type: "text", media_type: "text/plain", data: "a,b" },
              title: "a.csv",
            },
            { type: "document", source: { type: "text", media_type: "text/plain", data: "ä€" } },
          ],
        },
      ],
    ],
    [
      "thinking goes back with its signature, and as it is",
      [
        HELLO,
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "Hm.", signature: "c2ln" },
            { type: "reasoning", text: "", redactedData: "ZW5j" },
            { type: "reasoning", text: "", signature: "b21pdHRlZA==" },
            text("Yes."),
          ],
        },
      ],
      [
        { role: "user", content: [text("Hello")] },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "Hm.", signature: "c2ln" },
            { type: "redacted_thinking", data: "ZW5j" },
            { type: "thinking", thinking: "", signature: "b21pdHRlZA==" },
            text("Yes."),
          ],
        },
      ],
    ],
    [
      "what Anthropic rejects is left out: thinking of others, blank texts",
      [
        HELLO,
        { role: "assistant", content: [{ type: "reasoning", text: "Hm." }, text("\n\n"), call] },
        { ...result, toolCallId: "toolu_1", content: [text("sunny")] },
        { role: "assistant", content: [{ type: "reasoning", text: "", redactedData: "" }] },
        { role: "assistant", content: [{ type: "reasoning", text: "Hm.", signature: "" }] },
      ],
      [
        { role: "user", content: [text("Hello")] },
        { role: "assistant", content: [toolUse] },
        {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: "toolu_1", content: [text("sunny")] }],
        },
      ],
    ],
    [
      "a refusal is text",
      [HELLO, { role: "assistant", content: [{ type: "refusal", text: "I cannot." }] }],
      [
        { role: "user", content: [text("Hello")] },
        { role: "assistant", content: [text("I cannot.")] },
      ],
    ],
  ];
  it.each(rows)("%s", (_, messages, want) => {
    expect(bodyOf(anthropic, { messages })).toEqual({ ...plain, messages: want });
  });

  it.each([
    [
      { url: "https://example.com/a.txt", mediaType: "text/plain" },
      "unsupported",
      "a file of type text/plain must be sent as data, not by its url",
    ],
    [
      { base64: "*", mediaType: "text/plain" },
      "bad-request",
      "the data of a file of type text/plain must be base64 of UTF-8 text",
    ],
    [
      { base64: "/w==", mediaType: "text/markdown" },
      "bad-request",
      "the data of a file of type text/markdown must be base64 of UTF-8 text",
    ],
  ])("a file %o is refused", (file, code, message) => {
    const messages = [{ role: "user", content: [{ type: "file", ...file }] }] as const;
    expect(failureOf(() => bodyOf(anthropic, { messages }))).toEqual({ code, message });
  });

  it.each([
    [{ type: "reasoning", text: "Hm." }, ["reasoning-ignored"]],
    [{ type: "reasoning", text: "Hm.", signature: "c2ln" }, []],
    [{ type: "reasoning", text: "", redactedData: "ZGF0YQ==" }, []],
    [{ type: "reasoning", text: "" }, []],
  ] as const)("says when reasoning is left out: %j", (part, want) => {
    const messages = [HELLO, { role: "assistant", content: [part] } as const, HELLO];
    expect(warningsOf(anthropic, { messages })).toEqual(want);
  });

  const answers = recordings("anthropic_messages")
    .filter(({ response }) => response.status === 200 && response.body.startsWith("{"))
    .map(({ name, response }) => [name, JSON.parse(response.body)] as const);
  it.each(answers)("what came goes back as it came: %s", (_, answer) => {
    const { content } = decodeBody(anthropic, answer).parts;
    const sent = answer.content.map(
      ({ caller: _, citations: __, ...block }: Record<string, unknown>) => block,
    );
    expect(
      bodyOf(anthropic, { messages: [{ role: "assistant", content: prepared(content) }] }).messages,
    ).toEqual([{ role: "assistant", content: sent }]);
  });
});

describe("url", () => {
  it("goes to the endpoint as it is", () => {
    const endpoint = "https://api.anthropic.com/v1/messages";
    expect(anthropic.url(endpoint, MODEL, true)).toBe(endpoint);
  });
});
