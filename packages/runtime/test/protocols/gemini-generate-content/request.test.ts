import { describe, expect, it } from "vitest";
import { geminiGenerateContent as gemini } from "../../../src/protocols/gemini-generate-content/protocol.ts";
import { decodeStream, failureOf } from "../../support/decode-answer.ts";
import { bodyOf, type Messages, prepared, type Said } from "../../support/request-body.ts";
import { sse } from "../../support/stream-text.ts";

const ENDPOINT = "https://generativelanguage.googleapis.com/v1beta/models";
const contents = [{ role: "user", parts: [{ text: "Hello" }] }];

describe("settings", () => {
  // Shapes as on https://ai.google.dev/api/generate-content and its guides.
  const rows: readonly [string, Said, object][] = [
    ["nothing but a message", {}, {}],
    ["system", { system: "Be brief." }, { systemInstruction: { parts: [{ text: "Be brief." }] } }],
    [
      "sampling and limits",
      { maxOutputTokens: 100, temperature: 0, topP: 0.9, stop: ["END"] },
      {
        generationConfig: {
          maxOutputTokens: 100,
          temperature: 0,
          topP: 0.9,
          stopSequences: ["END"],
        },
      },
    ],
    [
      "an output schema",
      { output: { name: "answer", schema: { type: "object" } } },
      {
        generationConfig: {
          responseMimeType: "application/json",
          responseJsonSchema: { type: "object" },
        },
      },
    ],
    [
      "an effort",
      { reasoning: { effort: "low" } },
      { generationConfig: { thinkingConfig: { thinkingLevel: "LOW", includeThoughts: true } } },
    ],
    [
      "more than much of it",
      { reasoning: { effort: "xhigh" } },
      { generationConfig: { thinkingConfig: { thinkingLevel: "XHIGH", includeThoughts: true } } },
    ],
    [
      "no effort",
      { reasoning: { effort: "none" } },
      { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
    ],
    [
      "a budget",
      { reasoning: { budgetTokens: 2048 } },
      { generationConfig: { thinkingConfig: { thinkingBudget: 2048, includeThoughts: true } } },
    ],
    [
      "a budget of 0",
      { reasoning: { budgetTokens: 0 } },
      { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
    ],
  ];
  it.each(rows)("%s", (_, said, want) => {
    expect(bodyOf(gemini, said)).toStrictEqual({ contents, ...want });
  });

  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const tools = [{ name: "weather", description: "Tells it.", parameters }];
  const declared = [
    {
      functionDeclarations: [
        { name: "weather", description: "Tells it.", parametersJsonSchema: parameters },
      ],
    },
  ];
  const choices: readonly [string, Said["toolChoice"], object | undefined][] = [
    ["not said", undefined, undefined],
    ["auto", "auto", { mode: "AUTO" }],
    ["none", "none", { mode: "NONE" }],
    ["required", "required", { mode: "ANY" }],
    ["a tool", { tool: "weather" }, { mode: "ANY", allowedFunctionNames: ["weather"] }],
  ];
  it.each(choices)("tools, with a choice %s", (_, toolChoice, want) => {
    expect(bodyOf(gemini, { tools, toolChoice })).toStrictEqual({
      contents,
      tools: declared,
      ...(want === undefined ? {} : { toolConfig: { functionCallingConfig: want } }),
    });
  });

  it("a tool without a description, and no tools", () => {
    expect(bodyOf(gemini, { tools: [{ name: "now", parameters: {} }] }).tools).toStrictEqual([
      { functionDeclarations: [{ name: "now", parametersJsonSchema: {} }] },
    ]);
    expect(bodyOf(gemini, { tools: [], toolChoice: "none" })).toStrictEqual({ contents });
  });

  it("refuses not to think of a model that always does", () => {
    const reasoning = { effort: "none" } as const;
    const failure = failureOf(() =>
      bodyOf(gemini, { reasoning, modelCapabilities: ["reasoning", "reasoning-effort"] }),
    );
    expect(failure).toMatchObject({ code: "unsupported" });
    const both = ["reasoning", "reasoning-effort", "reasoning-budget"] as const;
    expect(bodyOf(gemini, { reasoning, modelCapabilities: both }).generationConfig).toEqual({
      thinkingConfig: { thinkingBudget: 0 },
    });
  });
});

describe("messages", () => {
  const rows: readonly [string, Messages, object[]][] = [
    [
      "images and files, by bytes and by address",
      [
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image", base64: "AAAA", mediaType: "image/png" },
            { type: "image", url: "https://example.com/a.png" },
            { type: "image", url: "https://example.com/a", mediaType: "image/webp" },
            { type: "file", base64: "BBBB", mediaType: "application/pdf", filename: "a.pdf" },
            { type: "file", url: "https://example.com/b.pdf", mediaType: "application/pdf" },
          ],
        },
      ],
      [
        {
          role: "user",
          parts: [
            { text: "What is this?" },
            { inlineData: { mimeType: "image/png", data: "AAAA" } },
            { fileData: { fileUri: "https://example.com/a.png" } },
            { fileData: { mimeType: "image/webp", fileUri: "https://example.com/a" } },
            { inlineData: { mimeType: "application/pdf", data: "BBBB" } },
            { fileData: { mimeType: "application/pdf", fileUri: "https://example.com/b.pdf" } },
          ],
        },
      ],
    ],
    [
      "an answer with signed parts",
      [
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "Hm.", signature: "s1" },
            { type: "reasoning", text: "Well." },
            { type: "reasoning", text: "", redactedData: "of another provider" },
            { type: "text", text: "Yes.", signature: "s2" },
            { type: "text", text: "", signature: "s3" },
            { type: "text", text: "" },
            { type: "refusal", text: "No." },
            {
              type: "tool-call",
              id: "7ofxgr5m",
              name: "now",
              arguments: { a: 1 },
              signature: "s4",
            },
          ],
        },
      ],
      [
        {
          role: "model",
          parts: [
            { text: "Hm.", thought: true, thoughtSignature: "s1" },
            { text: "Well.", thought: true },
            { text: "Yes.", thoughtSignature: "s2" },
            { text: "", thoughtSignature: "s3" },
            { text: "No." },
            {
              functionCall: { id: "7ofxgr5m", name: "now", args: { a: 1 } },
              thoughtSignature: "s4",
            },
          ],
        },
      ],
    ],
    ["an empty answer is no content", [{ role: "assistant", content: [] }], []],
    [
      "V5: calls that nobody signed: the first one says so",
      [
        {
          role: "assistant",
          content: [
            { type: "tool-call", id: "a", name: "x", arguments: { n: 1 } },
            { type: "tool-call", id: "b", name: "y", arguments: {} },
          ],
        },
      ],
      [
        {
          role: "model",
          parts: [
            {
              functionCall: { id: "a", name: "x", args: { n: 1 } },
              thoughtSignature: "skip_thought_signature_validator",
            },
            { functionCall: { id: "b", name: "y", args: {} } },
          ],
        },
      ],
    ],
    [
      "results of parallel calls: one content, in the order of the calls, ids only if Gemini's",
      [
        {
          role: "assistant",
          content: [
            { type: "tool-call", id: "call_0", name: "weather", arguments: { city: "Rome" } },
            { type: "tool-call", id: "call_1", name: "weather", arguments: { city: "Oslo" } },
            { type: "tool-call", id: "call_966934", name: "map", arguments: {} },
          ],
        },
        {
          role: "tool",
          toolCallId: "call_966934",
          toolName: "map",
          isError: false,
          content: [
            { type: "text", text: "see " },
            { type: "text", text: "image" },
            { type: "image", base64: "CCCC", mediaType: "image/png" },
          ],
        },
        {
          role: "tool",
          toolCallId: "call_1",
          toolName: "weather",
          isError: true,
          content: [{ type: "text", text: "no such city" }],
        },
        {
          role: "tool",
          toolCallId: "call_0",
          toolName: "weather",
          isError: false,
          content: [{ type: "text", text: "22 °C" }],
        },
        { role: "user", content: [{ type: "text", text: "So?" }] },
      ],
      [
        {
          role: "model",
          parts: [
            { functionCall: { name: "weather", args: { city: "Rome" } } },
            { functionCall: { name: "weather", args: { city: "Oslo" } } },
            { functionCall: { id: "call_966934", name: "map", args: {} } },
          ],
        },
        {
          role: "user",
          parts: [
            { functionResponse: { name: "weather", response: { output: "22 °C" } } },
            { functionResponse: { name: "weather", response: { error: "no such city" } } },
            {
              functionResponse: {
                id: "call_966934",
                name: "map",
                response: { output: "see image" },
              },
            },
            { inlineData: { mimeType: "image/png", data: "CCCC" } },
          ],
        },
        { role: "user", parts: [{ text: "So?" }] },
      ],
    ],
  ];
  it.each(rows)("%s", (_, messages, want) => {
    expect(bodyOf(gemini, { messages }).contents).toStrictEqual(want);
  });

  it("what came goes back as it came: signatures and ids", () => {
    const parts = [
      { text: "Hm.", thought: true, thoughtSignature: "s0" },
      { text: "Looking.", thoughtSignature: "s1" },
      { functionCall: { name: "now", args: { zone: "UTC" }, id: "k3" }, thoughtSignature: "s2" },
      { functionCall: { name: "now", args: {} } },
    ];
    const chunk = { candidates: [{ content: { role: "model", parts }, finishReason: "STOP" }] };
    const { content } = decodeStream(gemini, sse(chunk)).parts;
    expect(
      bodyOf(gemini, { messages: [{ role: "assistant", content: prepared(content) }] }).contents,
    ).toStrictEqual([{ role: "model", parts }]);
  });
});

describe("url", () => {
  it.each([
    [false, `${ENDPOINT}/gemini-3.5-flash:generateContent`],
    [true, `${ENDPOINT}/gemini-3.5-flash:streamGenerateContent?alt=sse`],
  ])("streaming is %s", (stream, want) => {
    expect(gemini.url(ENDPOINT, "gemini-3.5-flash", stream)).toBe(want);
    expect(gemini.url(`${ENDPOINT}/`, "gemini-3.5-flash", stream)).toBe(want);
  });

  it.each([
    [false, `${ENDPOINT}/m:generateContent?a=b?c&d=e`],
    [true, `${ENDPOINT}/m:streamGenerateContent?alt=sse&a=b?c&d=e`],
  ])("keeps a query, streaming is %s", (stream, want) => {
    expect(gemini.url(`${ENDPOINT}/?a=b?c&d=e`, "m", stream)).toBe(want);
  });

  it.each([
    "models/../x",
    "..",
    ".",
    "",
    "../files",
    "a/./b",
    "a//b",
    "/a",
    "a/",
    "..\\x",
    "%2e%2E",
    "a/%2e./b",
    "\ud800",
  ])("X5: %j is refused before anything is sent", (id) => {
    const failure = failureOf(() => gemini.url(ENDPOINT, id, false));
    expect(failure).toMatchObject({ code: "bad-request" });
    expect(failure.status).toBeUndefined();
  });

  it.each([
    ["a/b", "a%2Fb"],
    ["x?key=1#y", "x%3Fkey%3D1%23y"],
    ["gemini-3..5", "gemini-3..5"],
    ["é:x", "%C3%A9%3Ax"],
  ])("X5: %j stays in its segment", (id, segment) => {
    const url = gemini.url(ENDPOINT, id, false);
    expect(url).toBe(`${ENDPOINT}/${segment}:generateContent`);
    expect(new URL(url).pathname).toBe(`/v1beta/models/${segment}:generateContent`);
    expect(new URL(url).search).toBe("");
  });
});
