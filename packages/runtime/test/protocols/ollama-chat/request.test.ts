import { describe, expect, it } from "vitest";
import { ollamaChat as ollama } from "../../../src/protocols/ollama-chat/protocol.ts";
import { decodeStream } from "../../support/decode-answer.ts";
import { bodyOf, type Messages, MODEL, prepared, type Said } from "../../support/request-body.ts";
import { ndjson } from "../../support/stream-text.ts";

const plain = { model: MODEL, messages: [{ role: "user", content: "Hello" }], stream: false };

describe("settings", () => {
  // Shapes as on https://docs.ollama.com/api/chat.
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const rows: readonly [string, Said, object][] = [
    ["nothing but a message", {}, {}],
    [
      "system",
      { system: "Be brief." },
      { messages: [{ role: "system", content: "Be brief." }, ...plain.messages] },
    ],
    [
      "sampling and limits",
      { maxOutputTokens: 100, temperature: 0, topP: 0.9, stop: ["END"] },
      { options: { num_predict: 100, temperature: 0, top_p: 0.9, stop: ["END"] } },
    ],
    [
      "an output schema",
      { output: { name: "answer", schema: { type: "object" } } },
      { format: { type: "object" } },
    ],
    ["no effort", { reasoning: { effort: "none" } }, { think: false }],
    ["low effort", { reasoning: { effort: "low" } }, { think: "low" }],
    ["high effort", { reasoning: { effort: "high" } }, { think: "high" }],
    [
      "tools",
      {
        tools: [
          { name: "weather", description: "Tells it.", parameters },
          { name: "now", parameters: { type: "object" } },
        ],
      },
      {
        tools: [
          { type: "function", function: { name: "weather", description: "Tells it.", parameters } },
          { type: "function", function: { name: "now", parameters: { type: "object" } } },
        ],
      },
    ],
    ["no tools", { tools: [] }, {}],
  ];
  it.each(rows)("%s", (_, said, want) => {
    expect(bodyOf(ollama, said)).toStrictEqual({ ...plain, ...want });
  });

  it("always says whether it is to be streamed: the server's default is that it is", () => {
    expect(bodyOf(ollama, {}, true).stream).toBe(true);
    expect(bodyOf(ollama, {}, false).stream).toBe(false);
  });
});

describe("messages", () => {
  const rows: readonly [string, Messages, object[]][] = [
    [
      "images beside one text",
      [
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image", base64: "AAAA", mediaType: "image/png" },
            { type: "text", text: "And this?" },
            { type: "image", base64: "BBBB", mediaType: "image/png" },
          ],
        },
      ],
      [{ role: "user", content: "What is this?\nAnd this?", images: ["AAAA", "BBBB"] }],
    ],
    [
      "an answer with thinking and calls",
      [
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "Hm. ", signature: "of another provider" },
            { type: "reasoning", text: "Well." },
            { type: "text", text: "Let me " },
            { type: "text", text: "see." },
            { type: "tool-call", id: "call_0", name: "now", arguments: { zone: "UTC" } },
            {
              type: "tool-call",
              id: "call_1",
              name: "x",
              arguments: { INVALID_JSON: "{" },
              invalidArguments: "{",
            },
          ],
        },
      ],
      [
        {
          role: "assistant",
          content: "Let me see.",
          thinking: "Hm. Well.",
          tool_calls: [
            { function: { name: "now", arguments: { zone: "UTC" } } },
            { function: { name: "x", arguments: { INVALID_JSON: "{" } } },
          ],
        },
      ],
    ],
    [
      "a refusal is text",
      [{ role: "assistant", content: [{ type: "refusal", text: "No." }] }],
      [{ role: "assistant", content: "No." }],
    ],
    [
      "results in the order of their calls, by which they are told apart",
      [
        {
          role: "assistant",
          content: [
            { type: "tool-call", id: "a", name: "weather", arguments: { city: "Rome" } },
            { type: "tool-call", id: "b", name: "weather", arguments: { city: "Oslo" } },
          ],
        },
        {
          role: "tool",
          toolCallId: "b",
          toolName: "weather",
          isError: true,
          content: [{ type: "text", text: "no such city" }],
        },
        {
          role: "tool",
          toolCallId: "a",
          toolName: "weather",
          isError: false,
          content: [
            { type: "text", text: "22 °C" },
            { type: "image", base64: "CCCC", mediaType: "image/png" },
          ],
        },
      ],
      [
        {
          role: "assistant",
          content: "",
          tool_calls: [
            { function: { name: "weather", arguments: { city: "Rome" } } },
            { function: { name: "weather", arguments: { city: "Oslo" } } },
          ],
        },
        { role: "tool", tool_name: "weather", content: "22 °C", images: ["CCCC"] },
        { role: "tool", tool_name: "weather", content: "no such city" },
      ],
    ],
  ];
  it.each(rows)("%s", (_, messages, want) => {
    expect(bodyOf(ollama, { messages }).messages).toStrictEqual(want);
  });

  it("what came goes back as it came", () => {
    const message = {
      role: "assistant",
      content: "Looking.",
      thinking: "Hm.",
      tool_calls: [{ function: { name: "now", arguments: { zone: "UTC" } } }],
    };
    const line = { message, done: true, done_reason: "stop" };
    const { content } = decodeStream(ollama, ndjson(line)).parts;
    expect(
      bodyOf(ollama, { messages: [{ role: "assistant", content: prepared(content) }] }).messages,
    ).toStrictEqual([message]);
  });
});

it("goes to the endpoint as it is", () => {
  const endpoint = "http://127.0.0.1:11434/api/chat";
  expect(ollama.url(endpoint, MODEL, true)).toBe(endpoint);
});
