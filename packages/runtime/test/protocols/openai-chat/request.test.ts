import { type Capability, getModel, type ReasoningStyle, type SystemRole } from "@kei/registry";
import { describe, expect, it } from "vitest";
import type { Warning } from "../../../src/chat/reply.ts";
import type { Reasoning } from "../../../src/chat/request.ts";
import { openaiChat } from "../../../src/protocols/openai-chat/protocol.ts";
import { isStrictSchema } from "../../../src/protocols/strict-schema.ts";
import { decodeBody, failureOf } from "../../support/decode-answer.ts";
import {
  bodyOf,
  HELLO,
  type Messages,
  MODEL,
  prepared,
  type Said,
} from "../../support/request-body.ts";

const plain = { model: MODEL, messages: [{ role: "user", content: "Hello" }] };

/** What becomes of messages. */
const sent = (...messages: Messages) => bodyOf(openaiChat, { messages }).messages;

describe("settings", () => {
  const weather = {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  };
  const rows: readonly [string, Said, object][] = [
    ["nothing but a message", {}, {}],
    [
      "system",
      { system: "Be brief." },
      {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hello" },
        ],
      },
    ],
    [
      "settings",
      {
        maxOutputTokens: 100,
        temperature: 0,
        topP: 0.5,
        stop: ["a", "b"],
        reasoning: { effort: "low" },
      },
      { max_tokens: 100, temperature: 0, top_p: 0.5, stop: ["a", "b"], reasoning_effort: "low" },
    ],
    ["no stop texts, no tools", { stop: [], tools: [], toolChoice: "auto" }, {}],
    [
      "tools",
      {
        tools: [
          { name: "weather", description: "Says it", parameters: weather },
          { name: "ping", parameters: { type: "object" } },
        ],
      },
      {
        tools: [
          {
            type: "function",
            function: { name: "weather", description: "Says it", parameters: weather },
          },
          { type: "function", function: { name: "ping", parameters: { type: "object" } } },
        ],
      },
    ],
    [
      "output",
      { output: { name: "weather", schema: weather } },
      {
        response_format: {
          type: "json_schema",
          json_schema: { name: "weather", schema: weather, strict: true },
        },
      },
    ],
    [
      "output that strict mode refuses",
      { output: { name: "any", schema: { type: "object" } } },
      {
        response_format: {
          type: "json_schema",
          json_schema: { name: "any", schema: { type: "object" }, strict: false },
        },
      },
    ],
  ];
  it.each(rows)("%s", (_, said, want) => {
    expect(bodyOf(openaiChat, said)).toStrictEqual({ ...plain, ...want });
  });

  it("a stream asks for usage", () => {
    expect(bodyOf(openaiChat, {}, true)).toStrictEqual({
      ...plain,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it.each([
    ["auto", "auto"],
    ["none", "none"],
    ["required", "required"],
    [{ tool: "f" }, { type: "function", function: { name: "f" } }],
  ] as const)("tool choice %j", (toolChoice, want) => {
    const tools = [{ name: "f", parameters: { type: "object" } }];
    expect(bodyOf(openaiChat, { tools, toolChoice }).tool_choice).toEqual(want);
    expect(bodyOf(openaiChat, { toolChoice })).not.toHaveProperty("tool_choice");
  });
});

describe("token limit", () => {
  const reasoning: readonly Capability[] = ["tools", "reasoning", "reasoning-effort"];
  const rows: readonly [string, readonly Capability[] | undefined, string][] = [
    ["OpenAI's gpt-5.5", getModel("openai/gpt-5.5")?.capabilities, "max_completion_tokens"],
    ["OpenAI's o3", getModel("openai/o3")?.capabilities, "max_completion_tokens"],
    ["OpenAI's gpt-4.1", getModel("openai/gpt-4.1")?.capabilities, "max_tokens"],
    ["DeepSeek, thinking", getModel("deepseek/deepseek-v4-pro")?.capabilities, "max_tokens"],
    ["xAI, thinking", getModel("xai/grok-4.3")?.capabilities, "max_tokens"],
    [
      "LM Studio, thinking",
      getModel("lmstudio-local/openai/gpt-oss-20b")?.capabilities,
      "max_tokens",
    ],
    ["thinking without a temperature", reasoning, "max_completion_tokens"],
    ["thinking with one", [...reasoning, "temperature"], "max_tokens"],
    ["unknown", undefined, "max_tokens"],
  ];
  it.each(rows)("%s", (_, modelCapabilities, key) => {
    const facts = modelCapabilities === undefined ? {} : { modelCapabilities };
    const said = { maxOutputTokens: 9, ...facts };
    const { max_tokens, max_completion_tokens } = bodyOf(openaiChat, said);
    expect({ max_tokens, max_completion_tokens }).toEqual({ [key]: 9 });
  });
});

describe("P1: thinking, as the server is asked for it", () => {
  const none = { effort: "none" } as const;
  const low = { effort: "low" } as const;
  const budget = { budgetTokens: 100 } as const;
  it.each<[ReasoningStyle | undefined, Reasoning, object]>([
    [undefined, none, { reasoning_effort: "none" }],
    ["openai", low, { reasoning_effort: "low" }],
    ["openrouter", none, { reasoning: { enabled: false } }],
    ["openrouter", low, { reasoning: { effort: "low" } }],
    ["openrouter", budget, { reasoning: { max_tokens: 100 } }],
    ["deepseek", none, { thinking: { type: "disabled" } }],
    ["deepseek", low, { thinking: { type: "enabled" }, reasoning_effort: "low" }],
    ["qwen", none, { enable_thinking: false }],
    ["qwen", budget, { enable_thinking: true, thinking_budget: 100 }],
    ["zai", none, { thinking: { type: "disabled" } }],
    ["zai", low, { thinking: { type: "enabled" } }],
    ["together", none, { reasoning: { enabled: false } }],
    ["chat-template", none, { chat_template_kwargs: { enable_thinking: false } }],
  ])("%s: %j", (reasoningStyle, reasoning, want) => {
    const dialect = reasoningStyle === undefined ? {} : { reasoningStyle };
    const { model, messages, ...rest } = bodyOf(openaiChat, { reasoning, dialect });
    expect(rest).toEqual(want);
  });
});

describe("P2: what differs by the server", () => {
  it("the field of the limit", () => {
    const dialect = { maxTokensField: "max_completion_tokens" };
    const body = bodyOf(openaiChat, { maxOutputTokens: 9, dialect });
    expect(body).toMatchObject({ max_completion_tokens: 9 });
    expect(body).not.toHaveProperty("max_tokens");
  });

  it.each<[SystemRole | undefined, object[]]>([
    [
      undefined,
      [
        { role: "system", content: "Be short." },
        { role: "user", content: "Hello" },
      ],
    ],
    [
      "developer",
      [
        { role: "developer", content: "Be short." },
        { role: "user", content: "Hello" },
      ],
    ],
    ["none", [{ role: "user", content: "Be short.\n\nHello" }]],
  ])("the role of instructions: %s", (systemRole, want) => {
    const dialect = systemRole === undefined ? {} : { systemRole };
    expect(bodyOf(openaiChat, { system: "Be short.", dialect }).messages).toEqual(want);
  });

  it("fields that it does not take", () => {
    const dialect = { omits: ["temperature", "stream_options", "store", "stop"] };
    const warnings: Warning[] = [];
    const warn = (warning: Warning) => warnings.push(warning);
    const body = bodyOf(openaiChat, { temperature: 0, dialect, warn }, true);
    expect(JSON.parse(JSON.stringify(body))).not.toHaveProperty("temperature");
    expect(JSON.parse(JSON.stringify(body))).not.toHaveProperty("stream_options");
    expect(warnings.map(({ message }) => message)).toEqual([
      "temperature was left out: the server does not take it",
    ]);
    expect(failureOf(() => bodyOf(openaiChat, { stop: ["x"], dialect }))).toMatchObject({
      code: "unsupported",
      message: "this server does not take stop",
    });
  });
});

it("Z6: JSON is asked for where a schema is not enforced", () => {
  expect(bodyOf(openaiChat, { isJson: true }).response_format).toEqual({ type: "json_object" });
});

describe("messages", () => {
  it("one text is a string, several are parts", () => {
    const text = (value: string) => ({ type: "text" as const, text: value });
    expect(sent(HELLO, { role: "user", content: [text("a"), text("b")] })).toEqual([
      { role: "user", content: "Hello" },
      { role: "user", content: [text("a"), text("b")] },
    ]);
  });

  it("images and files", () => {
    expect(
      sent({
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "image", url: "https://example.com/a.png" },
          { type: "image", base64: "aGk=", mediaType: "image/png" },
          { type: "file", base64: "aGk=", mediaType: "application/pdf", filename: "a.pdf" },
          { type: "file", base64: "aGk=", mediaType: "application/pdf" },
        ],
      }),
    ).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "image_url", image_url: { url: "https://example.com/a.png" } },
          { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
          {
            type: "file",
            file: { filename: "a.pdf", file_data: "data:application/pdf;base64,aGk=" },
          },
          {
            type: "file",
            file: { filename: "document.pdf", file_data: "data:application/pdf;base64,aGk=" },
          },
        ],
      },
    ]);
  });

  it("answers and calls", () => {
    expect(
      sent(
        {
          role: "assistant",
          content: [
            { type: "text", text: "Hel" },
            { type: "text", text: "lo" },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "tool-call", id: "a", name: "f", arguments: { x: 1 } },
            {
              type: "tool-call",
              id: "b",
              name: "g",
              arguments: { INVALID_JSON: '{"y":' },
              invalidArguments: '{"y":',
            },
            { type: "tool-call", id: "c", name: "h", arguments: {} },
          ],
        },
        {
          role: "tool",
          toolCallId: "a",
          toolName: "f",
          content: [
            { type: "text", text: "1" },
            { type: "text", text: "2" },
          ],
          isError: false,
        },
        {
          role: "assistant",
          content: [
            { type: "text", text: "Wait." },
            { type: "tool-call", id: "d", name: "f", arguments: {} },
          ],
        },
        { role: "assistant", content: [{ type: "refusal", text: "No." }] },
        { role: "assistant", content: [] },
      ),
    ).toStrictEqual([
      { role: "assistant", content: "Hello" },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
          {
            id: "b",
            type: "function",
            function: { name: "g", arguments: '{"INVALID_JSON":"{\\"y\\":"}' },
          },
          { id: "c", type: "function", function: { name: "h", arguments: "{}" } },
        ],
      },
      { role: "tool", tool_call_id: "a", content: "1\n2" },
      {
        role: "assistant",
        content: "Wait.",
        tool_calls: [{ id: "d", type: "function", function: { name: "f", arguments: "{}" } }],
      },
      { role: "assistant", content: null, refusal: "No." },
    ]);
  });

  it("images in results and files by URL are refused", () => {
    const image: Messages[number] = {
      role: "tool",
      toolCallId: "a",
      toolName: "f",
      content: [{ type: "image", url: "https://example.com/a.png" }],
      isError: false,
    };
    const file: Messages[number] = {
      role: "user",
      content: [{ type: "file", url: "https://example.com/a.pdf", mediaType: "application/pdf" }],
    };
    expect(failureOf(() => sent(image)).code).toBe("unsupported");
    expect(failureOf(() => sent(file)).code).toBe("unsupported");
  });
});

describe("reasoning goes back", () => {
  const call = { type: "tool-call", id: "a", name: "f", arguments: {} } as const;
  const thought = (text: string) => ({ type: "reasoning", text }) as const;
  const answer = (...content: Extract<Messages[number], { role: "assistant" }>["content"]) =>
    ({ role: "assistant", content }) as const;

  function echoed(...messages: Messages) {
    return sent(...messages).map((message) =>
      "reasoning_content" in message ? message.reasoning_content : undefined,
    );
  }

  it("G: where tools were called, all of it (continue#9831)", () => {
    expect(
      echoed(
        HELLO,
        answer(thought("one"), call),
        answer(call),
        answer(thought("two"), { type: "text", text: "Done" }),
        answer({ type: "text", text: "Welcome" }),
      ),
    ).toEqual([undefined, "one", "", "two", undefined]);
  });

  it("not where no tool was called, as DeepSeek used to refuse it", () => {
    expect(echoed(HELLO, answer(thought("one"), { type: "text", text: "Hi" }))).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("not when there is none: OpenAI shows none", () => {
    expect(echoed(HELLO, answer(call))).toEqual([undefined, undefined]);
  });

  it("not what another protocol signed or encrypted", () => {
    const signed = { type: "reasoning", text: "x", signature: "s" } as const;
    const encrypted = { type: "reasoning", text: "", redactedData: "d" } as const;
    expect(echoed(answer(signed, encrypted, call))).toEqual([undefined]);
  });
});

it("what came goes back as it came", () => {
  const message = {
    role: "assistant",
    content: "Looking.",
    reasoning_content: "Hm.",
    tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } }],
  };
  const answer = { choices: [{ index: 0, message, finish_reason: "tool_calls" }] };
  const { content } = decodeBody(openaiChat, answer).parts;
  expect(sent({ role: "assistant", content: prepared(content) })).toStrictEqual([message]);
});

describe("url", () => {
  it("goes to the endpoint as it is", () => {
    const endpoint = "http://127.0.0.1:8080/v1/chat/completions";
    expect(openaiChat.url(endpoint, MODEL, false)).toBe(endpoint);
  });
});

describe("strict schemas", () => {
  const object = (properties: object, more: object = {}) => ({
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    ...more,
  });
  const text = { type: "string" };
  const strict: readonly [string, Readonly<Record<string, unknown>>][] = [
    ["flat", object({ a: text, b: { type: ["number", "null"], minimum: 0 } })],
    ["empty", { type: "object", additionalProperties: false }],
    [
      "nested",
      object({ a: object({ b: text }), c: { type: "array", items: object({ d: text }) } }),
    ],
    ["union", object({ a: { anyOf: [text, { type: "null" }, object({})] } })],
    [
      "enum and const",
      object({ a: { type: "string", enum: ["x"] }, b: { type: "string", const: "y" } }),
    ],
    [
      "references",
      object({ a: { $ref: "#/$defs/n" } }, { $defs: { n: object({ b: { $ref: "#" } }) } }),
    ],
    ["known format", object({ a: { type: "string", format: "date-time" } })],
    ["a property called like a keyword", object({ oneOf: text, not: text, constructor: text })],
  ];
  it.each(strict)("%s: strict", (_, schema) => expect(isStrictSchema(schema)).toBe(true));

  const loose: readonly [string, Readonly<Record<string, unknown>>][] = [
    ["no object", { type: "array", items: text }],
    ["a union at the top", { anyOf: [object({})] }],
    ["more properties allowed", { ...object({ a: text }), additionalProperties: true }],
    ["nothing said about more properties", { type: "object", properties: {}, required: [] }],
    ["an optional property", { ...object({ a: text, b: text }), required: ["a"] }],
    ["nothing required", { type: "object", properties: { a: text }, additionalProperties: false }],
    ["loose deep inside", object({ a: { type: "array", items: { type: "object" } } })],
    ["loose in a union", object({ a: { anyOf: [text, { type: ["object", "null"] }] } })],
    ["loose in a definition", object({}, { $defs: { n: { type: "object" } } })],
    ["allOf", object({ a: { allOf: [text] } })],
    ["oneOf", object({ a: { oneOf: [text] } })],
    ["length of a text", object({ a: { type: "string", minLength: 1 } })],
    ["default", object({ a: { type: "string", default: "x" } })],
    ["unknown format", object({ a: { type: "string", format: "uri" } })],
    ["no type", object({ a: {} })],
    ["list of anything", object({ a: { type: "array" } })],
    ["words beside a reference", object({ a: { $ref: "#", description: "x" } })],
    ["no schema at all", object({ a: true })],
  ];
  it.each(loose)("%s: not", (_, schema) => expect(isStrictSchema(schema)).toBe(false));
});
