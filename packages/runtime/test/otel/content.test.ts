import { expect, it } from "vitest";
import { anthropic } from "../../src/gen/anthropic.gen.ts";
import { serve } from "../support/loopback.ts";
import { failure } from "../support/test-client.ts";
import { PARTS } from "./conventions.ts";
import { testTelemetry } from "./test-telemetry.ts";

const ANSWER = {
  content: [
    { type: "thinking", thinking: "A canary?", signature: "sig" },
    { type: "text", text: "A canary." },
    { type: "tool_use", id: "t2", name: "weather", input: { city: "Oslo" } },
  ],
  stop_reason: "tool_use",
  model: "claude-sonnet-4-6",
  usage: { input_tokens: 10, output_tokens: 5 },
};

const REQUEST = {
  model: "claude-sonnet-4-6",
  system: "Be a canary.",
  tools: [{ name: "weather", description: "A canary's weather" }],
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "canary" },
        { type: "image", data: "aaaa", mediaType: "image/png" },
        { type: "image", url: "https://canary.test/a.png" },
        { type: "file", fileId: "file_1", mediaType: "application/pdf" },
      ],
    },
    {
      role: "assistant",
      content: [{ type: "tool-call", id: "t1", name: "weather", arguments: { city: "Rome" } }],
    },
    { role: "tool", toolCallId: "t1", content: "canary weather" },
  ],
} as const;

/** The attributes of a span of one call. */
async function attributesOf(
  options: Parameters<typeof testTelemetry>[0],
  status = 200,
  answer: object = ANSWER,
) {
  const telemetry = testTelemetry(options);
  const server = await serve((_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  const claude = anthropic({
    apiKey: "k",
    endpoint: `${server.url}/v1/messages`,
    retry: { max: 0 },
    hooks: { onWarning: () => {}, ...telemetry.hooks },
    testing: { clock: telemetry.clock },
  });
  const asked = claude.chat(REQUEST);
  await (status === 200 ? asked : failure(asked));
  const { attributes, status: ended } = telemetry.span();
  return { attributes, message: ended.message };
}

it("J7: has no words of a conversation unless they are asked for", async () => {
  const { attributes } = await attributesOf({});
  expect(JSON.stringify(attributes)).not.toContain("canary");
});

it("J7: has them as the conventions' schemas of messages say", async () => {
  const { attributes } = await attributesOf({ content: true });
  const read = (name: string) => JSON.parse(String(attributes[name]));
  expect(read("gen_ai.system_instructions")).toEqual([{ type: "text", content: "Be a canary." }]);
  expect(read("gen_ai.tool.definitions")).toEqual([{ type: "function", name: "weather" }]);
  const input = read("gen_ai.input.messages");
  expect(input).toEqual([
    {
      role: "user",
      parts: [
        { type: "text", content: "canary" },
        { type: "attachment", modality: "image", mime_type: "image/png", bytes: 3 },
        { type: "uri", modality: "image", uri: "https://canary.test/a.png" },
        {
          type: "file",
          modality: "document",
          mime_type: "application/pdf",
          file_id: "file_1",
        },
      ],
    },
    {
      role: "assistant",
      parts: [{ type: "tool_call", id: "t1", name: "weather", arguments: { city: "Rome" } }],
    },
    {
      role: "tool",
      parts: [{ type: "tool_call_response", id: "t1", response: "canary weather" }],
    },
  ]);
  const output = read("gen_ai.output.messages");
  expect(output).toEqual([
    {
      role: "assistant",
      parts: [
        { type: "reasoning", content: "A canary?" },
        { type: "text", content: "A canary." },
        { type: "tool_call", id: "t2", name: "weather", arguments: { city: "Oslo" } },
      ],
    },
  ]);
  for (const part of [...input, ...output].flatMap(({ parts }) => parts)) {
    expect(Object.keys(part)).toEqual(expect.arrayContaining([...(PARTS[part.type] ?? ["type"])]));
  }
});

it("J7: has the reason to end in messages where the names of before are asked for", async () => {
  const { attributes } = await attributesOf({ content: true, conventions: "1.41" });
  expect(JSON.parse(String(attributes["gen_ai.output.messages"]))).toMatchObject([
    { finish_reason: "tool_call" },
  ]);
});

it("J7: has what an error says only with the words of conversations", async () => {
  const failed = { type: "error", error: { type: "invalid_request_error", message: "a canary" } };
  expect((await attributesOf({}, 400, failed)).message).toBeUndefined();
  expect((await attributesOf({ content: true }, 400, failed)).message).toContain("a canary");
});
