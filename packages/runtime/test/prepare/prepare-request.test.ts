import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { failureOf, type Given, HELLO, prepare } from "../support/prepare.ts";

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ";
const image = (part: object) => [{ role: "user", content: [{ type: "image", ...part }] }];
const file = (part: object) => [{ role: "user", content: [{ type: "file", ...part }] }];
const user = (content: unknown) => [{ role: "user", content }];
const call = (part: object = {}) => ({
  type: "tool-call",
  id: "c1",
  name: "weather",
  arguments: {},
  ...part,
});
const calls = (...parts: readonly object[]) => [
  ...HELLO,
  { role: "assistant", content: parts.length === 0 ? [call()] : parts },
];
const result = (part: object = {}) => ({ role: "tool", toolCallId: "c1", content: "22", ...part });
const without = (...gone: readonly string[]) => ({
  capabilities: (
    [
      "tools",
      "structured-output",
      "reasoning",
      "reasoning-effort",
      "reasoning-budget",
      "temperature",
    ] as const
  ).filter((capability) => !gone.includes(capability)),
});
const tools = [{ name: "weather" }];

describe("what is refused", () => {
  const cases: readonly (readonly [given: Given, want: string])[] = [
    // Keys
    [
      { request: { maxTokens: 5 } },
      "bad-request: maxTokens is not a key of a request: did you mean maxOutputTokens?",
    ],
    [
      { request: { temprature: 1 } },
      "bad-request: temprature is not a key of a request: did you mean temperature?",
    ],
    [
      { request: { tool_choice: "auto" } },
      "bad-request: tool_choice is not a key of a request: did you mean toolChoice?",
    ],
    [
      { request: { best_of: 5 } },
      "bad-request: best_of is not a key of a request: keys of the provider's go into extraBody",
    ],
    [
      { request: { x: 5 } },
      "bad-request: x is not a key of a request: keys of the provider's go into extraBody",
    ],
    [{ request: { system: 5 } }, "bad-request: system must be a text or a list of parts"],
    [{ request: { system: null } }, "bad-request: system must be a text or a list of parts"],
    [{ request: { extraBody: [] } }, "bad-request: extraBody must be an object"],

    // Messages
    [
      { request: { messages: undefined } },
      "bad-request: messages must be a list of at least one message",
    ],
    [{ request: { messages: [] } }, "bad-request: messages must be a list of at least one message"],
    [
      { request: { messages: "Hello" } },
      "bad-request: messages must be a list of at least one message",
    ],
    [
      { request: { messages: [null] } },
      "bad-request: messages[0].role must be user, assistant or tool; instructions go into system",
    ],
    [
      { request: { messages: [...HELLO, { role: "system", content: "x" }] } },
      "bad-request: messages[1].role must be user, assistant or tool; instructions go into system",
    ],
    [
      { request: { messages: [{ role: "constructor", content: "x" }] } },
      "bad-request: messages[0].role must be user, assistant or tool; instructions go into system",
    ],
    [{ request: { messages: user("") } }, "bad-request: messages[0].content must be not empty"],
    [{ request: { messages: user([]) } }, "bad-request: messages[0].content must be not empty"],
    [
      { request: { messages: user(undefined) } },
      "bad-request: messages[0].content must be a text or a list of parts",
    ],
    [
      { request: { messages: user({ type: "text", text: "x" }) } },
      "bad-request: messages[0].content must be a text or a list of parts",
    ],
    [
      { request: { messages: user([null]) } },
      "bad-request: messages[0].content[0].type must be text or image or file",
    ],
    [
      { request: { messages: user([{ type: "image_url" }]) } },
      "bad-request: messages[0].content[0].type must be text or image or file",
    ],
    [
      {
        request: {
          messages: user([
            { type: "text", text: "a" },
            { type: "reasoning", text: "a" },
          ]),
        },
      },
      "bad-request: messages[0].content[1].type must be text or image or file",
    ],
    [
      { request: { messages: user([{ type: "text", text: "" }]) } },
      "bad-request: messages[0].content[0].text must be a text, not empty",
    ],
    [
      { request: { messages: user([{ type: "text" }]) } },
      "bad-request: messages[0].content[0].text must be a text, not empty",
    ],
    [
      { request: { messages: calls({ type: "reasoning" }) } },
      "bad-request: messages[1].content[0].text must be a text, not empty",
    ],
    [
      { request: { messages: [...calls(), result({ content: [{ type: "opaque" }] })] } },
      "bad-request: messages[2].content[0].type must be text or image or file",
    ],

    // Tool calls and their results
    [
      { request: { messages: calls(call({ id: "" })) } },
      "bad-request: messages[1].content[0].id must be a text, not empty",
    ],
    [
      { request: { messages: calls(call({ name: undefined })) } },
      "bad-request: messages[1].content[0].name must be a text, not empty",
    ],
    [
      { request: { messages: calls(call({ arguments: undefined })) } },
      "bad-request: messages[1].content[0].arguments must be {} for a call without any",
    ],
    [
      { request: { messages: [result()] } },
      "bad-request: messages[0].toolCallId must be the id of a call right before that has no result yet",
    ],
    [
      { request: { messages: [...calls(), result({ toolCallId: "c2" })] } },
      "bad-request: messages[2].toolCallId must be the id of a call right before that has no result yet",
    ],
    [
      { request: { messages: [...calls(), result(), result()] } },
      "bad-request: messages[3].toolCallId must be the id of a call right before that has no result yet",
    ],
    [
      { request: { messages: [...calls(), result(), ...HELLO, result()] } },
      "bad-request: messages[4].toolCallId must be the id of a call right before that has no result yet",
    ],
    [
      { request: { messages: [...calls(), ...HELLO] } },
      'bad-request: messages[2] must be the tool message with the result of call "c1"',
    ],
    [
      { request: { messages: calls() } },
      'bad-request: messages[2] must be the tool message with the result of call "c1"',
    ],
    [
      { request: { messages: [...calls(call(), call({ id: "c2" })), result()] } },
      'bad-request: messages[3] must be the tool message with the result of call "c2"',
    ],

    // Images and files
    [
      { request: { messages: image({}) } },
      "bad-request: messages[0].content[0] must be given by one of data, url and fileId",
    ],
    [
      {
        request: { messages: image({ data: PNG, url: "https://a/b.png", mediaType: "image/png" }) },
      },
      "bad-request: messages[0].content[0] must be given by one of data, url and fileId",
    ],
    [
      { request: { messages: image({ data: PNG }) } },
      "bad-request: messages[0].content[0].mediaType must be a text such as image/png",
    ],
    [
      { request: { messages: image({ data: PNG, mediaType: "image/bmp" }) } },
      "unsupported: messages[0].content[0].mediaType image/bmp is not supported by openai-chat; use image/png, image/jpeg",
    ],
    [
      { request: { messages: image({ data: PNG, mediaType: "image/jpeg" }) } },
      "bad-request: messages[0].content[0].mediaType must be image/png, as the data is",
    ],
    ...[
      `data:image/png;base64,${PNG}`,
      "",
      "not base64!",
      "abc",
      "ab=c",
      "ab\ncd===",
      new Uint8Array(),
      new ArrayBuffer(4),
      [1, 2],
      5,
    ].map((data): readonly [Given, string] => [
      { request: { messages: image({ data, mediaType: "image/png" }) } },
      "bad-request: messages[0].content[0].data must be bytes (Uint8Array) or base64; of a data: URL, what follows its comma",
    ]),
    [
      { request: { messages: image({ url: "file:///etc/passwd" }) } },
      "bad-request: messages[0].content[0].url must be http: or https:; bytes go into data",
    ],
    [
      { request: { messages: image({ url: "https://a/b.png" }) }, supports: { imageUrls: false } },
      "unsupported: messages[0].content[0].url is not supported by openai-chat; use data",
    ],
    [
      {
        request: { messages: image({ data: PNG, mediaType: "image/png" }) },
        supports: { imageTypes: [] },
      },
      "unsupported: messages[0].content[0] (image) is not supported by openai-chat",
    ],
    [
      { request: { messages: image({ url: "https://a/b.png" }) }, facts: { input: ["text"] } },
      "unsupported: messages[0].content[0] (image) is not supported by acme-1; use text",
    ],
    [
      { request: { messages: file({ url: "https://a/b" }) } },
      "bad-request: messages[0].content[0].mediaType must be a text such as application/pdf",
    ],
    [
      {
        request: { messages: file({ data: "JVBERi0x", mediaType: "application/pdf" }) },
        facts: { input: ["text", "image"] },
      },
      "unsupported: messages[0].content[0] (pdf) is not supported by acme-1; use text, image",
    ],
    [
      { request: { messages: file({ data: "JVBERi0x", mediaType: "audio/wav" }) } },
      "unsupported: messages[0].content[0].mediaType audio/wav is not supported by openai-chat; use application/pdf, text/*",
    ],
    [
      {
        request: { messages: file({ data: "JVBERi0x", mediaType: "audio/wav" }) },
        supports: { fileTypes: ["audio/*"] },
      },
      "unsupported: messages[0].content[0] (audio) is not supported by acme-1; use text, image, pdf",
    ],
    [
      { request: { messages: file({ url: "https://a/b", mediaType: "text/plain" }) } },
      "unsupported: messages[0].content[0].url is not supported by openai-chat; use data",
    ],

    // Settings
    ...[Number.NaN, Number.POSITIVE_INFINITY, -1, "1", null].map(
      (temperature): readonly [Given, string] => [
        { request: { temperature } },
        "bad-request: temperature must be a number of 0 or more",
      ],
    ),
    ...[Number.NaN, 0, 1.1, "1", null].map((topP): readonly [Given, string] => [
      { request: { topP } },
      "bad-request: topP must be a number over 0 and at most 1",
    ]),
    ...[0, -5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "10"].map(
      (maxOutputTokens): readonly [Given, string] => [
        { request: { maxOutputTokens } },
        "bad-request: maxOutputTokens must be a whole number of 1 or more",
      ],
    ),
    [
      { request: { maxOutputTokens: 8_001 } },
      "bad-request: maxOutputTokens must be 8000 or less for acme-1",
    ],
    [
      { request: { maxOutputTokens: 10 }, supports: { maxOutputTokens: false } },
      "unsupported: maxOutputTokens is not supported by openai-chat",
    ],
    ...["", [""], ["a", ""], 5, [5], null].map((stop): readonly [Given, string] => [
      { request: { stop } },
      "bad-request: stop must be a text or a list of texts, none of them empty",
    ]),
    [
      { request: { temperature: 1 }, facts: without("temperature") },
      "unsupported: temperature is not supported by acme-1",
    ],
    [
      { request: { topP: 0.5 }, facts: without("temperature") },
      "unsupported: topP is not supported by acme-1",
    ],
    [
      { request: { temperature: 1 }, supports: { temperature: false } },
      "unsupported: temperature is not supported by openai-chat",
    ],
    [
      { request: { topP: 1 }, supports: { topP: false } },
      "unsupported: topP is not supported by openai-chat",
    ],
    [
      { request: { stop: ["a", "b", "c", "d", "e"] } },
      "unsupported: stop with 5 texts is not supported by openai-chat; use at most 4",
    ],
    [
      { request: { stop: "a" }, supports: { stop: 0 } },
      "unsupported: stop is not supported by openai-chat",
    ],

    // Reasoning
    ...[{}, null, { effort: "low", budgetTokens: 5 }].map((reasoning): readonly [Given, string] => [
      { request: { reasoning } },
      "bad-request: reasoning must be either { effort } or { budgetTokens }",
    ]),
    [
      { request: { reasoning: { effort: "hgih" } } },
      "bad-request: reasoning.effort must be none or minimal or low or medium or high or xhigh or max",
    ],
    [
      { request: { reasoning: { budgetTokens: 0 } } },
      "bad-request: reasoning.budgetTokens must be a whole number of 1 or more; effort none turns thinking off",
    ],
    [
      { request: { reasoning: { effort: "max" } } },
      "unsupported: reasoning.effort max is not supported by openai-chat; use low, medium, high",
    ],
    [
      {
        request: { reasoning: { effort: "low" } },
        facts: without("reasoning", "reasoning-effort", "reasoning-budget"),
      },
      "unsupported: reasoning is not supported by acme-1",
    ],
    [
      { request: { reasoning: { effort: "low" } }, facts: without("reasoning-effort") },
      "unsupported: reasoning.effort is not supported by acme-1; use budgetTokens",
    ],
    [
      {
        request: { reasoning: { effort: "low" } },
        facts: without("reasoning-effort", "reasoning-budget"),
      },
      "unsupported: reasoning.effort is not supported by acme-1",
    ],
    [
      {
        request: { reasoning: { effort: "none" } },
        facts: without("reasoning-effort", "reasoning-budget"),
      },
      "unsupported: reasoning.effort is not supported by acme-1",
    ],
    [
      { request: { reasoning: { effort: "low" } }, supports: { reasoningEffort: [] } },
      "unsupported: reasoning.effort low is not supported by openai-chat; use budgetTokens",
    ],
    [
      {
        request: { reasoning: { effort: "low" } },
        supports: { reasoningEffort: [], reasoningBudget: false },
      },
      "unsupported: reasoning.effort low is not supported by openai-chat",
    ],
    [
      { request: { reasoning: { budgetTokens: 5 } }, facts: without("reasoning-budget") },
      "unsupported: reasoning.budgetTokens is not supported by acme-1; use effort",
    ],
    [
      {
        request: { reasoning: { budgetTokens: 5 } },
        facts: without("reasoning-budget", "reasoning-effort"),
      },
      "unsupported: reasoning.budgetTokens is not supported by acme-1",
    ],
    [
      { request: { reasoning: { budgetTokens: 5 } }, supports: { reasoningBudget: false } },
      "unsupported: reasoning.budgetTokens is not supported by openai-chat; use effort",
    ],

    // Tools
    [{ request: { tools: {} } }, "bad-request: tools must be a list"],
    ...[
      [{}],
      [null],
      [{ name: "get weather" }],
      [{ name: "a".repeat(65) }],
      [{ name: "" }],
      [{ name: "a" }, { name: "a" }],
    ].map((list): readonly [Given, string] => [
      { request: { tools: list } },
      `bad-request: tools[${list.length - 1}].name must be 1 to 64 letters, digits, _ or -, and its own`,
    ]),
    [
      { request: { tools: [{ name: "a", description: 5 }] } },
      "bad-request: tools[0].description must be a text",
    ],
    [
      { request: { tools: [{ name: "a", parameters: { type: "string" } }] } },
      'bad-request: tools[0].parameters must be of type "object"',
    ],
    [
      { request: { tools: [{ name: "a", parameters: {} }] } },
      'bad-request: tools[0].parameters must be JSON Schema, such as { type: "object" }, or a Standard Schema',
    ],
    [
      { request: { tools }, facts: without("tools") },
      "unsupported: tools is not supported by acme-1",
    ],
    [
      { request: { tools }, supports: { tools: false } },
      "unsupported: tools is not supported by openai-chat",
    ],
    ...[{ tool: "time" }, "weather", {}, null, 5].map((toolChoice): readonly [Given, string] => [
      { request: { tools, toolChoice } },
      "bad-request: toolChoice must be auto, none, required or { tool }, with the name of one of tools",
    ]),
    ...["required", { tool: "weather" }].map((toolChoice): readonly [Given, string] => [
      { request: { toolChoice } },
      "bad-request: toolChoice must be auto, none, required or { tool }, with the name of one of tools",
    ]),
    ...["required", "none", { tool: "weather" }].map((toolChoice): readonly [Given, string] => [
      { request: { tools, toolChoice }, supports: { toolChoice: false } },
      "unsupported: toolChoice is not supported by openai-chat; use auto",
    ]),

    // Output
    ...[[], null, "x", 5, () => ({}), {}, { foo: 1 }].map((output): readonly [Given, string] => [
      { request: { output } },
      'bad-request: output must be JSON Schema, such as { type: "object" }, or a Standard Schema',
    ]),
  ];

  it.each(cases)("%j → %s", (given, want) => {
    expect(failureOf(() => prepare(given))).toBe(want);
  });
});

describe("what is sent", () => {
  const text = (value: string) => ({ type: "text", text: value });

  it("texts become parts, and nothing is there that was not asked for", () => {
    const { prepared, warnings } = prepare({ unknownModel: true });
    expect(prepared).toEqual({
      modelId: "acme-1",
      provider: { id: "acme", displayName: "Acme" },
      messages: [{ role: "user", content: [text("Hello")] }],
      warn: expect.any(Function),
    });
    expect(Object.keys(prepared)).toEqual(["modelId", "provider", "messages", "warn"]);
    expect(warnings).toEqual([]);
  });

  const cases: readonly (readonly [name: string, given: Given, want: object])[] = [
    ["the model's limit is passed on", {}, { modelMaxOutputTokens: 8_000 }],
    [
      "settings",
      {
        request: {
          system: "S",
          temperature: 0,
          topP: 1,
          maxOutputTokens: 8_000,
          stop: "x",
          extraBody: { a: 1 },
        },
      },
      {
        system: "S",
        temperature: 0,
        topP: 1,
        maxOutputTokens: 8_000,
        stop: ["x"],
        extraBody: { a: 1 },
      },
    ],
    ["an empty system text is none", { request: { system: "" } }, { system: undefined }],
    [
      "an empty list of stops is none",
      { request: { stop: [] }, supports: { stop: 0 } },
      { stop: undefined },
    ],
    [
      "keys without a value are none",
      { request: { maxTokens: undefined, temperature: undefined } },
      { temperature: undefined },
    ],
    ["effort", { request: { reasoning: { effort: "low" } } }, { reasoning: { effort: "low" } }],
    [
      "a budget",
      { request: { reasoning: { budgetTokens: 5 } } },
      { reasoning: { budgetTokens: 5 } },
    ],
    [
      "thinking turned off on a model that takes a budget alone",
      {
        request: { reasoning: { effort: "none" } },
        facts: without("reasoning-effort"),
        supports: { reasoningEffort: ["none"] },
      },
      { reasoning: { effort: "none" } },
    ],
    [
      "thinking turned off on a model that has none",
      {
        request: { reasoning: { effort: "none" } },
        facts: without("reasoning", "reasoning-effort", "reasoning-budget"),
      },
      { reasoning: undefined },
    ],
    [
      "tools without parameters",
      { request: { tools } },
      {
        tools: [
          {
            name: "weather",
            description: undefined,
            parameters: { type: "object", properties: {} },
          },
        ],
      },
    ],
    [
      "an empty list of tools is none, on whatever model",
      {
        request: { tools: [], toolChoice: "auto" },
        facts: without("tools"),
        supports: { tools: false },
      },
      { tools: undefined, toolChoice: undefined },
    ],
    [
      "a choice of no tools where there are none",
      { request: { toolChoice: "none" } },
      { toolChoice: undefined },
    ],
    [
      "a choice",
      { request: { tools, toolChoice: { tool: "weather" } } },
      { toolChoice: { tool: "weather" } },
    ],
    [
      "the provider's own choice where it cannot be set",
      { request: { tools, toolChoice: "auto" }, supports: { toolChoice: false } },
      { toolChoice: undefined },
    ],
    [
      "bytes",
      {
        request: {
          messages: image({
            data: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
            mediaType: "image/png",
          }),
        },
      },
      {
        messages: [
          {
            role: "user",
            content: [{ type: "image", base64: "iVBORw0KGgo=", mediaType: "image/png" }],
          },
        ],
      },
    ],
    [
      "bytes of another realm",
      {
        request: {
          messages: image({ data: runInNewContext("Uint8Array.of(1, 2)"), mediaType: "image/png" }),
        },
      },
      {
        messages: [
          { role: "user", content: [{ type: "image", base64: "AQI=", mediaType: "image/png" }] },
        ],
      },
    ],
    [
      "a Buffer, which is part of a larger one",
      {
        request: {
          messages: image({ data: Buffer.from("xyz").subarray(1), mediaType: "image/png" }),
        },
      },
      {
        messages: [
          { role: "user", content: [{ type: "image", base64: "eXo=", mediaType: "image/png" }] },
        ],
      },
    ],
    [
      "base64",
      { request: { messages: image({ data: PNG, mediaType: "image/png" }) } },
      {
        messages: [
          { role: "user", content: [{ type: "image", base64: PNG, mediaType: "image/png" }] },
        ],
      },
    ],
    [
      "an address",
      { request: { messages: image({ url: "HTTPS://a/b.png" }) } },
      { messages: [{ role: "user", content: [{ type: "image", url: "HTTPS://a/b.png" }] }] },
    ],
    [
      "a file of a type that a * allows",
      { request: { messages: file({ data: "YWJj", mediaType: "text/csv", filename: "a.csv" }) } },
      {
        messages: [
          {
            role: "user",
            content: [{ type: "file", base64: "YWJj", mediaType: "text/csv", filename: "a.csv" }],
          },
        ],
      },
    ],
    [
      "a conversation with tools, in which a reply comes back as it was",
      {
        request: {
          messages: [
            ...HELLO,
            {
              role: "assistant",
              content: [
                { type: "reasoning", text: "", redactedData: "r" },
                { type: "text", text: "", signature: "s" },
                call(),
                call({ id: "c2", arguments: undefined, invalidArguments: "{" }),
              ],
            },
            result({ toolCallId: "c2", isError: true, content: [text(""), text("bad")] }),
            result({ content: "" }),
            { role: "assistant", content: "Warm" },
          ],
        },
      },
      {
        messages: [
          { role: "user", content: [text("Hello")] },
          {
            role: "assistant",
            content: [
              { type: "reasoning", text: "", redactedData: "r" },
              { type: "text", text: "", signature: "s" },
              call(),
              call({ id: "c2", arguments: { INVALID_JSON: "{" }, invalidArguments: "{" }),
            ],
          },
          {
            role: "tool",
            toolCallId: "c2",
            toolName: "weather",
            isError: true,
            content: [text("bad")],
          },
          { role: "tool", toolCallId: "c1", toolName: "weather", isError: false, content: [] },
          { role: "assistant", content: [text("Warm")] },
        ],
      },
    ],
  ];

  it.each(cases)("%s", (_, given, want) => {
    const { prepared, warnings } = prepare(given);
    for (const [key, value] of Object.entries(want)) {
      expect(prepared[key as keyof typeof prepared]).toEqual(value);
    }
    expect(warnings).toEqual([]);
  });

  it("of a model that is not known nothing is refused", () => {
    const { prepared, warnings } = prepare({
      unknownModel: true,
      request: {
        tools,
        maxOutputTokens: 1e6,
        temperature: 1,
        reasoning: { budgetTokens: 5 },
        output: { type: "object" },
      },
    });
    expect(prepared).toMatchObject({
      maxOutputTokens: 1e6,
      temperature: 1,
      reasoning: { budgetTokens: 5 },
    });
    expect(warnings).toEqual([]);
  });
});

describe("output", () => {
  const schema = {
    type: "object",
    title: "Weather report!",
    properties: { city: { type: "string" } },
  };

  it("is passed on as JSON Schema with a name that providers take", () => {
    const { prepared, warnings } = prepare({ request: { system: "S", output: schema } });
    expect(prepared.output).toEqual({ schema, name: "Weather_report_" });
    expect(prepared.system).toBe("S");
    expect(warnings).toEqual([]);
  });

  it.each([{}, { title: 5 }, { title: "" }, { title: "t".repeat(80) }])(
    "has a name whatever its title, %j",
    (title) => {
      const { prepared } = prepare({ request: { output: { type: "object", ...title } } });
      expect(prepared.output?.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    },
  );

  const instruction = `Answer with JSON only, without any other text, that is valid against this JSON Schema:\n${JSON.stringify(schema)}`;

  it.each([
    ["the model", { facts: without("structured-output") }, "acme-1"],
    ["the protocol", { supports: { output: false } }, "openai-chat"],
  ])("is asked for in words where %s does not enforce it", (_, given, who) => {
    const { prepared, warnings } = prepare({ ...given, request: { system: "S", output: schema } });
    expect(prepared.output).toBeUndefined();
    expect(prepared.system).toBe(`S\n\n${instruction}`);
    expect(prepare({ ...given, request: { output: schema } }).prepared.system).toBe(instruction);
    expect(warnings).toEqual([
      {
        code: "output-unenforced",
        message: `${who} is not known to keep to a schema: the schema went into the instructions, and the answer is checked`,
      },
    ]);
  });
});
